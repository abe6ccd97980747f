import type { ShownSegmentation } from '../show.js';
import type { SplitPanel, SplitPanelOptions } from './panel.js';

export type { SplitPanel, SplitPanelOptions } from './panel.js';

/**
 * Controls to split a cluster, and to cluster a region of the map again, at the end of `mount`: by k-means on the latents that segment left, at once
 * in the page. Both are entries of the edit log: undone, saved, and replayed by `cloisonne edit --replay`, which also writes the spectra of the new
 * clusters. Its code is loaded by this call, the latents by the first split.
 */
export async function openSplit(shown: ShownSegmentation, mount: HTMLElement, options?: SplitPanelOptions): Promise<SplitPanel> {
  const { createSplitPanel } = await import('./panel.js');
  return createSplitPanel(shown, mount, options);
}
