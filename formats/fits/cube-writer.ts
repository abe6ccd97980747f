import { UsageError } from '../../core/cube/errors.js';
import type { CubeShape, SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import { kindCards, stepCards } from './spectral-cards.js';
import { type ByteSink, streamFits } from './stream.js';
import { commentary, formatCard } from './write-card.js';

/** What a cube file says about its samples. */
export interface CubeToWrite {
  readonly shape: CubeShape;
  /** Equal steps, or none of the standard's linear axes can hold it. */
  readonly spectralAxis: SpectralAxis;
  readonly frame?: SpatialFrame;
  /** BUNIT of the samples. */
  readonly unit: string;
  /** Write an HDU STAT with the variance. */
  readonly variance: boolean;
  /** One HISTORY line or more each. */
  readonly history?: readonly string[];
}

/** A cube file under way, from the first row to the last. */
export interface CubeWriter {
  readonly size: number;
  /** Rows to write at a time (the last may be fewer). */
  readonly rows: number;
  /** Writes rows [y0, y0 + rows): data and variance [rows * width, bands], pixel-major. */
  write(y0: number, data: Float32Array, variance?: Float32Array): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Streams a cube as FITS: an empty primary HDU, DATA [bands][height][width] float32, STAT likewise where there is variance. FITS stores bands one
 * after the other, so rows are gathered as far as `maxBytes` allows and written as a run in each band. Throws UsageError when not even one row fits
 * or the axis has no equal steps.
 */
export function cubeWriter(sink: ByteSink, cube: CubeToWrite, maxBytes = 2 ** 28): CubeWriter {
  const { width, height, bands } = cube.shape;
  // A slab of each kind at the caller, and one band's run here.
  const perRow = width * bands * 4 * (cube.variance ? 2 : 1);
  const rows = Math.min(height, Math.floor(maxBytes / perRow));
  if (rows < 1)
    throw new UsageError('the memory does not hold one row of the cube', {
      remedy: `It takes ${Math.ceil(perRow / 2 ** 20)} MB.`,
    });
  const cards = [...spectralCards(cube.spectralAxis), ...(cube.frame?.kind === 'celestial' ? cube.frame.cards : pixelCards())];
  const unit = (name: string, bunit: string) => ({
    name,
    bitpix: -32,
    shape: [width, height, bands],
    header: [formatCard('BUNIT', bunit), ...cards],
  });
  const stream = streamFits(sink, [
    { bitpix: 8, shape: [], header: (cube.history ?? []).flatMap(line => commentary('HISTORY', line)) },
    unit('DATA', cube.unit),
    ...(cube.variance ? [unit('STAT', `(${cube.unit})**2`)] : []),
  ]);
  const run = new Float32Array(rows * width);
  const put = async (hdu: number, y0: number, data: Float32Array): Promise<void> => {
    const pixels = data.length / bands;
    const part = run.subarray(0, pixels);
    for (let band = 0; band < bands; band++) {
      for (let p = 0, at = band; p < pixels; p++, at += bands) part[p] = data[at];
      await stream.write(hdu, (band * height + y0) * width, part);
    }
  };
  return {
    size: stream.size,
    rows,
    async write(y0, data, variance) {
      await put(1, y0, data);
      if (cube.variance && variance) await put(2, y0, variance);
    },
    finish: () => stream.finish(),
  };
}

function spectralCards(axis: SpectralAxis): string[] {
  const steps = stepCards(axis, 3);
  if (!steps) throw new UsageError('the spectral axis has no equal steps', { why: 'a cube is written with a linear one' });
  return [formatCard('WCSAXES', 3), ...kindCards(axis, 3), ...steps];
}

/** A frame that is none: pixels. */
const pixelCards = (): string[] =>
  [1, 2].flatMap(axis => [
    formatCard(`CTYPE${axis}`, 'PIXEL'),
    formatCard(`CRPIX${axis}`, 1),
    formatCard(`CRVAL${axis}`, 1),
    formatCard(`CDELT${axis}`, 1),
  ]);
