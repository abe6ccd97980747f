import type { Blend, Layer } from '../types.js';
import { button, element } from './dom.js';
import { type ClusterRow, clusterRow } from './row.js';

/** The controls of one layer. */
export interface LayerPanel {
  readonly fieldset: HTMLFieldSetElement;
  update(): void;
  /** Marks the row of a cluster, and brings it into view; null: none. */
  mark(id: number | null): void;
}

const blends: readonly (readonly [Blend, string])[] = [
  ['source-over', 'Normal'],
  ['multiply', 'Multiply'],
  ['screen', 'Screen'],
];

/** Rows that are there at first, and that come with each press of a button. */
const page = 200;

/** A fieldset for a layer: visible, opacity, fill, outline, blend, and its clusters in order. */
export function layerPanel(layer: Layer, said: (text: string) => void): LayerPanel {
  const rows = new Map<number, ClusterRow>();
  const visible = element('input', { type: 'checkbox' });
  visible.addEventListener('change', () => layer.setVisible(visible.checked));
  const range = (max: number, step: number, change: (value: number) => void) => {
    const input = element('input', { type: 'range', min: 0, max, step });
    input.addEventListener('input', () => change(input.valueAsNumber));
    return input;
  };
  const opacity = range(1, 0.05, value => layer.setStyle({ opacity: value }));
  const fill = range(1, 0.05, value => layer.setStyle({ fill: value }));
  const outline = range(4, 0.5, value => layer.setStyle({ outline: value }));
  const blend = element('select', {}, ...blends.map(([value, label]) => element('option', { value }, label)));
  blend.addEventListener('change', () => layer.setStyle({ blend: blend.value as Blend }));
  let most = page;
  let marked: number | null = null;
  /** Spaxels of all clusters, and what they were counted in. */
  let total = 0;
  let counted: readonly [unknown?, number?] = [];
  const more = button('Show more', () => {
    most += page;
    update();
  });
  const list = element('ul', { 'aria-label': `Clusters of ${layer.name}` });
  const fieldset = element(
    'fieldset',
    {},
    element('legend', {}, element('label', {}, visible, element('span', {}, layer.name))),
    element(
      'div',
      { class: 'cloisonne-looks' },
      element('label', {}, 'Opacity', opacity),
      element('label', {}, 'Fill', fill),
      element('label', {}, 'Outline', outline),
      element('label', {}, 'Blend', blend),
    ),
    list,
    more,
  );

  const update = () => {
    visible.checked = layer.visible;
    opacity.value = String(layer.opacity);
    fill.value = String(layer.fill);
    outline.value = String(layer.outline);
    blend.value = layer.blend;
    const { clusters } = layer;
    if (counted[0] !== layer.drawn || counted[1] !== clusters.length) {
      counted = [layer.drawn, clusters.length];
      total = clusters.reduce((sum, { id }) => sum + layer.count(id), 0);
    }
    const beyond = marked === null ? undefined : clusters.find(({ id }) => id === marked);
    const listed = new Set([...clusters.slice(0, most), ...(beyond ? [beyond] : [])]);
    const focused = document.activeElement;
    const kept = new Set([...listed].map(({ id }) => id));
    for (const [id, row] of rows) {
      if (kept.has(id)) continue;
      row.item.remove();
      rows.delete(id);
    }
    [...listed].forEach((cluster, i) => {
      let row = rows.get(cluster.id);
      if (!row) rows.set(cluster.id, (row = clusterRow(layer, cluster.id, said)));
      row.update(cluster, i < most ? i : clusters.indexOf(cluster), total);
      if (list.children[i] !== row.item) list.insertBefore(row.item, list.children[i] ?? null);
    });
    more.hidden = listed.size === clusters.length;
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      if (list.contains(focused)) focused.focus();
      // The row is gone (merged, undone): the focus goes on to the list, not to the top of the page.
      else if (!focused.isConnected) (list.querySelector('input') ?? visible).focus();
    }
  };
  return {
    fieldset,
    update,
    mark(id) {
      marked = id;
      update();
      for (const [of, row] of rows) row.mark(of === id);
      const item = rows.get(id ?? 0)?.item;
      const box = list.closest('.cloisonne-box');
      if (!item || !box) return;
      // In the legend's own windows only: a click on the image must not move the page.
      for (const pane of [list, box]) {
        const [inner, outer] = [item.getBoundingClientRect(), pane.getBoundingClientRect()];
        pane.scrollTop += Math.min(0, inner.top - outer.top) + Math.max(0, inner.bottom - outer.bottom);
      }
    },
  };
}
