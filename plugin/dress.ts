import { type NamedPalette, replayEdits } from '../core/labels/index.js';
import { paletteColors } from './colors.js';
import type { Layer, LayerInit } from './types.js';

/** What is saved of a layer. */
export type SavedLayer = Pick<Layer, 'id' | 'edits' | 'registration'>;

/** The colours of a palette on the layers of a result. */
export interface Dress {
  /** A layer as it comes from the result, in these colours. */
  colored(init: LayerInit): LayerInit;
  /** The same layer as it was left: its edits and colours. */
  kept(init: LayerInit, before: Layer): LayerInit;
  /** What is saved of it: its colours too, as edits, where they are not those of the result. */
  saved(layer: Layer): SavedLayer;
}

/** Leaves everything as it is without a palette; the cluster `unclassified` keeps its own colour. */
export function createDress(palette: NamedPalette | readonly string[] | undefined, unclassified: unknown): Dress {
  return {
    colored(init) {
      if (palette === undefined) return init;
      const clusters = replayEdits(init.clusters ?? [], init.edits ?? []);
      const left = [...paletteColors(palette, clusters.length)];
      return { ...init, colors: clusters.map(({ id, color }) => (id === unclassified ? color : (left.shift() ?? color))) };
    },
    kept(init, { edits, cut, clusters }) {
      return { ...init, edits, cut, ...(palette !== undefined && { colors: clusters.map(({ color }) => color) }) };
    },
    saved({ id, registration, original, edits, clusters }) {
      if (palette === undefined) return { id, registration, edits };
      const known = new Map(replayEdits(original, edits).map(cluster => [cluster.id, cluster.color]));
      const other = clusters.filter(cluster => known.has(cluster.id) && known.get(cluster.id) !== cluster.color);
      const recolored = other.map(({ id: cluster, color }) => ({ kind: 'recolor' as const, cluster, color }));
      return { id, registration, edits: [...edits, ...recolored] };
    },
  };
}
