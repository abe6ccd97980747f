import { throwIfAborted } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import type { ByteSource } from '../../core/platform/types.js';
import type { Beside } from '../raw/index.js';
import { type EdfImage, edfError, readImages } from './header.js';

/** A file of a stack with its images. */
export interface EdfFile {
  /** Without its folder. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly images: readonly EdfImage[];
}

/** The next name of a numbered series: `scan_0009.edf` is followed by `scan_0010.edf`; undefined where there is no number. */
export function nextName(name: string): string | undefined {
  const [, start, digits, end] = /^(.*?)(\d+)(\D*)$/.exec(name) ?? [];
  if (digits === undefined || Number(digits) >= Number.MAX_SAFE_INTEGER) return undefined;
  return `${start}${String(Number(digits) + 1).padStart(digits.length, '0')}${end}`;
}

function sameAsFirst(first: EdfImage, image: EdfImage, name: string, index: number): void {
  const text = ({ dims, type, littleEndian }: EdfImage): string =>
    `${dims.join(' x ')} samples of ${type.kind}${type.bits}${littleEndian ? '' : ', high byte first'}`;
  if (text(image) === text(first)) return;
  throw edfError(
    name,
    index,
    'the images of the stack are not alike',
    `expected ${text(first)}, found ${text(image)}`,
    'Keep the images of one scan together.',
  );
}

/** True where a file cannot be a whole scan, so that its numbered neighbours belong to it: one image, or a row of single spectra. */
export const isRow = (images: readonly EdfImage[]): boolean =>
  images[0].dims[2] === 1 && (images.length === 1 || images[0].dims[1] === 1);

/**
 * The file given and, where it holds one row, the files numbered after it, as long as there are any. Throws InputError where images
 * differ in shape or type.
 */
export async function readSeries(source: ByteSource, beside: Beside | undefined, signal?: AbortSignal): Promise<EdfFile[]> {
  const images = await readImages(source, signal);
  const [first] = images;
  for (const [i, image] of images.entries()) sameAsFirst(first, image, source.name, i);
  const files: EdfFile[] = [{ name: basenameOf(source.name), path: source.name, size: source.size, images }];
  if (!beside || !isRow(images)) return files;
  for (let name = nextName(files[0].name); name !== undefined; name = nextName(name)) {
    throwIfAborted(signal);
    const next = await beside(name);
    if (!next) break;
    try {
      const more = await readImages(next, signal);
      for (const [i, image] of more.entries()) sameAsFirst(first, image, name, i);
      if (more.length !== images.length)
        throw edfError(
          name,
          0,
          'the images of the stack are not alike',
          `${more.length} images, the first file has ${images.length}`,
        );
      files.push({ name, path: next.name, size: next.size, images: more });
    } finally {
      await next.close();
    }
  }
  return files;
}
