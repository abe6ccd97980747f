import type OpenSeadragon from 'openseadragon';
import type { Affine } from '../../core/labels/index.js';
import { loadConfidence } from '../confidence.js';
import { button, element } from '../legend/dom.js';
import { download } from '../legend/index.js';
import { createSpectrumPanel } from '../panel/index.js';
import { openRegistration, type RegistrationPanel } from '../registration-ui/index.js';
import { type ShownSegmentation, showSegmentation } from '../show.js';
import { createFolder } from './folder.js';
import type { SegmentationPanelOptions } from './panel-types.js';
import type { PageRequest, PageResult } from './types.js';

/** A result on the page. */
export interface Outcome {
  readonly shown: ShownSegmentation;
  destroy(): void;
}

/**
 * Shows a result as any other: masks over the viewer, legend and spectra at the end of `mount`; buttons to save it and to register it go to `results`.
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
  try {
    const shown = await showSegmentation(viewer, folder.url('segmentation.json'), {
      ...layer,
      ...{ legend: place, theme, fetch, confidence: loadConfidence },
      save: text => download(folder.zip(stem, { 'segmentation.json': text }), `${stem}.zip`),
    });
    shown.layer.setRegistration(matrix);
    // Only the first cube of a file can be opened by the file alone.
    const cube = request.hdu === undefined ? request.source : undefined;
    const spectra = createSpectrumPanel(shown, place, { theme, fetch, cube });
    place.prepend(spectra.root);
    const register = foldedRegistration(shown, place, theme);
    results.replaceChildren(
      button('Save all files', () => shown.store()),
      register.button,
    );
    return {
      shown,
      destroy() {
        register.destroy();
        spectra.destroy();
        shown.destroy();
        place.remove();
        results.replaceChildren();
      },
    };
  } catch (err) {
    place.remove();
    throw err;
  }
}

/** A button that opens the registration panel and closes it again. */
function foldedRegistration(shown: ShownSegmentation, place: HTMLElement, theme: 'light' | 'dark' | undefined) {
  let panel: Promise<RegistrationPanel | undefined> = Promise.resolve(undefined);
  const label = 'Register by points';
  const toggle = async (last: RegistrationPanel | undefined) => {
    last?.destroy();
    made.setAttribute('aria-expanded', String(!last));
    return last ? undefined : openRegistration(shown.overlay, place, { theme, layer: () => shown.layer });
  };
  const made = button(label, () => void (panel = panel.then(toggle)), label, { 'aria-expanded': 'false' });
  return { button: made, destroy: () => void panel.then(last => last?.destroy()) };
}
