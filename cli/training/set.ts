import { axisMatches } from '../../core/cube/axis.js';
import { axisOfBands, keptBands, takeBands } from '../../core/cube/bands.js';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { nearlyMissing, scanCube } from '../../core/cube/scan.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { defaultSteps, sampleStatistics } from '../../core/preprocess/index.js';
import type { StepSpec } from '../../core/preprocess/types.js';
import { memorySpectra, type TrainingSpectra } from '../../core/train/index.js';
import { isSpectraFile, openSpectra, parseCubeName } from '../../formats/index.js';
import { openBytes } from '../beside.js';
import { openInput } from '../inputs.js';
import { inputFrom, selectionFrom } from '../selection.js';
import type { TrainingInputs } from './inputs.js';

/** Raw spectra of cubes and training-set files on one axis. */
export interface TrainingSet {
  /** [n, bands] in memory, NaN for missing samples; or rows to be read where a file is among the inputs. */
  readonly spectra: Float32Array | TrainingSpectra;
  readonly n: number;
  /** How many of them, at the end, validate; undefined where the recipe's share does. */
  readonly held?: number;
  /** Of the bands that take part; `bands` is how many the inputs have. */
  readonly axis: SpectralAxis;
  readonly bands: number;
  readonly unit: string;
  close(): Promise<void>;
}

/** Spectra from which default steps are chosen. */
const LOOK = 8192;

interface Part {
  readonly name: string;
  /** Of all its bands. */
  readonly axis: SpectralAxis;
  readonly unit: string;
  /** [bands] 1 for those that take no part. */
  readonly excluded: Uint8Array;
  /** Of the bands of which the rows are. */
  readonly kept: Int32Array;
  /** In memory, of a cube. */
  readonly data?: Float32Array;
  readonly rows: TrainingSpectra;
  close(): Promise<void>;
}

/**
 * Opens the inputs, what validates behind what trains: of each cube at most `limit` spectra, spread evenly, are read at once; files of spectra stay
 * where they are. Throws InputError when the axes differ, UsageError for a selection from a file of spectra.
 */
export async function openTrainingSet(
  { train, validation }: TrainingInputs,
  argv: Record<string, unknown>,
  limit: number,
  signal: AbortSignal,
): Promise<TrainingSet> {
  const parts: Part[] = [];
  const close = async (): Promise<void> => {
    for (const part of parts) await part.close();
  };
  try {
    for (const name of [...train, ...validation]) {
      const part = (await openList(name, argv, signal)) ?? (await sampleCube(name, argv, limit, signal));
      parts.push(part);
      const same = axisMatches(part.axis, parts[0].axis, parts[0].name);
      if (!same.match)
        throw new InputError('the inputs have different spectral axes', {
          where: name,
          why: same.why,
          remedy: 'Train on cubes of one axis.',
        });
    }
    const { axis: all, unit } = parts[0];
    const bands = all.values.length;
    // What takes no part in one of them takes part in none.
    const kept = keptBands(Uint8Array.from({ length: bands }, (_, band) => (parts.some(p => p.excluded[band]) ? 1 : 0)));
    if (kept.length < 2)
      throw new InputError('the inputs have fewer than two bands in common that take part', { where: train[0] });
    const axis = axisOfBands(all, kept);
    const count = (some: readonly Part[]) => some.reduce((sum, { rows }) => sum + rows.n, 0);
    const n = count(parts);
    const held = validation.length > 0 ? count(parts.slice(train.length)) : undefined;
    return {
      spectra: joined(
        parts.map(part => narrowed(part, kept)),
        n,
      ),
      n,
      held,
      axis,
      bands,
      unit,
      close,
    };
  } catch (err) {
    await close();
    throw err;
  }
}

/** A part with the bands only that take part in all. */
function narrowed(part: Part, kept: Int32Array): Part {
  const { data, rows } = part;
  if (kept.length === part.kept.length) return part;
  const place = new Map(Array.from(part.kept, (band, i) => [band, i]));
  const places = kept.map(band => place.get(band)!);
  const narrow = (from: Float32Array, n: number, out: Float32Array): Float32Array => {
    for (let i = 0; i < n; i++)
      takeBands(
        from.subarray(i * rows.bands, (i + 1) * rows.bands),
        places,
        out.subarray(i * kept.length, (i + 1) * kept.length),
      );
    return out;
  };
  return {
    ...part,
    kept,
    data: data && narrow(data, rows.n, new Float32Array(rows.n * kept.length)),
    rows: {
      n: rows.n,
      bands: kept.length,
      async read(from, count, out) {
        const whole = new Float32Array(count * rows.bands);
        await rows.read(from, count, whole);
        narrow(whole, count, out);
      },
    },
  };
}

/** All in one array where everything is in memory, else rows of one part after the other. */
function joined(parts: readonly Part[], n: number): Float32Array | TrainingSpectra {
  const { bands } = parts[0].rows;
  const arrays = parts.flatMap(({ data }) => data ?? []);
  if (arrays.length === 1 && parts.length === 1) return arrays[0];
  if (arrays.length === parts.length) {
    const data = new Float32Array(n * bands);
    arrays.reduce((at, part) => {
      data.set(part, at);
      return at + part.length;
    }, 0);
    return data;
  }
  return {
    n,
    bands,
    async read(from, count, out) {
      let first = 0;
      for (const { rows } of parts) {
        const [start, end] = [Math.max(from, first), Math.min(from + count, first + rows.n)];
        if (start < end) await rows.read(start - first, end - start, out.subarray((start - from) * bands, (end - from) * bands));
        first += rows.n;
      }
    },
  };
}

const SELECTION = ['bands', 'exclude', 'region', 'mask', 'axis', 'energy', 'live-time', 'plane', 'dataset', 'spectral-axis'];

/** A file of spectra; undefined for anything else. */
async function openList(name: string, argv: Record<string, unknown>, signal: AbortSignal): Promise<Part | undefined> {
  const source = await openBytes(parseCubeName(name).path, signal);
  let list = false;
  try {
    list = await isSpectraFile(source, signal);
  } finally {
    if (!list) await source.close();
  }
  if (!list) return undefined;
  const rows = await openSpectra(source, signal);
  const option = SELECTION.find(key => argv[key] !== undefined);
  if (option) {
    await rows.close();
    throw new UsageError(`--${option} does not apply to a file of spectra`, {
      where: name,
      remedy: 'Choose when the set is made.',
    });
  }
  const n = Math.min(rows.n, LOOK);
  const data = new Float32Array(n * rows.bands);
  await rows.read(0, n, data);
  const excluded = nearlyMissing({ data, n, bands: rows.bands });
  const kept = keptBands(new Uint8Array(rows.bands));
  return { name, axis: rows.axis, unit: rows.unit, excluded, kept, rows, close: () => rows.close() };
}

async function sampleCube(name: string, argv: Record<string, unknown>, limit: number, signal: AbortSignal): Promise<Part> {
  const source = await openInput(name, { ...inputFrom(argv), signal });
  try {
    const selection = await selectionFrom(argv, source.shape, signal);
    const { cube, sample } = await scanCube(source, { selection, minGood: Number(argv['min-good']), limit }, signal);
    const { data, n, bands } = sample;
    return {
      name,
      axis: cube.spectralAxis,
      unit: cube.unit,
      excluded: cube.excludedBands,
      kept: cube.kept,
      data,
      rows: memorySpectra(data, n, bands),
      close: async () => undefined,
    };
  } finally {
    await source.close();
  }
}

/** Default preprocessing for a training set; of a streamed one, by its first spectra. */
export async function stepsFor({ spectra, n, axis }: TrainingSet): Promise<StepSpec[]> {
  const bands = axis.values.length;
  if (spectra instanceof Float32Array) return defaultSteps(axis, sampleStatistics(spectra, n, bands));
  const rows = Math.min(n, LOOK);
  const look = new Float32Array(rows * bands);
  await spectra.read(0, rows, look);
  return defaultSteps(axis, sampleStatistics(look, rows, bands));
}
