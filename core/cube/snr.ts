import { UsageError } from './errors.js';
import { planRows } from './memory.js';
import { scanCube } from './scan.js';
import type { Selection } from './select.js';
import type { SampleSource } from './types.js';

/** Spaxels that are looked at for bands that are missing in nearly all. */
const SCANNED = 1024;

/** How the signal-to-noise of a cube is measured. */
export interface SnrOptions {
  /** Which bands and spaxels count; by default all. */
  readonly selection?: Selection;
  /** Bytes the walk may take. */
  readonly maxMemory: number;
  readonly signal?: AbortSignal;
}

/**
 * Signal-to-noise of each spaxel, [height * width]: the mean over the bands that take part of a sample over its standard error, where both are
 * known. NaN where none is, or the spaxel is not selected. Bands that are missing in nearly every spaxel take no part. One read of the cube besides a
 * sample. Throws UsageError for a cube without variance, EmptyError where every sample is missing, MemoryCapError.
 */
export async function signalToNoise(source: SampleSource, { selection, maxMemory, signal }: SnrOptions): Promise<Float32Array> {
  if (!source.variance)
    throw new UsageError('the signal-to-noise of this cube is not known', {
      where: source.name,
      why: 'it has no variance',
      remedy:
        'A FITS cube brings it in an extension STAT, VAR, ERR or IVAR of the same shape; --variance STAT, --sigma ERR or --ivar IVAR names any other, also a file.',
    });
  const { width, height, bands } = source.shape;
  const { cube } = await scanCube(source, { selection, limit: SCANNED }, signal);
  const { kept } = cube;
  const plan = { variance: true, readAhead: false };
  const rows = planRows(cube, plan, maxMemory, 0);
  const out = new Float32Array(width * height).fill(Number.NaN);
  for await (const { row, rows: count, data, variance } of cube.blocks({ ...plan, rows }, signal)) {
    for (let p = 0; p < count * width; p++) {
      if (cube.selected && !cube.selected[row * width + p]) continue;
      let [sum, n] = [0, 0];
      for (let k = 0; variance && k < kept.length; k++) {
        const i = p * bands + kept[k];
        // Missing samples are NaN, and no comparison holds for them.
        if (!(variance[i] > 0 && variance[i] < Number.POSITIVE_INFINITY && Math.abs(data[i]) < Number.POSITIVE_INFINITY))
          continue;
        sum += data[i] / Math.sqrt(variance[i]);
        n++;
      }
      if (n > 0) out[row * width + p] = sum / n;
    }
  }
  return out;
}

/** A selection by signal-to-noise, and what it took away. */
export interface SnrSelection {
  readonly selection: Selection;
  /** Spaxels that had been selected and have samples with a variance, and how many of them have too little signal-to-noise. */
  readonly known: number;
  readonly removed: number;
  /** The largest signal-to-noise of all; NaN where none is known. */
  readonly most: number;
}

/** The selection without the spaxels whose signal-to-noise (see signalToNoise) is below `least`, or not known. Throws as that does. */
export async function selectBySnr(source: SampleSource, least: number, options: SnrOptions): Promise<SnrSelection> {
  const snr = await signalToNoise(source, options);
  const before = options.selection?.mask;
  const mask = Uint8Array.from(snr, (v, p) => (v >= least && (!before || before[p]) ? 1 : 0));
  const known = snr.reduce((count, v, p) => count + (v === v && (!before || before[p]) ? 1 : 0), 0);
  return {
    selection: { ...options.selection, mask },
    known,
    removed: known - mask.reduce((count, kept) => count + kept, 0),
    most: snr.reduce((most, v) => (v > most || most !== most ? v : most), Number.NaN),
  };
}
