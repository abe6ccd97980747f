import { createCompareControls, createSpectrumPanel, showSegmentation } from './osd/cloisonne-osd.js';

/** Base image, clusters, comparison and spectra of one result, from static files beside the page. */
export async function open({ layer = {}, panel = {}, viewer: options = {}, curtain = false } = {}) {
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
  const tools = document.querySelector('#tools');
  const shown = await showSegmentation(viewer, 'result/segmentation.json', { legend: tools, ...layer });
  const spectra = createSpectrumPanel(shown, tools, panel);
  const compare = createCompareControls(shown, tools);
  // Spectra come first: they are what a click is for.
  tools.prepend(spectra.root);
  if (curtain) await compare.set('curtain', null);
  Object.assign(window, { viewer, shown, spectra, compare });
}
