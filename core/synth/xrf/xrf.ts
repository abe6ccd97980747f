import { UsageError } from '../../cube/errors.js';
import type { SpectralAxis } from '../../cube/types.js';
import type { Material } from '../mixing.js';
import { paintedCube } from '../painted.js';
import type { RgbImage, Synthesis } from '../types.js';
import { type PaletteName, paletteNames, palettes, pigments } from './pigments.js';
import { defaultPaint, energyAxis, type PaintOptions, paintLayers, xrfSpectrum } from './spectrum.js';

/** How an image becomes an MA-XRF cube. */
export interface XrfOptions {
  readonly image: RgbImage;
  readonly palette: PaletteName;
  readonly seed: number;
  /** Mean counts of a spectrum (default 400, as ganX). */
  readonly counts?: number;
  /** Bands from 0.5 to 38.5 keV (default 512). */
  readonly bands?: number;
  /** Smallest alpha of the colour mixing (default 0.6, as the paper). */
  readonly threshold?: number;
  /** Fewest and most colours (default 3 and 10, as the paper). */
  readonly kMin?: number;
  readonly kMax?: number;
  readonly paint?: Partial<PaintOptions>;
}

/** The materials of a palette: their colours, and their spectra on an axis of energy in keV. Throws UsageError for an unknown name. */
export function xrfPalette(name: string, axis: SpectralAxis, paint: Partial<PaintOptions> = {}): Material[] {
  if (!Object.hasOwn(palettes, name))
    throw new UsageError(`there is no palette '${name}'`, { remedy: `Choose one of ${paletteNames.join(', ')}.` });
  const options = { ...defaultPaint, ...paint };
  return palettes[name as PaletteName].map(key => {
    const pigment = pigments[key];
    return {
      name: pigment.name,
      color: pigment.color,
      spectrum: xrfSpectrum(paintLayers(pigment, options), axis, options.detector),
    };
  });
}

/** An MA-XRF cube painted from an image with one of the palettes; see `paintedCube`. Throws UsageError. */
export async function synthXrf(options: XrfOptions): Promise<Synthesis> {
  const { image, palette, seed, counts = 400, bands = 512, threshold = 0.6, kMin = 3, kMax = 10, paint } = options;
  if (!Number.isInteger(bands) || bands < 16 || bands > 65536)
    throw new UsageError(`${bands} bands`, { why: 'expected a whole number from 16 to 65536' });
  const spectralAxis = energyAxis(bands);
  const materials = xrfPalette(palette, spectralAxis, paint);
  return paintedCube({ image, materials, spectralAxis, counts, seed, threshold, kMin, kMax });
}
