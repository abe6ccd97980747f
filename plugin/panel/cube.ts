import { InputError, isCloisonneError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';

/**
 * Where the spectra of single pixels come from: an address with range support, a file, a cube that is open already, or what opens one when the first
 * spectrum is asked for.
 */
export type CubeReference = string | URL | Blob | SampleSource | (() => Promise<SampleSource>);

/** Spectra of pixels of a cube that is opened when the first one is asked for. */
export interface PixelSpectra {
  /** Whether there is a cube at all. */
  readonly there: boolean;
  /** The spectrum of one spaxel, [bands], counted from 0. Throws InputError: what is wrong with the cube is said once and stays. */
  read(x: number, y: number, signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens nothing yet. `shape` is that of the result; a cube of another one is refused. The readers come as chunks of their own. */
export function pixelSpectra(
  cube: CubeReference | undefined,
  shape: { readonly width: number; readonly height: number; readonly bands: number },
  fetch?: typeof globalThis.fetch,
): PixelSpectra {
  let opened: Promise<SampleSource> | undefined;
  const open = async (): Promise<SampleSource> => {
    if (cube === undefined) throw new InputError('no cube to read spectra of pixels from', { remedy: 'Give its address.' });
    const source = typeof cube === 'object' && 'spectrum' in cube ? cube : await openCube(cube, fetch);
    const { width, height, bands } = source.shape;
    if (width !== shape.width || height !== shape.height || bands !== shape.bands) {
      throw new InputError('the cube is not the one that was segmented', {
        where: source.name,
        why: `${width} x ${height} x ${bands}, not ${shape.width} x ${shape.height} x ${shape.bands}`,
      });
    }
    return source;
  };
  return {
    there: cube !== undefined,
    async read(x, y, signal) {
      opened ??= open();
      return (await opened).spectrum(x, y, signal);
    },
    async close() {
      const source = await opened?.catch(() => undefined);
      if (source && source !== cube) await source.close();
    },
  };
}

async function openCube(cube: Exclude<CubeReference, SampleSource>, fetch?: typeof globalThis.fetch): Promise<SampleSource> {
  if (typeof cube === 'function') return cube();
  const [{ blobSource, httpSource }, { openSampleSource }] = await Promise.all([
    import('../../formats/bytes/index.js'),
    import('../../formats/detect.js'),
  ]);
  try {
    const bytes =
      cube instanceof Blob
        ? blobSource(cube, cube instanceof File ? cube.name : 'cube')
        : await httpSource(new URL(cube, globalThis.location?.href).href, { fetch });
    return await openSampleSource(bytes);
  } catch (cause) {
    throw isCloisonneError(cause) ? cause : new InputError('the cube cannot be read', { why: (cause as Error).message, cause });
  }
}
