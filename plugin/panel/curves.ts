import type { Layer } from '../types.js';
import type { DrawnSpectrum } from './drawn.js';
import type { Marker } from './markers.js';

/** A spectrum in the panel. */
export interface Curve {
  /** The same for the same thing. */
  readonly key: string;
  readonly kind: 'pixel' | 'cluster';
  readonly layer: Layer;
  /** The cluster it is, or that the pixel is in. */
  readonly cluster: number;
  readonly values: ArrayLike<number>;
  readonly std?: ArrayLike<number>;
  /** Spaxels of the cluster. */
  readonly count?: number;
  /** Spaxel counted from 0, and where on the base image. */
  readonly place?: { readonly x: number; readonly y: number; readonly baseX: number; readonly baseY: number };
}

/** A curve that stays until it is removed. */
export interface Pinned extends Curve {
  /** 1, 2, 3 ... in the order of pinning; freed numbers are used again. */
  readonly number: number;
}

/** Colours of pinned pixels: as legible on light as on dark paper. */
const pinColors = ['#d1495b', '#3273dc', '#12876f', '#b0720e', '#8e4ec6', '#d3592b', '#0a7f92', '#767a80'];

/** The colour of a curve: that of its cluster as it is now, a pin's own, or that of the text. */
export function colorOf(curve: Curve & { readonly number?: number }): string {
  if (curve.kind === 'pixel') return curve.number ? pinColors[(curve.number - 1) % pinColors.length] : 'var(--ink)';
  return curve.layer.clusters.find(({ id }) => id === curve.cluster)?.color ?? '#808080';
}

/** What a curve is called, and a second line about it. The name of a cluster is what it is now. */
export function wordsOf(curve: Curve): readonly [name: string, about: string] {
  const name = curve.layer.clusters.find(({ id }) => id === curve.cluster)?.name ?? `Cluster ${curve.cluster}`;
  if (curve.place) return [`Pixel ${curve.place.x}, ${curve.place.y}`, `in ${name}`];
  return [name, `mean ± std of ${curve.count ?? 0} pixels`];
}

/** The pinned curves with one more, or the same where it is pinned already. */
export function pinned(pins: readonly Pinned[], curve: Curve): readonly Pinned[] {
  if (pins.some(({ key }) => key === curve.key)) return pins;
  let number = 1;
  while (pins.some(pin => pin.number === number)) number++;
  return [...pins, { ...curve, number }].sort((a, b) => a.number - b.number);
}

/** A curve as the chart draws it. */
export const drawnOf = (curve: Curve & { readonly number?: number }): DrawnSpectrum => ({
  title: wordsOf(curve)[0],
  name: wordsOf(curve).join(', '),
  color: colorOf(curve),
  values: curve.values,
  ...(curve.std && { std: curve.std }),
  ...(curve.kind === 'cluster' && { lines: curve.layer.suggestion(curve.cluster)?.lines ?? [] }),
});

/** Flags on the image: a ring where a pixel was read last, numbers where pixels are pinned. */
export const flagsOf = (
  last: { readonly baseX: number; readonly baseY: number } | undefined,
  pins: readonly Pinned[],
): Marker[] => [
  ...(last ? [{ x: last.baseX, y: last.baseY, text: '', color: 'transparent' }] : []),
  ...pins.flatMap(pin =>
    pin.place ? [{ x: pin.place.baseX, y: pin.place.baseY, text: String(pin.number), color: colorOf(pin) }] : [],
  ),
];
