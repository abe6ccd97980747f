import { axisLabel } from '../cube/axis.js';
import { axisOfCard } from '../encoder/index.js';
import type { EncoderCard } from '../encoder/types.js';
import { axisAfterSteps } from '../preprocess/index.js';
import type { Segmentation } from '../segmentation.js';

/** The axis of the encoder's space: the card's own after its steps have cropped and rebinned it; `velocity` brought the cube to it. */
export function encoderAxis(card: EncoderCard, velocity?: number): Segmentation['encoderAxis'] {
  const axis = axisAfterSteps([...card.steps], axisOfCard(card.input.axis));
  return { values: axis.values, label: axisLabel(axis), ...(velocity && { velocity }) };
}
