import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCloisonneError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import { platform } from '../../core/platform/node.js';
import type { ByteSource } from '../../core/platform/types.js';
import { type Beside, memorySource, type OpenOptions, openSampleSource } from '../../formats/index.js';
import { readCube } from './tiff/helpers.js';

/** The cube of the fixtures of ENVI, HDF5, Lispix and EDF: samples count up spectrum by spectrum. */
export const SIZE = { width: 5, height: 4, bands: 6 };

/** A path in tests/fixtures. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Finds files in a folder of the disk. */
export const inFolder =
  (folder: string): Beside =>
  name =>
    platform.openFile(join(folder, name)).catch(() => undefined);

/** Opens a fixture by its content, its folder beside it. */
export async function open(name: string, options: OpenOptions = {}): Promise<SampleSource> {
  const path = fixture(name);
  const bytes = await platform.openFile(path);
  try {
    return await openSampleSource(bytes, { beside: inFolder(join(path, '..')), ...options });
  } catch (err) {
    await bytes.close();
    throw err;
  }
}

/** Files in memory by name, and a `beside` that finds them. */
export function inMemory(files: Readonly<Record<string, Uint8Array>>): {
  readonly beside: Beside;
  source(name: string): ByteSource;
} {
  const source = (name: string): ByteSource => memorySource(files[name], name);
  return { source, beside: async name => (name in files ? source(name) : undefined) };
}

/** Samples as [band][row][column] by a rule on the count of the fixtures. */
export function counted(rule: (count: number) => number = n => n): Float32Array {
  const { width, height, bands } = SIZE;
  return Float32Array.from({ length: width * height * bands }, (_, i) => {
    const [band, pixel] = [Math.floor(i / (width * height)), i % (width * height)];
    return rule(pixel * bands + band);
  });
}

/** A cube read whole, row by row, by single spectra, and by single planes; throws where these differ. */
export async function readAll(source: SampleSource): Promise<Float32Array> {
  const { width, height, bands } = source.shape;
  const whole = await readCube(source, height);
  const same = (other: Float32Array, from: (i: number) => number): boolean => other.every((v, i) => Object.is(v, whole[from(i)]));
  if (!same(await readCube(source, 1), i => i)) throw new Error('rows one by one are not the whole');
  for (let pixel = 0; pixel < width * height; pixel++) {
    const spectrum = await source.spectrum(pixel % width, Math.floor(pixel / width));
    if (!same(spectrum, band => band * width * height + pixel)) throw new Error(`spectrum ${pixel} is not that of the whole`);
  }
  for (let band = 0; band < bands; band++) {
    if (!same(await source.plane(band), i => band * width * height + i))
      throw new Error(`plane ${band} is not that of the whole`);
  }
  return whole;
}

/** Numerical Recipes' generator: the same damage every time. */
export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** A copy with a few bytes changed, a run repeated or cut out, or the end missing; text mostly stays text. */
export function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  const at = (): number => Math.floor(next() * bytes.length);
  const kind = next();
  if (kind < 0.1) return bytes.slice(0, at());
  if (kind < 0.3) {
    const [from, to] = [at(), at()].sort((a, b) => a - b);
    const end = Math.min(to, from + 40);
    return kind < 0.2
      ? Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(end)])
      : Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(from)]);
  }
  const copy = bytes.slice();
  const letters = '0123456789-.,={}; \n\teE';
  for (let i = 0; i < 1 + Math.floor(next() * 3); i++)
    copy[at()] = kind < 0.7 ? letters.charCodeAt(Math.floor(next() * letters.length)) : Math.floor(next() * 256);
  return copy;
}

/** How many times as long as in CI the tests with damaged files go on: `FUZZ=100 npx vitest run tests/formats -t damaged`. */
export const PATIENCE = Number(process.env.FUZZ ?? 1);

/** Opens and reads damaged files: returns how many were refused; throws for any error without a tag, and for shapes no file of this size holds. */
export async function fuzz(
  rounds: number,
  seed: number,
  make: (next: () => number) => { readonly source: ByteSource; readonly options?: OpenOptions },
): Promise<number> {
  const next = random(seed);
  let refused = 0;
  for (let round = 0; round < rounds * PATIENCE; round++) {
    const { source, options } = make(next);
    let cube: SampleSource | undefined;
    try {
      cube = await openSampleSource(source, options);
      const { width, height, bands } = cube.shape;
      if (width * height * bands > 1e6) throw new Error(`round ${round}: ${width} x ${height} x ${bands} samples`);
      for await (const piece of cube.samples(0, height))
        if (piece.data.length === 0) throw new Error(`round ${round}: an empty piece`);
      await cube.spectrum(width - 1, height - 1);
    } catch (err) {
      if (!isCloisonneError(err)) throw new Error(`round ${round}`, { cause: err });
      refused++;
    } finally {
      await cube?.close();
    }
  }
  return refused;
}
