import { InputError } from '../../core/cube/errors.js';
import type { CubeShape, SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { partsSource } from '../bytes/index.js';
import { type Beside, type Interleave, interleaved, RawCube } from '../raw/index.js';
import { imageEnergies, spectraAxis } from './axis.js';
import { edfError } from './header.js';
import { liveTimes } from './live-time.js';
import { type EdfFile, readSeries } from './series.js';

/** Options of openEdf. */
export interface OpenEdfOptions {
  /** Finds the further files of a numbered series; without it the stack is one file. */
  readonly beside?: Beside;
  /** Replaces the spectral axis of the headers. */
  readonly axis?: SpectralAxis;
  readonly signal?: AbortSignal;
}

/** How the images of a stack make a cube. */
interface Stack {
  readonly shape: CubeShape;
  readonly interleave: Interleave;
  readonly axis: SpectralAxis;
}

/**
 * Images are rows of spectra along Dim_1 (PyMca's stacks), single spectra of a row, one volume, or maps of one energy each where every
 * header has an `energy`.
 */
function arrange(files: readonly EdfFile[], warnings: string[]): Stack {
  const images = files.flatMap(file => file.images);
  const [first] = images;
  const [channels, points, planes] = first.dims;
  const energies = planes === 1 && points > 1 ? imageEnergies(images) : undefined;
  if (energies) {
    if (energies.values[0] > 100) warnings.push('the energies of the images are taken as keV');
    return { shape: { width: channels, height: points, bands: images.length }, interleave: 'bsq', axis: energies };
  }
  const axis = spectraAxis(first, warnings);
  if (planes > 1) {
    if (images.length > 1)
      throw edfError(files[0].name, 1, 'several volumes in one stack', `${images.length} images of three dimensions`);
    return { shape: { width: points, height: planes, bands: channels }, interleave: 'bip', axis };
  }
  const perFile = files[0].images.length;
  const [width, height] = points === 1 ? [perFile, files.length] : [points, images.length];
  return { shape: { width, height, bands: channels }, interleave: 'bip', axis };
}

/**
 * Opens EDF images (ESRF data format) as a cube: one file with a row of spectra in each image, or a numbered series (`scan_0000.edf`,
 * `scan_0001.edf`, ...) from the file given to the last there is. Throws InputError for damaged files and images that are not alike.
 */
export async function openEdf(source: ByteSource, options: OpenEdfOptions = {}): Promise<SampleSource> {
  const { beside, signal } = options;
  const files = await readSeries(source, beside, signal);
  const warnings: string[] = [];
  const { shape, interleave, axis } = arrange(files, warnings);
  const { type, littleEndian, dims } = files[0].images[0];
  const length = dims[0] * dims[1] * dims[2] * (type.bits / 8);
  const { name, size } = source;
  // The file that was given stays open until the cube is closed.
  const given: ByteSource = {
    ...{ name, size, close: async () => {} },
    read: (offset, count, aborted) => source.read(offset, count, aborted),
    readInto: (offset, target, aborted) => source.readInto(offset, target, aborted),
  };
  const opening = (file: EdfFile, i: number) => async (): Promise<ByteSource> => {
    const bytes = i === 0 ? given : await beside?.(file.name);
    if (!bytes) throw new InputError('a file of the stack is gone', { where: file.path, remedy: 'Start again when it is back.' });
    return bytes;
  };
  const parts = files.flatMap((file, i) =>
    file.images.map(image => ({ name: file.path, size: file.size, offset: image.offset, length, open: opening(file, i) })),
  );
  if (options.axis && options.axis.values.length !== shape.bands)
    throw new InputError('the spectral axis does not fit the cube', {
      where: name,
      why: `${options.axis.values.length} values for ${shape.bands} bands`,
    });
  if (type.bits === 64 && type.kind !== 'f') warnings.push('64-bit integers are rounded to float32');
  const last = files[files.length - 1].name;
  return await RawCube.open({
    name,
    format: 'EDF',
    bytes: partsSource(name, parts),
    offset: 0,
    shape,
    layout: interleaved(shape, interleave),
    type,
    littleEndian,
    unit: '',
    spectralAxis: options.axis ?? axis,
    frame: { kind: 'none' },
    warnings,
    notes: files.length > 1 ? [`${files.length} files, ${files[0].name} to ${last}`] : [],
    files: files.map(file => file.path),
    liveTime: interleave === 'bip' ? liveTimes(files, shape.width, beside) : undefined,
    close: () => source.close(),
  });
}
