import type OpenSeadragon from 'openseadragon';
import type { Affine } from '../../core/labels/index.js';
import { loadConfidence } from '../confidence.js';
import { button } from '../legend/dom.js';
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
  const shown = await showSegmentation(viewer, folder.url('segmentation.json'), {
    ...layer,
    ...{ legend: mount, theme, fetch, confidence: loadConfidence },
    save: text => download(folder.zip(stem, { 'segmentation.json': text }), `${stem}.zip`),
  });
  shown.layer.setRegistration(matrix);
  // Only the first cube of a file can be opened by the file alone.
  const spectra = createSpectrumPanel(shown, mount, {
    theme,
    fetch,
    cube: request.hdu === undefined ? request.source : undefined,
  });
  shown.legend?.root.before(spectra.root);
  let registration: RegistrationPanel | undefined;
  const register = button(
    'Register by points',
    async () => {
      if (registration) registration.destroy();
      registration = registration ? undefined : await openRegistration(shown.overlay, mount, { theme, layer: () => shown.layer });
      register.setAttribute('aria-expanded', String(registration !== undefined));
    },
    'Register by points',
    { 'aria-expanded': 'false' },
  );
  results.replaceChildren(
    button('Save all files', () => shown.store()),
    register,
  );
  return {
    shown,
    destroy() {
      registration?.destroy();
      spectra.destroy();
      shown.destroy();
      results.replaceChildren();
    },
  };
}
