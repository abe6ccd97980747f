import type { Layer, SegmentationOverlay } from '../types.js';
import { button, element, icon } from './dom.js';
import { listenToKeys, type Selection, shortcuts } from './keyboard.js';
import { type LayerPanel, layerPanel } from './panel.js';
import { createReadout, describeHit } from './readout.js';
import { useStyle } from './style.js';
import { glossary } from './words.js';

/** Options of `createLegend`. */
export interface LegendOptions {
  /** Default 'Clusters'. */
  readonly title?: string;
  /** Shortcuts while the viewer or the legend has the focus; default true. */
  readonly keyboard?: boolean;
  /** Default: as the person's system wants it. */
  readonly theme?: 'light' | 'dark';
  /** Ks to choose from, the one that is shown now (asked for at each change), and what choosing does. */
  readonly ks?: { readonly all: readonly number[]; readonly now: number; readonly choose: (k: number) => void };
  /** There is a Save button when this is given. */
  readonly save?: () => void;
  /** File name of an exported picture; default 'masks.png'. */
  readonly exportName?: string;
}

/** Controls of an overlay, in the page. */
export interface Legend {
  readonly root: HTMLElement;
  /** Reads a line out, politely. */
  say(text: string): void;
  destroy(): void;
}

/**
 * Form controls for all layers of an overlay, at the end of `mount`: what can be done with the mouse can be done with the keyboard. It follows
 * changes made elsewhere, and says what is under the pointer. Names from files are text, never HTML.
 */
export function createLegend(overlay: SegmentationOverlay, mount: HTMLElement, options: LegendOptions = {}): Legend {
  const { title = 'Clusters', keyboard = true, theme, ks, save, exportName = 'masks.png' } = options;
  const { viewer } = overlay;
  const freeStyle = useStyle();
  const panels = new Map<Layer, LayerPanel>();
  const readout = createReadout();
  const { say } = readout;
  let selected: { layer: Layer; cluster: number | null } | undefined;
  const selection: Selection = {
    get layer() {
      return selected && panels.has(selected.layer) ? selected.layer : undefined;
    },
    get cluster() {
      return selected?.cluster ?? null;
    },
    select(layer, cluster) {
      selected = { layer, cluster };
      for (const [of, panel] of panels) panel.mark(of === layer ? cluster : null);
    },
  };
  const edited = () => selection.layer ?? overlay.layers.at(-1);
  const undo = button('Undo', () => edited()?.undo(), icon('undo'));
  const redo = button('Redo', () => edited()?.redo(), icon('redo'));
  const all = button('Show all', () => {
    for (const layer of overlay.layers) {
      layer.solo(null);
      for (const { id, visible } of layer.clusters) if (visible === false) layer.setCluster(id, { visible: true });
    }
    say('All clusters shown');
  });
  const masks = 'Masks (PNG)';
  const picture = button(masks, async () => {
    picture.disabled = true;
    try {
      download(
        await overlay.exportPng({ onProgress: done => void (picture.textContent = `${Math.round(100 * done)} %`) }),
        exportName,
      );
      say('Exported');
    } catch (err) {
      say((err as Error).message);
    } finally {
      picture.disabled = false;
      picture.textContent = masks;
    }
  });
  const layers = element('div', { style: 'display:contents' });
  const bar = element('div', { class: 'cloisonne-bar' }, undo, redo, all, picture, ...(save ? [button('Save', save)] : []));
  const head = element('header', {}, element('h2', {}, title));
  const select = element(
    'select',
    { 'aria-label': 'K, number of clusters' },
    ...(ks?.all ?? []).map(k => element('option', { value: k }, String(k))),
  );
  select.addEventListener('change', () => ks?.choose(Number(select.value)));
  if (select.options.length > 1) head.append(element('label', { title: 'K: how many clusters there are' }, 'K ', select));
  const help = element(
    'details',
    { class: 'cloisonne-keys' },
    element('summary', {}, 'Keys'),
    element(
      'dl',
      {},
      ...shortcuts.flatMap(([key, what]) => [element('dt', {}, element('kbd', {}, key)), element('dd', {}, what)]),
    ),
  );
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-legend', 'aria-label': title, 'data-theme': theme },
    ...[head, readout.root, layers, bar, glossary(), ...(keyboard ? [help] : [])],
  );

  const update = () => {
    for (const [layer, panel] of panels) {
      if (overlay.layers.includes(layer)) continue;
      panel.fieldset.remove();
      panels.delete(layer);
    }
    // As in a stack of sheets, the topmost comes first.
    [...overlay.layers].reverse().forEach((layer, i) => {
      let panel = panels.get(layer);
      if (!panel) panels.set(layer, (panel = layerPanel(layer, say)));
      panel.update();
      if (layers.children[i] !== panel.fieldset) layers.insertBefore(panel.fieldset, layers.children[i] ?? null);
    });
    if (ks) select.value = String(ks.now);
    undo.disabled = !edited()?.edits.length;
    redo.disabled = !edited()?.undone;
  };
  let frame = 0;
  const where = () => {
    const hit = overlay.hitTest({ x: viewer.canvas.clientWidth / 2, y: viewer.canvas.clientHeight / 2 });
    readout.show(hit);
    say(hit ? describeHit(hit).join(', ') : 'No cluster in the middle of the view');
  };
  const stop = [
    overlay.on('change', ({ layer, what }) => {
      if (what === 'edits') selected = { layer, cluster: selection.cluster };
      if (what !== 'style') return update();
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        update();
      });
    }),
    overlay.on('hover', ({ hit, point }) => {
      if (point) readout.show(hit);
    }),
    overlay.on('click', ({ hit }) => {
      if (!hit) return;
      selection.select(hit.layer, hit.cluster.id);
      say(describeHit(hit).join(', '));
    }),
    ...(keyboard ? [viewer.canvas, root].map(target => listenToKeys(target, overlay, selection, say, where)) : []),
  ];
  const named = nameViewer(viewer.canvas);
  mount.append(root);
  update();
  return {
    root,
    say,
    destroy() {
      cancelAnimationFrame(frame);
      for (const end of stop) end();
      readout.destroy();
      root.remove();
      named();
      freeStyle();
    },
  };
}

/**
 * Gives the viewer's canvas, which has the focus, a name and a role, unless the page has, and takes the ring around it from those who point: a focus
 * that a script sets counts as one of the keyboard. The returned function takes all of it back.
 */
function nameViewer(canvas: HTMLElement): () => void {
  const named = canvas.hasAttribute('role') || canvas.hasAttribute('aria-label');
  const own = { ...(!named && { role: 'group', 'aria-label': 'Image with cluster masks' }) };
  for (const [name, value] of Object.entries(own)) canvas.setAttribute(name, value);
  const use = ({ type }: Event) => canvas.toggleAttribute('data-pointed', type === 'pointerdown');
  const uses = ['pointerdown', 'keydown', 'blur'];
  for (const name of uses) canvas.addEventListener(name, use, true);
  return () => {
    for (const name of uses) canvas.removeEventListener(name, use, true);
    for (const name of [...Object.keys(own), 'data-pointed']) canvas.removeAttribute(name);
  };
}

/** Hands a file to the person. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
