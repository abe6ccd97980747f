import { InputError } from '../core/cube/errors.js';

/** The files of a result, and the size of its maps. */
export interface ResultFiles {
  /** Spaxels of the cube. */
  readonly size: { readonly width: number; readonly height: number };
  /** The first file of a role (`confidence`, `latents`, `preview`...) whose SHA-256 is right; undefined where the document names none. */
  file(role: string, signal?: AbortSignal): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined>;
}

/**
 * The planes [height * width] of the first file of a role (`confidence`, `latents`), at most `most`; undefined where the result names none. It
 * brings the readers of FITS and TIFF, as a chunk of their own. Throws InputError for a file that is damaged, of another size, or of fewer planes
 * than `fewest`.
 */
export async function loadPlanes(
  { file, size }: ResultFiles,
  role: string,
  { fewest = 1, most = Number.POSITIVE_INFINITY, signal }: { fewest?: number; most?: number; signal?: AbortSignal } = {},
): Promise<Float32Array[] | undefined> {
  const found = await file(role, signal);
  if (!found) return undefined;
  const [{ memorySource }, { openSampleSource }] = await Promise.all([
    import('../formats/bytes/index.js'),
    import('../formats/detect.js'),
  ]);
  const source = await openSampleSource(memorySource(found.bytes, found.path), { signal });
  try {
    const { width, height, bands } = source.shape;
    if (width !== size.width || height !== size.height || bands < fewest) {
      throw new InputError(`the ${role} is not that of the labels`, {
        where: found.path,
        why: `${width} x ${height} pixels and ${bands} planes, not ${size.width} x ${size.height} and ${fewest}`,
      });
    }
    const planes: Float32Array[] = [];
    for (let band = 0; band < Math.min(bands, most); band++) planes.push(await source.plane(band, signal));
    return planes;
  } finally {
    await source.close();
  }
}
