import { axisMatches } from '../cube/axis.js';
import { EncoderMismatchError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import type { StepSpec } from '../preprocess/types.js';
import { axisOfCard } from './card.js';
import type { EncoderCard } from './types.js';

/**
 * The steps with which an encoder applies to a cube of this axis: the card's own where the axes match; with `rebin`, a flux-conserving
 * `rebin-to` the card's bins in front of them where the cube covers the card's range. Otherwise EncoderMismatchError, naming both axes.
 */
export function checkAxis(card: EncoderCard, axis: SpectralAxis, options: { rebin?: boolean } = {}): StepSpec[] {
  const result = axisMatches(axis, axisOfCard(card.input.axis));
  if (result.match) return [...card.steps];
  if (result.rebinnable && options.rebin) {
    const factor = unitFactor(card.input.axis.unit, axis.unit) ?? 1;
    const edges = card.input.axis.edges.map(edge => edge * factor);
    // Counts are shared out among the new bins, densities averaged.
    const mode = /count|photon|electron|\badu\b/i.test(card.input.unit) ? 'sum' : 'mean';
    return [{ name: 'rebin-to', version: 1, edges, mode }, ...card.steps];
  }
  throw new EncoderMismatchError('the encoder does not fit the cube', {
    where: card.name,
    why: result.why,
    remedy: result.rebinnable
      ? "Use --rebin to resample the cube on to the encoder's bins, or train an encoder on this cube (`cloisonne train`)."
      : 'Train an encoder on this cube (`cloisonne train`), or leave --encoder out to have one fitted.',
  });
}
