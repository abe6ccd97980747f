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

/** FITS for FITS cubes, TIFF for TIFF cubes. */
export function rasterWriter({ cube, labels, frame }: Segmentation, styles: ReadonlyMap<number, ClusterStyle>): RasterWriter {
  const { shape } = cube;
  const list = [...styles.values()];
  if (cube.format === 'FITS')
    return {
      extension: 'fits',
      type: 'image/fits',
      labels: history => labelFits(labels, frame, { names: list.map(({ id, name }) => ({ id, name })), history }),
      stack: (name, planes, names, history) => stackFits(shape, planes, names, frame, { name, history }),
    };
  const colormap = Array.from({ length: Math.max(0, ...styles.keys()) + 1 }, (_, id) => styles.get(id)?.color ?? '#000000');
  return {
    extension: 'tif',
    type: 'image/tiff',
    labels: history => labelTiff(labels, frame, { colormap, description: history.join('\n') }),
    stack: (_, planes, names, history) => stackTiff(shape, planes, names, frame, history.join('\n')),
  };
}

/** The latents as one plane per axis, [height * width] each. */
export function latentPlanes({ latents, latent }: Segmentation): Float32Array[] {
  const pixels = latents.length / latent;
  return Array.from({ length: latent }, (_, axis) => {
    const plane = new Float32Array(pixels);
    for (let i = 0; i < pixels; i++) plane[i] = latents[i * latent + axis];
    return plane;
  });
}
