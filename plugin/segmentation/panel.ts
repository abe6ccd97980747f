import type OpenSeadragon from 'openseadragon';
import { button, element } from '../legend/dom.js';
import { useStyle } from '../legend/style.js';
import type { LayerStyle } from '../types.js';
import { createPageSegmenter } from './client.js';
import { droppedFiles } from './files.js';
import { createForm } from './form.js';
import { type Outcome, showOutcome } from './outcome.js';
import type { SegmentationPanel, SegmentationPanelOptions } from './panel-types.js';
import { openSheet, type Place, placeOver, replaceSheet } from './place.js';
import { createLivePreview, type LivePreview } from './preview.js';
import { createProgressView } from './progress.js';
import { useSegmentationStyle } from './style.js';
import type { OpenedEvent, PageEvent, PageRequest } from './types.js';
import { wordsOf } from './words.js';

/** What lies below is seen through the masks. */
const LOOK: Partial<LayerStyle> = { fill: 0.6 };

/** The panel, at the end of `mount`. See `openSegmentation`. */
export function createSegmentationPanel(
  viewer: OpenSeadragon.Viewer,
  mount: HTMLElement,
  options: SegmentationPanelOptions = {},
): SegmentationPanel {
  const free = [useStyle(), useSegmentationStyle()];
  const look = { ...LOOK, ...options.layer };
  const segmenter = options.segmenter ?? createPageSegmenter(options);
  const form = createForm(options.encoders ?? [], viewer.world.getItemCount() > 0, options.address);
  const progress = createProgressView();
  const problem = element('p', { class: 'cloisonne-problem', role: 'alert' });
  const warnings = element('ul', { class: 'cloisonne-warnings', 'aria-label': 'Warnings' });
  const results = element('div', { class: 'cloisonne-results' });
  let control: AbortController | undefined;
  let outcome: Outcome | undefined;
  let preview: LivePreview | undefined;
  let place: Promise<Place> | undefined;
  /** The viewer shows the sheet or picture of a cube, which is the panel's to replace. */
  let ownImage = false;
  let replaced = false;
  let gone = false;

  const start = element('button', { type: 'submit', form: form.root.id }, 'Segment');
  const cancel = button('Cancel', () => control?.abort());
  cancel.disabled = true;
  const inputs = element('details', { open: true }, element('summary', {}, 'Cube and options'), form.root);
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-segment', 'aria-label': 'Segment a cube', 'data-theme': options.theme },
    element('header', {}, element('h2', {}, 'Segment a cube')),
    inputs,
    element('div', { class: 'cloisonne-bar' }, start, cancel),
    progress.root,
    problem,
    warnings,
    results,
    element('p', { class: 'cloisonne-note' }, 'The cube is read and segmented in this page. Nothing is sent anywhere.'),
  );

  const clear = () => {
    outcome?.destroy();
    outcome = undefined;
    if (!replaced) options.replace?.();
    replaced = true;
  };
  const lay = async ({ shape, cards }: OpenedEvent): Promise<Place> => {
    const image = form.overImage && !ownImage ? viewer.world.getItemAt(0)?.getContentSize() : undefined;
    if (image) return placeOver({ ...shape, cards }, { width: image.x, height: image.y }, options.reference?.());
    clear();
    ownImage = true;
    await openSheet(viewer, shape);
    return { matrix: [1, 0, 0, 1, 0, 0], note: '' };
  };
  /** Everything that changes the viewer waits for the image to be there. */
  const hear = (event: PageEvent, mine: AbortController) => {
    progress.note(event);
    if (event.type === 'opened') warnings.append(...(event.notes ?? []).map(note => element('li', {}, note)));
    if (event.type === 'warning') warnings.append(element('li', {}, event.message));
    if (event.type === 'opened') {
      place = lay(event);
      place.catch(err => mine.abort(err));
      void place.then(
        ({ matrix }) => {
          if (control === mine) preview = createLivePreview(viewer, event.shape, { ...look, registration: matrix });
        },
        () => {},
      );
    }
    if (event.type === 'preview')
      void place?.then(
        () => preview?.add(event.from, event.labels),
        () => {},
      );
  };
  const run = async () => {
    problem.textContent = '';
    let failure = '';
    let request: PageRequest;
    try {
      request = form.request();
    } catch (err) {
      problem.textContent = (err as Error).message;
      return;
    }
    const mine = new AbortController();
    control = mine;
    warnings.replaceChildren();
    busy(true);
    progress.start();
    const begun = performance.now();
    try {
      const result = await segmenter.run(request, { signal: mine.signal, onEvent: event => hear(event, mine) });
      const { matrix, note } = (await place) as Place;
      if (ownImage) await replaceSheet(viewer, result.picture);
      endPreview();
      clear();
      outcome = await showOutcome(viewer, mount, results, result, request, { theme: options.theme, layer: look, matrix });
      if (gone) return outcome.destroy();
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      progress.end(`K = ${result.k}, computed on ${result.engine} in ${seconds} s. ${note}`.trim());
      inputs.open = false;
      options.onShown?.(outcome.shown, result);
    } catch (err) {
      progress.end(mine.signal.aborted ? 'Stopped.' : '');
      // A cancelled run has the reason of the browser; one that could not be shown has ours.
      const cause = mine.signal.aborted ? mine.signal.reason : err;
      if ((cause as Error).name !== 'AbortError') problem.textContent = failure = wordsOf(cause);
    } finally {
      endPreview();
      control = undefined;
      place = undefined;
      busy(false);
      // Not before: locked fields take no focus.
      if (failure !== '') form.point(failure);
    }
  };
  const endPreview = () => {
    preview?.destroy();
    preview = undefined;
  };
  const busy = (now: boolean) => {
    form.lock(now);
    start.disabled = now;
    cancel.disabled = !now;
    root.setAttribute('aria-busy', String(now));
    // The button that had the focus is disabled now.
    if (root.contains(document.activeElement) || document.activeElement === document.body)
      (now ? cancel : start).focus({ preventScroll: true });
  };
  form.root.addEventListener('submit', event => {
    event.preventDefault();
    if (!control) void run();
  });
  root.addEventListener('dragover', event => {
    if (!control && event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  root.addEventListener('drop', event => {
    const { dataTransfer } = event;
    if (control || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    void droppedFiles(dataTransfer).then(form.take, err => void (problem.textContent = wordsOf(err)));
  });
  const destroy = () => {
    gone = true;
    viewer.removeHandler('destroy', destroy);
    control?.abort();
    endPreview();
    outcome?.destroy();
    outcome = undefined;
    if (!options.segmenter) segmenter.destroy();
    root.remove();
    for (const end of free.splice(0)) end();
  };
  viewer.addHandler('destroy', destroy);
  mount.append(root);
  return {
    root,
    get shown() {
      return outcome?.shown;
    },
    destroy,
  };
}
