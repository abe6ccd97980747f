import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SampleSource } from '../../core/cube/types.js';
import { type EncoderFiles, encoderFileNames, parseEncoder } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { segment } from '../../core/segment.js';
import type { Segmentation } from '../../core/segmentation.js';

/** A path below the repository root. */
export const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** A shipped encoder by its folder's name. */
export async function shippedEncoder(name: string): Promise<Encoder> {
  const files = encoderFileNames.map(async file => [file, await readFile(path(`samples/encoders/${name}/${file}`))] as const);
  return parseEncoder(Object.fromEntries(await Promise.all(files)) as unknown as EncoderFiles, name);
}

/** Runs `segment` to its end and closes the cube. */
export async function resultOf(source: SampleSource, options: SegmentOptions): Promise<Segmentation> {
  try {
    for await (const event of segment(source, options)) if (event.type === 'result') return event.segmentation;
  } finally {
    await source.close();
  }
  throw new Error('no result');
}
