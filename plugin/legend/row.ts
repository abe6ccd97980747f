import type { EditedCluster } from '../../core/labels/index.js';
import type { Layer } from '../types.js';
import { button, element, icon } from './dom.js';

/** The controls of one cluster. */
export interface ClusterRow {
  readonly item: HTMLLIElement;
  /** Shows the cluster, number `at` of the layer's, as it is now; nothing is touched where nothing has changed. `total`: spaxels of all. */
  update(cluster: EditedCluster, at: number, total: number): void;
  /** Marks the row as the one that shortcuts act on. */
  mark(current: boolean): void;
}

/** A list item for a cluster: visible, colour, name, share, solo, what it may be; behind a button: opacity, move, merge, and why it may be that. */
export function clusterRow(layer: Layer, id: number, said: (text: string) => void): ClusterRow {
  let shown: EditedCluster;
  let before: readonly unknown[] = [];
  const visible = element('input', { type: 'checkbox' });
  const color = element('input', { type: 'color' });
  const name = element('input', {
    type: 'text',
    class: 'cloisonne-name',
    maxlength: 200,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const share = element('span', { class: 'cloisonne-share' });
  const opacity = element('input', { type: 'range', min: 0, max: 1, step: 0.05 });
  const solo = button('Show alone', () => layer.solo(layer.soloed === id ? null : id), icon('solo'), { 'aria-pressed': 'false' });
  const more = button('More', () => open(details.hidden === true), icon('more'), { 'aria-expanded': 'false' });
  const up = button('Move up', () => move(-1), icon('up'));
  const down = button('Move down', () => move(1), icon('down'));
  const partner = element('select');
  const merge = button('Merge', () => {
    const other = Number(partner.value);
    if (other) said(`Merged into cluster ${layer.merge([id, other])}`);
  });
  const details = element(
    'div',
    { class: 'cloisonne-more', hidden: true },
    element('label', {}, 'Opacity', opacity),
    element('span', {}, 'Move', up, down),
    element('label', {}, 'Merge with', partner),
    merge,
  );

  const row = element('div', { class: 'cloisonne-row' }, visible, color, name, share, solo, more);
  const maybe = element('p', { class: 'cloisonne-maybe', hidden: true });
  const notes = element('p', { class: 'cloisonne-maybe', hidden: true });
  details.append(notes);
  const item = element('li', { 'data-cluster': id }, row, maybe, details);

  /** Only where it is looked at: a list for each of many clusters would take long. */
  const fill = () => {
    const chosen = partner.value;
    const others = layer.clusters.filter(one => one.id !== id);
    partner.replaceChildren(
      ...others.map(one => element('option', { value: one.id, selected: String(one.id) === chosen }, one.name)),
    );
    merge.disabled = others.length === 0;
  };
  const open = (wanted: boolean) => {
    fill();
    details.hidden = !wanted;
    more.setAttribute('aria-expanded', String(wanted));
  };
  const move = (by: number) => {
    const next = layer.clusters.map(one => one.id);
    const at = next.indexOf(id);
    next.splice(at, 1);
    next.splice(Math.max(0, at + by), 0, id);
    layer.edit({ kind: 'reorder', order: next });
    // A button that has just been switched off would drop the focus.
    if (by < 0 && up.disabled) down.focus();
    else if (by > 0 && down.disabled) up.focus();
    said(`${shown.name} is number ${next.indexOf(id) + 1} of ${next.length}`);
  };
  visible.addEventListener('change', () => layer.setCluster(id, { visible: visible.checked }));
  // While the picker is open every colour shows at once; only the one that stays is an edit.
  color.addEventListener('input', () => layer.setCluster(id, { color: color.value }));
  color.addEventListener('change', () => layer.edit({ kind: 'recolor', cluster: id, color: color.value }));
  opacity.addEventListener('input', () => layer.setCluster(id, { opacity: opacity.valueAsNumber }));
  name.addEventListener('change', () => {
    const wanted = name.value.trim();
    if (wanted && wanted !== shown.name) layer.edit({ kind: 'rename', cluster: id, name: wanted });
    else name.value = shown.name;
  });
  name.addEventListener('keydown', event => {
    if (event.key === 'Escape') name.value = shown.name;
    if (event.key === 'Escape' || event.key === 'Enter') name.blur();
  });
  partner.addEventListener('focus', fill);
  item.addEventListener('pointerenter', () => layer.highlight(id));
  item.addEventListener('pointerleave', () => layer.highlight(null));
  item.addEventListener('focusin', event => {
    if ((event.target as HTMLElement).matches(':focus-visible')) layer.highlight(id);
  });
  item.addEventListener('focusout', () => layer.highlight(null));

  return {
    item,
    update(cluster, at, total) {
      const last = layer.clusters.length - 1;
      const now = [cluster, at, last, total, layer.count(id), layer.soloed];
      if (now.every((value, i) => value === before[i])) return;
      [shown, before] = [cluster, now];
      visible.checked = cluster.visible !== false;
      if (color.value !== cluster.color) color.value = cluster.color;
      if (document.activeElement !== name) name.value = cluster.name;
      opacity.value = String(cluster.opacity ?? 1);
      share.textContent = `${((100 * layer.count(id)) / Math.max(1, total)).toFixed(1)} %`;
      solo.setAttribute('aria-pressed', String(layer.soloed === id));
      item.toggleAttribute('data-off', layer.soloed === null ? cluster.visible === false : layer.soloed !== id);
      const suggestion = layer.suggestion(id);
      maybe.hidden = !suggestion;
      maybe.textContent = suggestion ? `may be: ${suggestion.name}` : '';
      notes.hidden = !suggestion?.notes.length;
      notes.textContent = suggestion ? `Suggested by its mean spectrum. ${suggestion.notes.join(' ')}` : '';
      up.disabled = at === 0;
      down.disabled = at === last;
      visible.setAttribute('aria-label', `Show ${cluster.name}`);
      color.setAttribute('aria-label', `Colour of ${cluster.name}`);
      name.setAttribute('aria-label', `Name of cluster ${id}`);
      name.title = cluster.name;
      opacity.setAttribute('aria-label', `Opacity of ${cluster.name}`);
      for (const [control, label] of [
        [solo, 'Show alone'],
        [more, 'Opacity, order and merging'],
        [up, 'Move up'],
        [down, 'Move down'],
      ] as const) {
        control.setAttribute('aria-label', `${label}: ${cluster.name}`);
      }
      merge.setAttribute('aria-label', `Merge ${cluster.name}`);
      partner.setAttribute('aria-label', `Merge ${cluster.name} with`);
    },
    mark: current => (current ? item.setAttribute('aria-current', 'true') : item.removeAttribute('aria-current')),
  };
}
