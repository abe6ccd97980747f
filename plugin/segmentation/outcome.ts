import type OpenSeadragon from 'openseadragon';
import type { Affine } from '../../core/labels/index.js';
import { loadConfidence } from '../confidence.js';
import { button, element } from '../legend/dom.js';
import { download } from '../legend/index.js';
import { type ShownSegmentation, showSegmentation } from '../show.js';
import { createTools } from '../tools.js';
import { createFolder } from './folder.js';
import type { SegmentationPanelOptions } from './panel-types.js';
import type { PageRequest, PageResult } from './types.js';

/** A result on the page. */
export interface Outcome {
  readonly shown: ShownSegmentation;
  destroy(): void;
}

/**
 * Shows a result as any other: masks over the viewer, legend and all panels at the end of `mount`; a button to save it goes to `results`.
 */
export async function showOutcome(
  viewer: OpenSeadragon.Viewer,
  mount: HTMLElement,
  results: HTMLElement,
  { name, files }: PageResult,
  request: PageRequest,
  { matrix, layer, theme }: Pick<SegmentationPanelOptions, 'layer' | 'theme'> & { readonly matrix: Affine },
): Promise<Outcome> {
  const folder = createFolder(files);
  const stem = `${name.replace(/\[.*$/, '').replace(/\.(fits?|fts|tiff?)(\.gz)?$/i, '')}-segmentation`;
  const { fetch } = folder;
  const place = element('div', { class: 'cloisonne-outcome' });
  mount.append(place);
  const undo = [() => place.remove()];
  const destroy = () => {
    for (const end of undo.splice(0).reverse()) end();
  };
  try {
    const shown = await showSegmentation(viewer, folder.url('segmentation.json'), {
      ...layer,
      ...{ legend: place, theme, fetch, confidence: loadConfidence, registration: matrix },
      save: text => download(folder.zip(stem, { 'segmentation.json': text }), `${stem}.zip`),
    });
    undo.push(() => shown.destroy());
    const { source } = request;
    const called = request.name ?? (source instanceof File ? source.name : name);
    const cube = async () =>
      (await import('./cube.js')).openCube({ ...request, source: source instanceof Blob ? source : source.href, name: called });
    const tools = createTools(shown, place, { theme, spectra: { fetch, cube } });
    undo.push(() => tools.destroy());
    results.replaceChildren(button('Save all files', () => shown.store()));
    undo.push(() => results.replaceChildren());
    return { shown, destroy };
  } catch (err) {
    destroy();
    throw err;
  }
}
