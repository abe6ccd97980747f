import { axisLabel } from '../cube/axis.js';
import { axisOfCard } from '../encoder/index.js';
import type { EncoderCard } from '../encoder/types.js';
import type { Segmentation } from '../segmentation.js';

/** The axis of the encoder's space: the card's own where its steps keep the bands, channel numbers where they rebin or crop. */
export function encoderAxis(card: EncoderCard, bands: number): Segmentation['encoderAxis'] {
  const axis = axisOfCard(card.input.axis);
  if (axis.values.length === bands) return { values: axis.values, label: axisLabel(axis) };
  return { values: Float64Array.from({ length: bands }, (_, i) => i + 1), label: 'Encoder channel' };
}
