import { InputError } from '../../core/cube/errors.js';
import { type Edit, type EditLog, reclusterEdit, splitEdit } from '../../core/labels/index.js';
import { loadCut } from '../cut.js';
import { button, element, touches } from '../legend/dom.js';
import { useStyle } from '../legend/style.js';
import type { ShownSegmentation } from '../show.js';
import type { CutLabels } from '../types.js';
import { createRegionDrawing } from './region.js';
import { useSplitStyle } from './style.js';

/** Options of `openSplit`. */
export interface SplitPanelOptions {
  readonly theme?: 'light' | 'dark';
  /** Seed of the k-means, default 0. */
  readonly seed?: number;
}

/** Controls to split clusters. */
export interface SplitPanel {
  readonly root: HTMLElement;
  /** Splits a cluster of the layer that is shown; says what came of it, or why not. */
  split(cluster: number, into: number): Promise<void>;
  destroy(): void;
}

/** As many as a person can tell apart. */
const mostParts = 24;

/** The panel, at the end of `mount`. See `openSplit`. */
export function createSplitPanel(
  shown: ShownSegmentation,
  mount: HTMLElement,
  { theme, seed = 0 }: SplitPanelOptions = {},
): SplitPanel {
  const { overlay, segmentation } = shown;
  const free = [useStyle(), useSplitStyle()];
  let cuts: Promise<CutLabels | undefined> | undefined;
  let busy = false;

  const status = element('p', { role: 'status' });
  const say = (text: string) => void (status.textContent = text);
  const cluster = element('select', {});
  const into = element('input', { type: 'number', min: 2, max: mostParts, value: 2 });
  const parts = () => Math.min(mostParts, Math.max(2, Math.round(into.valueAsNumber) || 2));
  const divide = button('Split', () => void split(Number(cluster.value), parts()));
  const draw = button('Draw a region', () => (region.drawing ? region.stop() : region.start()), 'Draw a region', {
    'aria-pressed': 'false',
  });
  const middle = button('Take the middle of the view', () => region.takeMiddle());
  const drop = button('Drop the last corner', () => region.drop());
  const again = button('Cluster it again', () => void recluster());
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-split', 'aria-label': 'Split clusters', 'data-theme': theme },
    element('h2', {}, 'Split clusters'),
    element('div', {}, element('label', {}, 'Cluster', cluster), element('label', {}, 'into', into), divide),
    element('div', {}, draw, middle, drop, again),
    status,
    element('p', {}, 'By k-means on the latents. cloisonne edit --replay also writes the spectra of the parts.'),
  );

  const update = () => {
    const count = region.corners.length;
    draw.setAttribute('aria-pressed', String(region.drawing));
    middle.disabled = !region.drawing;
    drop.disabled = count === 0;
    divide.disabled = busy;
    again.disabled = busy || count < 3;
    status.toggleAttribute('data-step', region.drawing);
  };
  const drawn = () => {
    const count = region.corners.length;
    const corners = count === 0 ? '' : `${count} ${count === 1 ? 'corner' : 'corners'}. `;
    say(
      region.drawing
        ? `${corners}${touches() ? 'Touch' : 'Click'} a corner, or move it to the middle and press Enter. Escape ends.`
        : corners,
    );
    update();
  };
  const region = createRegionDrawing(overlay, () => shown.layer, drawn);

  const list = () => {
    const { clusters } = shown.layer;
    const now = clusters.map(({ id, name }) => `${id} ${name}`).join('\n');
    if (cluster.dataset.list === now) return;
    const chosen = cluster.value;
    cluster.dataset.list = now;
    cluster.replaceChildren(
      ...clusters.map(({ id, name }) => element('option', { value: id, selected: String(id) === chosen }, name)),
    );
  };
  /** Loads what is needed and does the edit that `make` gives for the log as it is then. */
  const apply = async (make: (log: EditLog) => Edit, done: (edit: Edit) => string) => {
    if (busy) return;
    busy = true;
    update();
    try {
      say('Reading the latents …');
      cuts ??= loadCut(segmentation);
      const cut = await cuts;
      if (!cut) throw new InputError('nothing can be split', { why: 'there are no latents beside this result' });
      say('Splitting …');
      // The page says so before it is busy.
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
      const { layer } = shown;
      if (!layer.cut) layer.setCut(cut);
      const edit = make({ original: layer.original, edits: layer.edits, undone: [] });
      layer.edit(edit);
      say(done(edit));
    } catch (err) {
      cuts = shown.layer.cut ? cuts : undefined;
      say((err as Error).message);
    } finally {
      busy = false;
      update();
    }
  };
  const made = (edit: Edit) => ('parts' in edit ? edit.parts.map(({ name }) => name).join(', ') : '');
  const split = (id: number, k: number) =>
    apply(
      log => splitEdit(log, id, k, seed),
      edit => `Now there are ${made(edit)}. Undo is in the legend.`,
    );
  const recluster = async () => {
    region.stop();
    const polygon = region.corners;
    await apply(
      log => reclusterEdit(log, { polygon }, parts(), seed),
      edit => {
        region.clear();
        return `The region is ${made(edit)} now. Undo is in the legend.`;
      },
    );
  };

  const stop = [
    overlay.on('change', ({ what }) => what !== 'style' && queueMicrotask(list)),
    overlay.on('click', ({ hit }) => {
      if (hit && hit.layer === shown.layer && !region.drawing) cluster.value = String(hit.cluster.id);
    }),
  ];
  mount.append(root);
  list();
  update();
  const destroy = () => {
    overlay.viewer.removeHandler('destroy', destroy);
    region.destroy();
    root.remove();
    for (const end of [...stop, ...free.splice(0)]) end();
  };
  overlay.viewer.addHandler('destroy', destroy);
  return { root, split, destroy };
}
