import { axisMatches } from '../cube/axis.js';
import { bandStarts, lackingBands } from '../cube/bands.js';
import { MIN_GOOD, neededSamples } from '../cube/cube.js';
import { EncoderMismatchError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import type { StepSpec } from '../preprocess/types.js';
import { axisOfCard } from './card.js';
import { placesOf } from './places.js';
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
 *
 * `axis` is that of the bands that take part; `whole`, where it is given, that of all the cube has, on which the card's bands may lie: then these are taken, and up to a fifth of
 * them may be left out or missing, for which values are made from the bands beside them (`lackingOf` counts them, and whoever asks says so). With
 * `rebin` too, but never for counts.
 */
export function checkAxis(
  card: EncoderCard,
  axis: SpectralAxis,
  { rebin = false, rest = false, whole }: { rebin?: boolean; rest?: boolean; whole?: SpectralAxis } = {},
): StepSpec[] {
  const wanted = axisOfCard(card.input.axis);
  // Counts are shared out among the new bins, densities averaged.
  const counts = /count|photon|electron|\badu\b/i.test(card.input.unit);
  const result = axisMatches(axis, wanted, 'the encoder', rest && !counts ? MIN_GOOD : 1);
  if (result.match) return [...card.steps];
  const places = whole && placesOf(wanted, whole, axis);
  const lacking = places ? places.lacking : lackingInside(axis, wanted);
  const bands = wanted.values.length;
  const madeUp = counts && !places && lacking > 0;
  if (bands - lacking < neededSamples(bands, MIN_GOOD) || madeUp) {
    const most = madeUp ? 'and counts cannot be made up' : `at least ${MIN_GOOD} of them must be there`;
    throw new EncoderMismatchError('the encoder does not fit the cube', {
      where: card.name,
      why: `${lacking} of the ${bands} bands that it takes are left out or missing, ${most}`,
      remedy:
        'Leave --encoder out to have one fitted on the bands that are left, or let more bands take part (--bands, --exclude).',
    });
  }
  if (places) return [{ name: 'take', version: 1, at: places.at }, ...card.steps];
  const moved = rest && result.rebinnable && sameWidth(axis, wanted);
  if (result.rebinnable && (rebin || moved)) {
    const factor = unitFactor(wanted.unit, axis.unit) ?? 1;
    const { edges, skip } = intervals(wanted);
    const mode = moved ? 'nearest' : counts ? 'sum' : 'mean';
    const beyond = (rest || lacking > 0) && !counts ? 'repeat' : 'refuse';
    const bins = { edges: edges.map(edge => edge * factor), ...(skip.length > 0 && { skip }) };
    return [{ name: 'rebin-to', version: 1, ...bins, mode, beyond }, ...card.steps];
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

/** How many bands of a card the bands of a cube that take part do not hold. */
export function lackingOf(card: EncoderCard, axis: SpectralAxis): number {
  const wanted = axisOfCard(card.input.axis);
  return lackingBands(axis, wanted, unitFactor(wanted.unit, axis.unit) ?? 1);
}

/** The same, but for what lies beyond the ends of the axis. */
function lackingInside(axis: SpectralAxis, wanted: SpectralAxis): number {
  if (!axis.gaps) return 0;
  const factor = unitFactor(wanted.unit, axis.unit) ?? 1;
  return lackingBands(axis, wanted, factor) - lackingBands({ ...axis, gaps: undefined }, wanted, factor);
}

/** All edges of an axis, and the intervals between them that are no bands. */
function intervals(axis: SpectralAxis): { edges: number[]; skip: number[] } {
  const edges = [axis.edges[0]];
  const skip: number[] = [];
  for (const [i, start] of bandStarts(axis).entries()) {
    if (start !== edges[edges.length - 1]) skip.push(edges.push(start) - 2);
    edges.push(axis.edges[i + 1]);
  }
  return { edges, skip };
}

function sameWidth(axis: SpectralAxis, wanted: SpectralAxis): boolean {
  const width = (all: SpectralAxis) =>
    bandStarts(all).reduce((sum, start, i) => sum + Math.abs(all.edges[i + 1] - start), 0) / all.values.length;
  const ratio = width(axis) / (width(wanted) * (unitFactor(wanted.unit, axis.unit) ?? Number.NaN));
  return Math.abs(ratio - 1) < SAME_WIDTH;
}
