import { createCube } from './cube.js';
import { UsageError } from './errors.js';
import { planRows } from './memory.js';
import type { Selection } from './select.js';
import type { SampleSource } from './types.js';

/** How the signal-to-noise of a cube is measured. */
export interface SnrOptions {
  /** Which bands and spaxels count; by default all. */
  readonly selection?: Selection;
  /** Bytes the walk may take. */
  readonly maxMemory: number;
  readonly signal?: AbortSignal;
}

/**
 * Signal-to-noise of a typical sample of each spaxel, [height * width]: the mean of the spectrum over the root of its mean variance, over the
 * bands where both are known. NaN where none is, or the spaxel is not selected. One read of the cube. Throws UsageError for a cube without
 * variance, MemoryCapError.
 */
export async function signalToNoise(source: SampleSource, { selection, maxMemory, signal }: SnrOptions): Promise<Float32Array> {
  if (!source.variance)
    throw new UsageError('the signal-to-noise of this cube is not known', {
      where: source.name,
      why: 'it has no variance',
      remedy:
        'A FITS cube brings it in an extension STAT, VAR, ERR or IVAR of the same shape; --variance, --sigma or --ivar name any other.',
    });
  const { width, height, bands } = source.shape;
  const cube = createCube(source, { selection });
  const plan = { variance: true, readAhead: false };
  const rows = planRows(cube, plan, maxMemory, 0);
  const out = new Float32Array(width * height).fill(Number.NaN);
  for await (const { row, rows: count, data, variance } of cube.blocks({ ...plan, rows }, signal)) {
    for (let p = 0; p < count * width; p++) {
      if (cube.selected && !cube.selected[row * width + p]) continue;
      let [flux, noise, n] = [0, 0, 0];
      for (let i = p * bands; variance && i < (p + 1) * bands; i++) {
        // Excluded and missing samples are NaN, and no comparison holds for them.
        if (!(variance[i] > 0 && Math.abs(data[i]) < Number.POSITIVE_INFINITY)) continue;
        flux += data[i];
        noise += variance[i];
        n++;
      }
      if (n > 0) out[row * width + p] = flux / n / Math.sqrt(noise / n);
    }
  }
  return out;
}

/** The selection without the spaxels whose signal-to-noise (see signalToNoise) is below `least`, or not known. Throws as that does. */
export async function selectBySnr(source: SampleSource, least: number, options: SnrOptions): Promise<Selection> {
  const snr = await signalToNoise(source, options);
  const before = options.selection?.mask;
  return { ...options.selection, mask: Uint8Array.from(snr, (v, p) => (v >= least && (!before || before[p]) ? 1 : 0)) };
}
