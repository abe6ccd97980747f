import { InputError, isCloisonneError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import { withAxis } from '../../core/cube/with-axis.js';
import { besideUrl, blobSource, httpSource } from '../../formats/bytes/index.js';
import { openSampleSource } from '../../formats/detect.js';
import { statedAxis } from '../../formats/fits/stated-axis.js';
import { readAxisSidecar } from '../../formats/table/index.js';
import type { Job } from './protocol.js';

/** What a request says of its cube. */
export type CubeRequest = Pick<
  Job,
  'source' | 'beside' | 'name' | 'hdu' | 'axis' | 'spectralAxis' | 'plane' | 'dataset' | 'companions'
>;

/** The cube of a request with what it says of it: axis, extension, the files beside it. Throws InputError and UsageError. */
export async function openCube(
  { source, beside = [], name, hdu, axis, spectralAxis, plane, dataset, companions }: CubeRequest,
  signal?: AbortSignal,
): Promise<SampleSource> {
  const bytes = source instanceof Blob ? blobSource(source, name) : await httpSource(source, { signal });
  try {
    const find = source instanceof Blob ? besideFile(beside) : besideUrl(source, { signal });
    const cube = await openSampleSource(bytes, {
      hdu,
      spectralAxis,
      plane,
      dataset,
      companions,
      keepOrder: axis !== undefined,
      beside: find,
      signal,
    });
    if (axis === undefined) return cube;
    if (typeof axis === 'string') return withAxis(cube, statedAxis(axis, cube.shape.bands));
    const where = axis instanceof File ? axis.name : 'axis';
    return withAxis(cube, readAxisSidecar(new Uint8Array(await axis.arrayBuffer()), where, cube.shape.bands));
  } catch (cause) {
    await bytes.close();
    throw isCloisonneError(cause)
      ? cause
      : new InputError('the cube cannot be read', { where: name, why: (cause as Error).message, cause });
  }
}

/** Finds a file by its name; capitals do not count where no file has the very name. */
const besideFile = (files: readonly File[]) => async (wanted: string) => {
  const lower = wanted.toLowerCase();
  const found = files.find(({ name }) => name === wanted) ?? files.find(({ name }) => name.toLowerCase() === lower);
  return found && blobSource(found, found.name);
};
