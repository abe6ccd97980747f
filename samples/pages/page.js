import { createTools, loadConfidence, loadCut, showSegmentation } from './osd/cloisonne-osd.js';

/** Base image, clusters and all tools of one result, from static files beside the page; what is saved is a download. */
export async function open({ layer = {}, spectra = {}, viewer: options = {}, curtain = false, pinned = 0 } = {}) {
  const viewer = OpenSeadragon({
    element: document.querySelector('#viewer'),
    tileSources: 'base/image.dzi',
    prefixUrl: '../openseadragon/images/',
    maxZoomPixelRatio: 24,
    visibilityRatio: 0.5,
    navigatorDrawer: 'canvas',
    showNavigator: true,
    navigatorPosition: 'BOTTOM_LEFT',
    ...options,
  });
  await new Promise((resolve, reject) => {
    viewer.addOnceHandler('open', resolve);
    viewer.addOnceHandler('open-failed', event => reject(new Error(event.message)));
  });
  const mount = document.querySelector('#tools');
  const shown = await showSegmentation(viewer, 'result/segmentation.json', {
    legend: mount,
    confidence: loadConfidence,
    cut: loadCut,
    ...layer,
  });
  const tools = createTools(shown, mount, { spectra, share: { link: true } });
  // Something to see before the first click.
  for (const { id } of shown.layer.clusters.slice(0, pinned)) await tools.spectra?.pinCluster(id);
  if (curtain) await tools.compare.set('curtain', null);
  Object.assign(window, { viewer, shown, tools });
}
