import { labelNgff, type ZarrFile } from '../../formats/index.js';
import { readLatents } from '../edit/result.js';
import type { EmittedResult } from './result.js';

/** The files of the OME-NGFF hierarchy of a result: its latents, a channel each, with the labels on them. */
export async function zarrFiles({ result, labels, styles, name }: EmittedResult): Promise<Iterable<ZarrFile>> {
  const { data, size } = await readLatents(result);
  const pixels = labels.width * labels.height;
  const planes = Array.from({ length: size }, (_, axis) => {
    const plane = new Float32Array(pixels);
    for (let i = 0; i < pixels; i++) plane[i] = data[i * size + axis];
    return plane;
  });
  const names = planes.map((_, axis) => `latent ${axis + 1}`);
  return labelNgff(labels, styles, { name, planes, names });
}
