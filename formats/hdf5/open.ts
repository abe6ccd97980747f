import { InputError } from '../../core/cube/errors.js';
import { inOrder } from '../../core/cube/in-order.js';
import type { CubeShape, SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { axisName, chooseAxes } from '../axes/index.js';
import type { Beside } from '../raw/index.js';
import { numberedAxis, readAxes, spectralAxisOf } from './axis.js';
import { calibratedAxis } from './calibration.js';
import { contentsOf } from './contents.js';
import { Hdf5Cube } from './cube.js';
import { type Candidate, checkFilters, datasetOf, groupOf, isNumeric, sampleType } from './dataset.js';
import type { Dimension } from './dimensions.js';
import { findDataset } from './find.js';
import { fitsAxes } from './fits-cards.js';
import { EXPANSION } from './guard.js';
import { type H5File, loadHdf5 } from './library.js';
import { attachVirtual } from './parts.js';
import { sampleFacts } from './samples.js';
import { VirtualFile } from './virtual-file.js';

/** Options of openHdf5. */
export interface OpenHdf5Options {
  /** Path of the dataset in the file; default what NeXus shows first, `img`, else the only dataset of three axes. */
  readonly dataset?: string;
  /** Which axis is spectral: index from 0 as numpy counts, or the name of a dimension. */
  readonly spectralAxis?: string;
  /** Index (from 0) on each further axis, in the order of the dataset's axes. */
  readonly plane?: readonly number[];
  /** How many values a spectral axis has that comes from elsewhere: it tells which axis it belongs to. */
  readonly bands?: number;
  /** Replaces the spectral axis of the file. */
  readonly axis?: SpectralAxis;
  /** Bands stay in the order of the file, whatever it says of their wavelengths: an axis will come from elsewhere. */
  readonly keepOrder?: boolean;
  /** Finds files that this one takes data from, in its own folder. */
  readonly beside?: Beside;
  readonly signal?: AbortSignal;
}

/** Bytes of samples that need no justification: fill values take no room. */
const FREE_BYTES = 64 << 20;
const MOST_CHUNK_BYTES = 256 << 20;

const LIVE_TIMES = ['live_time', 'livetime', 'live_times', 'real_live_time'];

/** Throws InputError for shapes that the file cannot hold, and chunks too large to unpack. */
function checkSizes(name: string, fileBytes: number, { path, metadata }: Candidate): void {
  const shape = metadata.shape ?? [];
  const total = shape.reduce((product, n) => product * n, metadata.size);
  const where = `${name}, ${path}`;
  if (shape.includes(0)) throw new InputError('the dataset is empty', { where, why: `its shape is ${shape.join(' x ')}` });
  const chunk = (metadata.chunks ?? []).reduce((product, n) => product * n, metadata.size);
  if (chunk > MOST_CHUNK_BYTES) {
    throw new InputError('the chunks of the dataset are too large', {
      where,
      why: `${metadata.chunks!.join(' x ')} samples, ${chunk} bytes, at most ${MOST_CHUNK_BYTES} are unpacked at once`,
      remedy: 'Write it in smaller chunks (h5repack -l CHUNK=16x16x256).',
    });
  }
  if (total > fileBytes * EXPANSION + FREE_BYTES) {
    const why = `${shape.join(' x ')} samples of ${metadata.size} bytes in a file of ${fileBytes}`;
    throw new InputError('the dataset claims more data than the file can hold', { where, why });
  }
}

/** Seconds of every spaxel, from a dataset called like it beside the cube and of its height x width. */
async function liveTimeOf(
  file: VirtualFile,
  root: H5File,
  path: string,
  { width, height }: CubeShape,
  signal?: AbortSignal,
): Promise<{ readonly path: string; readonly seconds: SampleSource['liveTime'] } | undefined> {
  const group = await groupOf(file, root, path, signal);
  for (const name of LIVE_TIMES) {
    const dataset = await datasetOf(file, group, name, signal);
    const metadata = dataset && (await file.run(() => dataset.metadata, signal));
    const sides = metadata?.shape ?? [];
    if (dataset && metadata && isNumeric(metadata) && sides.length === 2 && sides[0] === height && sides[1] === width)
      return {
        path: dataset.path,
        seconds: async aborted => Float32Array.from((await file.run(() => dataset.value, aborted)) as Float64Array, Number),
      };
  }
  return undefined;
}

/** Throws InputError for datasets of one axis, and of two where nothing says that one of them is spectral. */
function requireCube(where: string, axes: readonly Dimension[], { spectralAxis }: OpenHdf5Options): void {
  const told = spectralAxis !== undefined || axes.some(({ role }) => role === 'band');
  if (axes.length > 2 || (axes.length === 2 && told)) return;
  throw new InputError('the dataset is no cube', {
    where,
    why: `its shape is ${axes.map(({ length }) => length).join(' x ') || 'a scalar'}`,
    remedy: `A cube has three axes${axes.length === 2 ? '; a list of spectra is read with --spectral-axis 1' : ''}.`,
  });
}

async function describe(
  source: ByteSource,
  file: VirtualFile,
  root: H5File,
  options: OpenHdf5Options,
): Promise<Omit<ConstructorParameters<typeof Hdf5Cube>[0], 'close'>> {
  const { signal } = options;
  const candidate = await findDataset(source.name, file, root, options, signal);
  const { path, dataset, metadata } = candidate;
  const where = `${source.name}, ${path}`;
  const stored = metadata.shape ?? [];
  const type = sampleType(where, metadata);
  checkFilters(where, await file.run(() => dataset.filters, signal));
  await attachVirtual(source.name, file, candidate, options.beside, signal);
  checkSizes(source.name, file.size, candidate);
  const warnings: string[] = [];
  const notes: string[] = [];
  const cards = await fitsAxes(source, file, root, candidate, signal);
  const told = cards ? { axes: cards.axes, scales: [] } : await readAxes(file, root, candidate, signal);
  requireCube(where, told.axes, options);
  const choice = {
    spectralAxis: options.spectralAxis,
    plane: options.plane,
    bands: options.axis?.values.length ?? options.bands,
  };
  const facts = await sampleFacts(file, dataset, signal);
  const order = stored.map((_, i) => i);
  const {
    band,
    x = stored.length,
    y = stored.length + 1,
    fixed,
    why,
    warnings: assumed,
  } = chooseAxes(where, told.axes, choice, facts.matlab ? order.reverse() : order);
  warnings.push(...assumed);
  const along = (sizes: readonly number[]): CubeShape => ({ width: sizes[x] ?? 1, height: sizes[y] ?? 1, bands: sizes[band] });
  const shape = along(stored);
  if (options.axis && options.axis.values.length !== shape.bands)
    throw new InputError('the spectral axis does not fit the cube', {
      where,
      why: `${options.axis.values.length} values for ${shape.bands} bands`,
    });
  const planes = [...fixed]
    .filter(([axis]) => stored[axis] > 1)
    .map(([axis, at]) => `, plane ${at} of ${axisName(told.axes, axis)}`);
  notes.unshift(
    `dataset ${path}, ${stored.join(' x ')}: spectral axis ${band} (${why})${planes.join('')}${facts.matlab ? ' (MATLAB, axes reversed)' : ''}`,
  );
  const found = options.axis
    ? { axis: options.axis, from: '' }
    : (spectralAxisOf(told, band, warnings, notes) ?? (await calibratedAxis(file, root, candidate, shape.bands, notes, signal)));
  const spectralAxis = found?.axis ?? numberedAxis(shape.bands, warnings);
  const { scale, offset } = facts;
  if (scale !== 1 || offset !== 0)
    notes.push(`samples are what is stored times ${scale}${offset ? ` plus ${offset}` : ''} (scale_factor, add_offset)`);
  if (type.bits === 64 && type.kind !== 'f') warnings.push('64-bit integers are rounded to float32');
  // Without chunks a row of spectra is read at once, or a row of a band.
  const fastest = Math.max(...[band, x, y].filter(axis => axis < stored.length));
  const contiguous = stored.map((n, axis) => (axis === fastest ? n : 1));
  const live = await liveTimeOf(file, root, path, shape, signal);
  return {
    name: where,
    shape,
    dtype: `${type.kind}${type.bits}`,
    unit: cards?.unit || facts.unit,
    frame: cards?.frame(x < stored.length ? x : undefined, y < stored.length ? y : undefined) ?? { kind: 'none' },
    spectralAxis,
    warnings,
    notes,
    axes: { x, y, band },
    fixed: stored.map((_, axis) => fixed.get(axis) ?? 0),
    chunk: along(metadata.chunks ?? contiguous),
    nodata: facts.nodata,
    missing: found && 'missing' in found ? found.missing : undefined,
    scale,
    offset,
    dataset,
    file,
    files: [source.name, ...file.parts.map(({ name }) => name)],
    liveTime: live?.seconds,
    axisFrom: found?.from,
    contents: await contentsOf(
      file,
      root,
      { cube: candidate, why: candidate.why, axisFrom: found?.from ?? '', liveTime: live?.path ?? '' },
      signal,
    ),
  };
}

/**
 * Opens a dataset of an HDF5 file (h5wasm) as a cube, height x width x bands unless an axis tells otherwise; chunked, gzipped or not, read
 * by ranges of the file. Throws InputError for files that are damaged, truncated, ambiguous, or compressed in a way that is not read.
 */
export async function openHdf5(source: ByteSource, options: OpenHdf5Options = {}): Promise<SampleSource> {
  const file = new VirtualFile(await loadHdf5(), source);
  try {
    const root = await file.open(options.signal);
    const close = async () => {
      await file.close();
      await source.close();
    };
    const cube = await Hdf5Cube.open({ ...(await describe(source, file, root, options)), close }, options.signal);
    return options.axis || options.keepOrder ? cube : inOrder(cube);
  } catch (err) {
    await file.close();
    throw err;
  }
}
