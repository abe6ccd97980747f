/** The page: static, so that no text of a result ever becomes HTML. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cloisonne</title>
<link rel="stylesheet" href="page.css">
<script src="openseadragon/openseadragon.min.js" defer></script>
<script type="module" src="page.js"></script>
</head>
<body>
<header><h1>cloisonne</h1></header>
<main id="viewer" aria-label="Base image with clusters"></main>
<aside id="legend" aria-label="Spectra and clusters"></aside>
<p id="status" role="status"></p>
</body>
</html>
`;

/** Styles of the page; the legend brings its own. */
export const pageCss = `:root { color-scheme: light dark; }
html, body { height: 100%; margin: 0; }
body { display: grid; grid-template: "viewer legend" minmax(0, 1fr) "status status" auto / minmax(0, 1fr) minmax(20rem, 26rem); background: light-dark(#f4f2ec, #131417); color: light-dark(#24231f, #ecebe6); font: 15px/1.45 system-ui, sans-serif; }
body > header { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#viewer { grid-area: viewer; min-width: 0; min-height: 0; position: relative; background: #0b0c0f; }
#legend { grid-area: legend; overflow: auto; padding: .75rem; display: flex; flex-direction: column; scrollbar-width: thin; }
#legend > * { flex: none; max-height: none; }
#status { grid-area: status; margin: 0; padding: 0 .75rem; }
#status:not(:empty) { padding-block: .4rem; }
@media (max-width: 860px) { body { grid-template: "viewer" minmax(0, 1fr) "legend" 45% "status" auto / minmax(0, 1fr); } }
`;

/** The page's script: opens the base image, hands everything else to the plugin, and saves edits to this server. */
export const pageJs = `import { createTools, loadConfidence, loadCut, loadSegmentation, showSegmentation } from './plugin/cloisonne-osd.js';

const { OpenSeadragon } = window;
const status = text => { document.querySelector('#status').textContent = text; };
const token = new URLSearchParams(location.search).get('token') ?? '';
const sidecar = 'result/segmentation.json';
let version;

const versioned = async (url, init) => {
  const response = await fetch(url, init);
  if (String(url).endsWith('/segmentation.json')) version = response.headers.get('etag');
  return response;
};

// The text that segmentation.json was last given.
let stored;
// What the page was to save and could not.
let unsaved;
const put = async (text, match) => {
  const headers = { 'content-type': 'application/json', ...(match && { 'if-match': match }) };
  try {
    const response = await fetch(sidecar + '?token=' + encodeURIComponent(token), { method: 'PUT', headers, body: text });
    unsaved = response.ok ? undefined : text;
    if (response.ok) [version, stored] = [response.headers.get('etag'), text];
    if (response.status === 412) return conflict(text);
    status(response.ok ? 'Saved to segmentation.json.' : 'Not saved: ' + await response.text());
  } catch {
    unsaved = text;
    status('Not saved: the server has stopped.');
  }
};

// One after the other: the version that one save leaves is the one that the next replaces.
let saving = Promise.resolve();
const save = text => { saving = saving.then(() => put(text, version)); };

// Someone else saved meanwhile: nothing of this page is lost, and nothing of theirs without being asked.
const conflict = text => {
  status('Not saved: segmentation.json was changed by someone else since this page read it. Your edits are still here. ');
  const button = (label, act) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent: label, onclick: act });
    document.querySelector('#status').append(made, ' ');
  };
  button('Download mine', () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: 'segmentation.json' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
  button('Replace theirs', () => { saving = saving.then(() => put(text)); });
  button('Show theirs', () => { if (confirm('Your edits on this page are lost. Show the other version?')) { unsaved = undefined; location.reload(); } });
};
window.addEventListener('beforeunload', event => { if (unsaved !== undefined) event.preventDefault(); });

const tileSource = async ({ kind, url }) => {
  if (kind === 'image') return { type: 'image', url };
  if (kind === 'dzi') return url;
  // The folder of a static pyramid may stand anywhere: its address is where it was found.
  const info = await (await fetch(url)).json();
  return { ...info, id: new URL(url, location.href).href.replace(/\\/info\\.json$/, '') };
};

const start = async () => {
  const session = await (await fetch('session.json')).json();
  document.title = session.name + ' - cloisonne';
  document.querySelector('h1').textContent = document.title;
  const viewer = OpenSeadragon({
    element: document.querySelector('#viewer'),
    prefixUrl: 'openseadragon/images/',
    crossOriginPolicy: 'Anonymous',
    maxZoomPixelRatio: 40,
    navigatorDrawer: 'canvas',
    showNavigator: true,
  });
  const opened = new Promise((resolve, reject) => {
    viewer.addOnceHandler('open', resolve);
    viewer.addOnceHandler('open-failed', event => reject(new Error('The base image cannot be opened: ' + event.message)));
  });
  viewer.open(await tileSource(session.base));
  await opened;
  const shown = await showSegmentation(viewer, sidecar, {
    legend: document.querySelector('#legend'),
    // A picture is to be seen through the masks.
    fill: session.over ? 0.65 : 1,
    fetch: versioned,
    confidence: loadConfidence,
    cut: loadCut,
    save,
  });
  const results = [];
  for (const folder of session.others) {
    try {
      results.push(await loadSegmentation(folder + '/segmentation.json', { cut: loadCut }));
    } catch (error) {
      shown.notices.show(error.message, 'error');
    }
  }
  const tools = createTools(shown, document.querySelector('#legend'), { spectra: { cube: session.cube }, compare: { results }, share: { link: true } });
  Object.assign(window, { viewer, shown, tools });
  offerSegmentation(viewer, shown, tools, session);
};

// Another cube, or this one by other options: its result takes the place of the one that is shown, and is saved as a download.
const offerSegmentation = (viewer, shown, tools, { cube, encoders }) => {
  const mount = document.querySelector('#legend');
  const fold = Object.assign(document.createElement('details'), { className: 'cloisonne cloisonne-fold' });
  fold.append(Object.assign(document.createElement('summary'), { textContent: 'Segment a cube' }));
  mount.append(fold);
  stored = shown.save();
  const open = async () => {
    const { openSegmentation } = await import('./plugin/cloisonne-segment.js');
    let current = shown;
    const panel = await openSegmentation(viewer, mount, {
      address: cube === undefined ? false : new URL(cube, location.href).href,
      encoders: encoders.map(name => ({ name, url: new URL('encoders/' + name + '/', location.href) })),
      reference: () => current.layer,
      replace() {
        if (shown.save() !== stored && confirm('The clusters were edited. Save these edits before another result takes their place?')) shown.store();
        tools.destroy();
        shown.destroy();
        status('');
      },
      onShown(next, { name }) {
        document.title = name + ' - cloisonne';
        current = next;
        Object.assign(window, { shown: next });
      },
    });
    fold.remove();
    panel.root.scrollIntoView({ block: 'nearest' });
    panel.root.querySelector('input, button').focus({ preventScroll: true });
  };
  fold.addEventListener('toggle', () => open().catch(error => status(error.message)), { once: true });
};

start().catch(error => status(error.message));
`;
