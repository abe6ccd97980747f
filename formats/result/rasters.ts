import type { ClusterStyle } from '../../core/labels/types.js';
import type { Segmentation } from '../../core/segmentation.js';
import { labelFits, stackFits } from '../fits/index.js';
import { labelTiff, stackTiff } from '../tiff/index.js';

/** Maps in the format of the input, with its place in the world: a label map or a stack of float32 planes. */
export interface RasterWriter {
  readonly extension: 'fits' | 'tif';
  readonly type: 'image/fits' | 'image/tiff';
  labels(history: readonly string[]): Uint8Array;
  stack(name: string, planes: readonly Float32Array[], names: readonly string[], history: readonly string[]): Uint8Array;
}

/** A map and where it lies: what a raster is written from. */
export interface RasterFacts extends Pick<Segmentation, 'labels' | 'frame'> {
  readonly cube: Pick<Segmentation['cube'], 'format'>;
}

/** FITS for FITS cubes, with `cards` beside what it always has; TIFF for all others. */
export function rasterWriter(
  { cube, labels, frame }: RasterFacts,
  styles: readonly ClusterStyle[],
  cards: readonly string[] = [],
): RasterWriter {
  if (cube.format === 'FITS')
    return {
      extension: 'fits',
      type: 'image/fits',
      labels: history => labelFits(labels, frame, { names: styles.map(({ id, name }) => ({ id, name })), history, cards }),
      stack: (name, planes, names, history) => stackFits(labels, planes, names, frame, { name, history, cards }),
    };
  const colors = new Map(styles.map(({ id, color }) => [id, color]));
  const colormap = Array.from({ length: Math.max(0, ...colors.keys()) + 1 }, (_, id) => colors.get(id) ?? '#000000');
  return {
    extension: 'tif',
    type: 'image/tiff',
    labels: history => labelTiff(labels, frame, { colormap, description: history.join('\n') }),
    stack: (_, planes, names, history) => stackTiff(labels, planes, names, frame, history.join('\n')),
  };
}

/** Names of the confidence planes, in order. */
export const confidencePlanes = ['silhouette', 'margin', 'reconstruction error'] as const;

/** The latents as one plane per axis, [height * width] each. */
export function latentPlanes({ latents, latent }: Segmentation): Float32Array[] {
  const pixels = latents.length / latent;
  return Array.from({ length: latent }, (_, axis) => {
    const plane = new Float32Array(pixels);
    for (let i = 0; i < pixels; i++) plane[i] = latents[i * latent + axis];
    return plane;
  });
}
