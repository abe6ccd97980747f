import { join } from 'node:path';
import { axisMatches } from '../../core/cube/axis.js';
import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { drawSpectra, type SpectraBatch, type Split, splitCubes } from '../../core/synth/index.js';
import { spectraWriter } from '../../formats/index.js';
import { withSink } from '../output/index.js';
import { cubeName, type OpenCube, type OpenCubeOptions, openCube } from './open.js';
import { type CubeOfSet, cubesOf, type DatasetRecipe } from './recipe.js';
import { type Shuffler, shuffler } from './shuffle.js';

/** The parts of a set: whole cubes each. */
export const PARTS = ['train', 'validation', 'test'] as const;
type Part = (typeof PARTS)[number];

/** What was made. */
export interface BuiltSet {
  readonly axis: SpectralAxis;
  readonly unit: string;
  readonly classes: readonly string[];
  readonly cubes: readonly { readonly name: string; readonly part: Part; readonly spectra: number; readonly made?: CubeOfSet }[];
  readonly spectra: Readonly<Record<Part, number>>;
}

/** How a set is built. */
export interface BuildOptions extends OpenCubeOptions {
  /** Folder for the files, and for what waits to be shuffled. */
  readonly folder: string;
  readonly history: readonly string[];
  /** Puts a file of the set on the list of what was written; returns where it is to lie. */
  place(path: string): Promise<string>;
  onCube?(done: number, total: number): void;
}

/** Bytes beside the samples of a record: cube, pixel, label as int32. */
const TAIL = 12;

/**
 * Draws spectra of every cube of a recipe and writes train.fits, validation.fits and test.fits (those that get any), rows in random order. One
 * cube and some 100 MB are in memory, whatever the size of the set. Labels are numbered by the names of the classes, over all cubes. Throws
 * InputError when cubes have different axes.
 */
export async function buildDataset(recipe: DatasetRecipe, options: BuildOptions): Promise<BuiltSet> {
  const cubes = cubesOf(recipe);
  const parts = partsOf(cubes.length, recipe);
  const counts = new Array<number>(cubes.length).fill(0);
  const classes: string[] = [];
  const heaps = new Map<Part, Shuffler>();
  let first: OpenCube | undefined;
  let open: OpenCube | undefined;
  const next = async (cube: CubeOfSet, i: number): Promise<OpenCube> => {
    await open?.close();
    throwIfAborted(options.signal);
    options.onCube?.(i, cubes.length);
    open = await openCube(cube, options);
    first ??= open;
    const same = axisMatches(open.axis, first.axis, first.name);
    if (!same.match)
      throw new InputError('the cubes have different spectral axes', {
        where: open.name,
        why: same.why,
        remedy: 'Make a set for each.',
      });
    for (const name of open.classes) if (!classes.includes(name)) classes.push(name);
    return open;
  };
  function* opened() {
    for (const [i, cube] of cubes.entries()) yield next(cube, i);
  }
  try {
    for await (const batch of drawSpectra(opened(), recipe)) {
      throwIfAborted(options.signal);
      const { shape, classes: names } = open as OpenCube;
      const part = parts[batch.cube];
      const bytes = shape.bands * 4 + TAIL;
      const expected =
        shape.width * shape.height * parts.filter(p => p === part).length * (recipe.strata ? 1 : (recipe.share ?? 0.2));
      const heap = heaps.get(part) ?? shuffler(join(options.folder, `.${part}`), bytes, expected, recipe.seed);
      heaps.set(part, heap);
      counts[batch.cube] += batch.pixels.length;
      const labels = batch.labels.map(label => (label > 0 ? classes.indexOf(names[label - 1]) + 1 : 0));
      for (const record of recordsOf({ ...batch, labels }, shape.bands)) await heap.add(record);
    }
  } finally {
    await open?.close();
  }
  if (!first || heaps.size === 0) throw new InputError('no spectrum was drawn', { remedy: 'Raise --share.' });
  options.onCube?.(cubes.length, cubes.length);
  const set = { axis: first.axis, unit: first.unit, classes };
  for (const [part, heap] of heaps) await writePart(part, heap, set, cubes.map(cubeName), options);
  return {
    ...set,
    cubes: cubes.map((cube, i) => ({
      name: cubeName(cube),
      part: parts[i],
      spectra: counts[i],
      ...(cube.kind !== 'file' && { made: cube }),
    })),
    spectra: { train: heaps.get('train')?.n ?? 0, validation: heaps.get('validation')?.n ?? 0, test: heaps.get('test')?.n ?? 0 },
  };
}

/** The part of each cube; of a single cube everything is for training. */
function partsOf(count: number, { seed, split }: DatasetRecipe): Part[] {
  const whole = count === 1 || (split.validation === 0 && split.test === 0);
  const { validation, test }: Split = whole ? { train: [], validation: [], test: [] } : splitCubes(count, seed, split);
  return Array.from({ length: count }, (_, i) => (validation.includes(i) ? 'validation' : test.includes(i) ? 'test' : 'train'));
}

function* recordsOf({ cube, pixels, labels, spectra }: SpectraBatch, bands: number): Generator<Uint8Array> {
  const record = new Uint8Array(bands * 4 + TAIL);
  const samples = new Float32Array(record.buffer, 0, bands);
  const tail = new Int32Array(record.buffer, bands * 4, 3);
  for (let i = 0; i < pixels.length; i++) {
    samples.set(spectra.subarray(i * bands, (i + 1) * bands));
    tail.set([cube, pixels[i], labels[i]]);
    yield record;
  }
}

async function writePart(
  part: Part,
  heap: Shuffler,
  set: Pick<BuiltSet, 'axis' | 'unit' | 'classes'>,
  cubes: readonly string[],
  { place, history, signal }: BuildOptions,
): Promise<void> {
  const bands = set.axis.values.length;
  const length = bands + TAIL / 4;
  await withSink(await place(`${part}.fits`), async sink => {
    const writer = await spectraWriter(sink, { n: heap.n, ...set, cubes, history });
    let row = 0;
    for await (const bytes of heap.drain()) {
      throwIfAborted(signal);
      const n = bytes.length / (length * 4);
      const [words, floats] = [new Int32Array(bytes.buffer, 0, n * length), new Float32Array(bytes.buffer, 0, n * length)];
      const spectra = new Float32Array(n * bands);
      for (let i = 0; i < n; i++) spectra.set(floats.subarray(i * length, i * length + bands), i * bands);
      const column = (c: number) => Int32Array.from({ length: n }, (_, i) => words[i * length + bands + c]);
      await writer.write(row, spectra, { cubes: column(0), pixels: column(1), labels: column(2) });
      row += n;
    }
    await writer.finish();
  });
}
