import type { SpectralAxis } from '../../core/cube/types.js';
import { kindCards, stepCards } from './spectral-cards.js';
import { writeFits } from './write.js';
import { commentary, formatCard, textCard } from './write-card.js';

/** A spectrum with what it rests on, [bands] each. */
export interface SpectrumToWrite {
  readonly axis: SpectralAxis;
  /** BUNIT of the values. */
  readonly unit: string;
  readonly name: string;
  readonly values: Float64Array;
  readonly variance?: Float64Array;
  /** Good samples that went into each value. */
  readonly samples: Float64Array;
  /** [bands] 1 where the band took part in the segmentation, 0 where it did not. */
  readonly used?: Uint8Array;
  readonly history?: readonly string[];
  readonly cards?: readonly string[];
}

/**
 * A spectrum as a FITS file of one-dimensional images in float64: an empty primary HDU; DATA; STAT, its variance, where there is one; NPIX, the
 * samples in each value; USED, 1 for the bands that took part in the segmentation, where that is given; WAVE, the axis, where its steps are not equal and no WCS cards can hold it.
 */
export function spectrumFits(spectrum: SpectrumToWrite): Uint8Array<ArrayBuffer> {
  const { axis, unit, name, values, variance, samples, used, history = [], cards = [] } = spectrum;
  const steps = stepCards(axis, 1);
  const axisCards = [...kindCards(axis, 1), ...(steps ?? [])];
  const image = (title: string, bunit: string, data: Float64Array | Uint8Array) => ({
    name: title,
    header: [formatCard('BUNIT', bunit), ...axisCards],
    data,
    shape: [data.length],
  });
  return writeFits([
    { header: [textCard('OBJECT', name), ...cards, ...history.flatMap(line => commentary('HISTORY', line))], shape: [] },
    image('DATA', unit, values),
    ...(variance ? [image('STAT', unit && `(${unit})**2`, variance)] : []),
    image('NPIX', '', samples),
    ...(used ? [image('USED', '', used)] : []),
    ...(steps ? [] : [{ ...image('WAVE', axis.unit, axis.values), header: [formatCard('BUNIT', axis.unit)] }]),
  ]);
}
