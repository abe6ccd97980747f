import type { Layer, SegmentationOverlay } from '../types.js';

/** The shortcuts, as help shows them. OpenSeadragon's own keys (arrows, WASD, 0 + - r f j k ...) stay its own. */
export const shortcuts: readonly (readonly [key: string, what: string])[] = [
  ['[', 'the cluster before'],
  [']', 'the next cluster'],
  ['v', 'show or hide the cluster'],
  ['x', 'show it alone'],
  [',', 'fade the layer'],
  ['.', 'unfade the layer'],
  ['o', 'all masks on or off'],
  ['u', 'undo'],
  ['i', 'what is in the middle of the view'],
  ['Esc', 'show all again'],
];

/** The cluster that shortcuts act on, and who keeps it. */
export interface Selection {
  readonly layer: Layer | undefined;
  readonly cluster: number | null;
  select(layer: Layer, cluster: number | null): void;
}

/** Shortcuts for an element that has the focus (or something in it has, that is not typed into); the returned function ends that. */
export function listenToKeys(
  target: HTMLElement,
  overlay: SegmentationOverlay,
  selection: Selection,
  said: (text: string) => void,
  where: () => void,
): () => void {
  const step = (by: number) => {
    const layer = selection.layer ?? overlay.layers.at(-1);
    if (!layer || layer.clusters.length === 0) return;
    const { clusters } = layer;
    const at = clusters.findIndex(({ id }) => id === selection.cluster);
    const next = clusters[at < 0 ? (by > 0 ? 0 : clusters.length - 1) : (at + by + clusters.length) % clusters.length];
    selection.select(layer, next.id);
    layer.highlight(next.id);
    said(next.name);
  };
  const onCluster = (act: (layer: Layer, id: number, name: string) => string) => {
    const { layer, cluster } = selection;
    const found = layer?.clusters.find(({ id }) => id === cluster);
    if (layer && found) said(act(layer, found.id, found.name));
    else said('No cluster is chosen');
  };
  const fade = (by: number) => {
    const layer = selection.layer ?? overlay.layers.at(-1);
    if (!layer) return;
    layer.setOpacity(Math.min(1, Math.max(0, Math.round((layer.opacity + by) * 20) / 20)));
    said(`Opacity ${Math.round(100 * layer.opacity)} %`);
  };
  const actions: Readonly<Record<string, () => void>> = {
    '[': () => step(-1),
    ']': () => step(1),
    v: () =>
      onCluster((layer, id, name) => {
        const hidden = layer.clusters.find(cluster => cluster.id === id)?.visible === false;
        layer.setCluster(id, { visible: hidden });
        return `${name} ${hidden ? 'shown' : 'hidden'}`;
      }),
    x: () =>
      onCluster((layer, id, name) => {
        const alone = layer.soloed === id;
        layer.solo(alone ? null : id);
        return alone ? 'All clusters' : `${name} alone`;
      }),
    ',': () => fade(-0.1),
    '.': () => fade(0.1),
    o: () => {
      overlay.show(!overlay.shown);
      said(overlay.shown ? 'Masks on' : 'Masks off');
    },
    u: () => {
      (selection.layer ?? overlay.layers.at(-1))?.undo();
      said('Undone');
    },
    i: where,
    Escape: () => {
      for (const layer of overlay.layers) {
        layer.solo(null);
        layer.highlight(null);
      }
      if (selection.layer) selection.select(selection.layer, null);
      said('All clusters');
    },
  };
  const onKey = (event: KeyboardEvent) => {
    // Some keyboards need AltGr, which reads as Ctrl and Alt, for brackets.
    const commanded = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
    const typed = (event.target as HTMLElement).closest(
      'input:not([type=checkbox], [type=range]), select, textarea, [contenteditable]',
    );
    const act = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (!act || commanded || typed) return;
    event.preventDefault();
    act();
  };
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
