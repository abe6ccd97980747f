import { axisMatches } from '../cube/axis.js';
import { MIN_GOOD } from '../cube/cube.js';
import { EncoderMismatchError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import type { StepSpec } from '../preprocess/types.js';
import { axisOfCard } from './card.js';
import type { EncoderCard } from './types.js';

/** Bins that differ in width by less than this share are the same bins, moved. */
const SAME_WIDTH = 0.1;

/**
 * The steps with which an encoder applies to a cube of this axis: the card's own where the axes match; with `rebin`, a flux-conserving
 * `rebin-to` the card's bins in front of them where the cube covers the card's range. Otherwise EncoderMismatchError, naming both axes.
 *
 * With `rest`, the axis is one that was brought to rest (`axisAtRest`), which moves it against the card's. Then bins as wide as the card's are
 * taken whole, each where it belongs (to interpolate would correlate their noise), without `rebin`; and as with missing samples, 0.8 of the
 * card's range are enough, beyond which the sample at the end is repeated.
 */
export function checkAxis(
  card: EncoderCard,
  axis: SpectralAxis,
  { rebin = false, rest = false }: { rebin?: boolean; rest?: boolean } = {},
): StepSpec[] {
  const wanted = axisOfCard(card.input.axis);
  // Counts are shared out among the new bins, densities averaged.
  const counts = /count|photon|electron|\badu\b/i.test(card.input.unit);
  const result = axisMatches(axis, wanted, 'the encoder', rest && !counts ? MIN_GOOD : 1);
  if (result.match) return [...card.steps];
  const moved = rest && result.rebinnable && sameWidth(axis, wanted);
  if (result.rebinnable && (rebin || moved)) {
    const factor = unitFactor(wanted.unit, axis.unit) ?? 1;
    const edges = Array.from(wanted.edges, edge => edge * factor);
    const mode = moved ? 'nearest' : counts ? 'sum' : 'mean';
    const beyond = rest && !counts ? 'repeat' : 'refuse';
    return [{ name: 'rebin-to', version: 1, edges, mode, beyond }, ...card.steps];
  }
  const remedies = [
    rest &&
      !result.rebinnable &&
      `Check --velocity: at rest the cube must cover ${counts ? 'all' : MIN_GOOD} of the encoder's range.`,
    result.rebinnable
      ? "Use --rebin to resample the cube on to the encoder's bins, or train an encoder on this cube (`cloisonne train`)."
      : 'Train an encoder on this cube (`cloisonne train`), or leave --encoder out to have one fitted.',
  ];
  throw new EncoderMismatchError('the encoder does not fit the cube', {
    where: card.name,
    why: `${rest ? 'at rest, ' : ''}${result.why}`,
    remedy: remedies.filter(Boolean).join(' '),
  });
}

function sameWidth(axis: SpectralAxis, wanted: SpectralAxis): boolean {
  const width = ({ edges }: SpectralAxis) => Math.abs(edges[edges.length - 1] - edges[0]) / (edges.length - 1);
  const ratio = width(axis) / (width(wanted) * (unitFactor(wanted.unit, axis.unit) ?? Number.NaN));
  return Math.abs(ratio - 1) < SAME_WIDTH;
}
