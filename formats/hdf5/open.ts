import { InputError } from '../../core/cube/errors.js';
import type { CubeShape, SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { findAxis } from './axis.js';
import { Hdf5Cube } from './cube.js';
import { type Candidate, checkFilters, cubeAxes, datasetOf, findDataset, groupOf, isNumeric, sampleType } from './dataset.js';
import { EXPANSION } from './guard.js';
import { attributeValue, type H5File, loadHdf5 } from './library.js';
import { VirtualFile } from './virtual-file.js';

/** Options of openHdf5. */
export interface OpenHdf5Options {
  /** Path of the dataset in the file; default `img`, else the only dataset of three axes. */
  readonly dataset?: string;
  /** Replaces the spectral axis of the file. */
  readonly axis?: SpectralAxis;
  readonly signal?: AbortSignal;
}

/** Bytes of samples that need no justification: fill values take no room. */
const FREE_BYTES = 64 << 20;
const MOST_CHUNK_BYTES = 256 << 20;

const LIVE_TIMES = ['live_time', 'livetime', 'live_times', 'real_live_time'];

/** Throws InputError for shapes that the file cannot hold, and chunks too large to unpack. */
function checkSizes(source: ByteSource, { path, metadata }: Candidate): void {
  const shape = metadata.shape ?? [];
  const total = shape.reduce((product, n) => product * n, metadata.size);
  const where = `${source.name}, ${path}`;
  if (shape.includes(0)) throw new InputError('the dataset is empty', { where, why: `its shape is ${shape.join(' x ')}` });
  const chunk = (metadata.chunks ?? []).reduce((product, n) => product * n, metadata.size);
  if (chunk > MOST_CHUNK_BYTES) {
    throw new InputError('the chunks of the dataset are too large', {
      where,
      why: `${metadata.chunks!.join(' x ')} samples, ${chunk} bytes, at most ${MOST_CHUNK_BYTES} are unpacked at once`,
      remedy: 'Write it in smaller chunks (h5repack -l CHUNK=16x16x256).',
    });
  }
  if (total > source.size * EXPANSION + FREE_BYTES) {
    const why = `${shape.join(' x ')} samples of ${metadata.size} bytes in a file of ${source.size}`;
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
): Promise<SampleSource['liveTime']> {
  const group = await groupOf(file, root, path, signal);
  for (const name of LIVE_TIMES) {
    const dataset = await datasetOf(file, group, name, signal);
    const metadata = dataset && (await file.run(() => dataset.metadata, signal));
    const sides = metadata?.shape ?? [];
    if (dataset && metadata && isNumeric(metadata) && sides.length === 2 && sides[0] === height && sides[1] === width)
      return async aborted => Float32Array.from((await file.run(() => dataset.value, aborted)) as Float64Array, Number);
  }
  return undefined;
}

async function describe(
  source: ByteSource,
  file: VirtualFile,
  root: H5File,
  options: OpenHdf5Options,
): Promise<Omit<ConstructorParameters<typeof Hdf5Cube>[0], 'close'>> {
  const { signal } = options;
  const candidate = await findDataset(source.name, file, root, options.dataset, signal);
  const { path, dataset, metadata } = candidate;
  const where = `${source.name}, ${path}`;
  const axes3 = cubeAxes(metadata.shape ?? []);
  if (axes3.length !== 3)
    throw new InputError('the dataset is no cube', {
      where,
      why: `its shape is ${metadata.shape?.join(' x ') || 'a scalar'}`,
      remedy: 'A cube has three axes.',
    });
  const type = sampleType(where, metadata);
  checkFilters(where, await file.run(() => dataset.filters, signal));
  checkSizes(source, candidate);
  const warnings: string[] = [];
  const lengths = axes3.map(axis => metadata.shape![axis]);
  const found = await findAxis(file, root, candidate, lengths, warnings, signal);
  const [y, x] = axes3.filter((_, place) => place !== found.place);
  const band = axes3[found.place];
  const along = (sizes: readonly number[]): CubeShape => ({ width: sizes[x], height: sizes[y], bands: sizes[band] });
  const shape = along(metadata.shape!);
  if (options.axis && options.axis.values.length !== shape.bands)
    throw new InputError('the spectral axis does not fit the cube', {
      where,
      why: `${options.axis.values.length} values for ${shape.bands} bands`,
    });
  const { fill, scaled } = await file.run(() => {
    const { attrs } = dataset;
    const value = attributeValue(attrs._FillValue ?? attrs.missing_value);
    return {
      fill: ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<number | bigint>)[0] : value,
      scaled: 'scale_factor' in attrs || 'add_offset' in attrs,
    };
  }, signal);
  if (scaled) warnings.push('scale_factor and add_offset are not applied: samples as stored');
  if (type.bits === 64 && type.kind !== 'f') warnings.push('64-bit integers are rounded to float32');
  // Without chunks a row of spectra is read at once, or a row of a band.
  const contiguous = metadata.shape!.map((n, axis) => (axis === axes3[2] ? n : 1));
  return {
    name: where,
    shape,
    dtype: `${type.kind}${type.bits}`,
    spectralAxis: options.axis ?? found.axis,
    warnings: options.axis ? warnings.filter(line => !/spectral axis/.test(line)) : warnings,
    notes: [`dataset ${path}, ${metadata.shape!.join(' x ')}`],
    rank: metadata.shape!.length,
    axes: { x, y, band },
    chunk: along(metadata.chunks ?? contiguous),
    nodata: typeof fill === 'number' || typeof fill === 'bigint' ? Number(fill) : undefined,
    dataset,
    file,
    liveTime: await liveTimeOf(file, root, path, shape, signal),
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
    return new Hdf5Cube({ ...(await describe(source, file, root, options)), close });
  } catch (err) {
    await file.close();
    throw err;
  }
}
