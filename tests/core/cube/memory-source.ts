import { linearAxis } from '../../../core/cube/axis.js';
import { throwIfAborted } from '../../../core/cube/errors.js';
import type { SamplePiece, SampleSource } from '../../../core/cube/types.js';

/** A cube in memory, handed out in uneven pieces. */
export interface MemoryCube {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  /** [bands][height * width]. */
  readonly data: Float32Array;
  readonly variance?: Float32Array;
  /** Storage order of the pieces; `bands-first` walks all rows of a run of bands before the next run. Default bsq. */
  readonly order?: 'bsq' | 'bands-first' | 'bip' | 'bip-part';
  /** Heights of the pieces and numbers of bands in them, over and over. */
  readonly rowCuts?: readonly number[];
  readonly bandCuts?: readonly number[];
  readonly more?: Partial<SampleSource>;
  /** Called before each piece. */
  readonly onPiece?: (y0: number, rows: number) => void;
}

/** [start, length] runs over [from, from + total), their lengths taken from `cuts` in turn. */
function runs(from: number, total: number, cuts: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (let at = from, i = 0; at < from + total; i++) {
    const length = Math.min(cuts[i % cuts.length], from + total - at);
    out.push([at, length]);
    at += length;
  }
  return out;
}

/** A SampleSource over the cube. Each buffer is spoilt when the next piece is asked for, as the contract allows. */
export function memoryCube(cube: MemoryCube): SampleSource {
  const { width, height, bands, data, order = 'bsq', rowCuts = [2, 1, 3], bandCuts = [3, 1, 4] } = cube;
  const pixels = width * height;

  async function* pieces(values: Float32Array, y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece> {
    const rowRuns = runs(y0, rows, rowCuts);
    const bandRuns = order === 'bip' ? ([[0, bands]] as [number, number][]) : runs(0, bands, bandCuts);
    const parts =
      order === 'bands-first' ? bandRuns.flatMap(b => rowRuns.map(r => [r, b])) : rowRuns.flatMap(r => bandRuns.map(b => [r, b]));
    for (const [[y, count], [band, depth]] of parts) {
      throwIfAborted(signal);
      cube.onPiece?.(y, count);
      await Promise.resolve();
      const n = count * width;
      const out = new Float32Array(n * depth);
      for (let b = 0; b < depth; b++) {
        for (let p = 0; p < n; p++) {
          out[order.startsWith('bip') ? p * depth + b : b * n + p] = values[(band + b) * pixels + y * width + p];
        }
      }
      yield { y0: y, rows: count, band, bands: depth, order: order.startsWith('bip') ? 'bip' : 'bsq', data: out };
      out.fill(-777);
    }
  }

  const { variance } = cube;
  return {
    name: 'memory.fits',
    format: 'FITS',
    shape: { width, height, bands },
    dtype: 'f32',
    unit: 'count',
    spectralAxis: linearAxis('wavelength-air', 'Angstrom', 5000, 1, bands),
    frame: { kind: 'none' },
    rowAlign: 1,
    stagingBytes: () => 0,
    warnings: [],
    samples: (y0, rows, signal) => pieces(data, y0, rows, signal),
    ...(variance ? { variance: (y0, rows, signal) => pieces(variance, y0, rows, signal) } : {}),
    spectrum: async (x, y) => Float32Array.from({ length: bands }, (_, b) => data[b * pixels + y * width + x]),
    plane: async band => data.slice(band * pixels, (band + 1) * pixels),
    close: async () => {},
    ...cube.more,
  };
}

/** A seeded cube of noise with about `missing` of its samples NaN. */
export function noiseCube(width: number, height: number, bands: number, missing: number, seed = 1): MemoryCube {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 10; i++) random();
  const data = Float32Array.from({ length: width * height * bands }, () => {
    const v = random() * 20 - 5;
    return random() < missing ? Number.NaN : v;
  });
  return { width, height, bands, data };
}
