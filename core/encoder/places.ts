import { axisMatches } from '../cube/axis.js';
import { axisOfBands, bandStarts } from '../cube/bands.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';

/** Where the bands of an encoder are among those of a cube that take part. */
export interface Places {
  /** For each of the encoder's bands its place for the step `take`: whole where the band is there, else on the line between the bands beside it. */
  readonly at: readonly number[];
  /** How many are not there. */
  readonly lacking: number;
}

/**
 * The places of the bands of `wanted`, an encoder's axis, on the axis of the bands of a cube that take part; `whole` is that of all its bands. Undefined
 * where the cube was not made on the bins of the encoder; then bins must be shared out. Plain band numbers tell that only with their names, or
 * where there are as many.
 */
export function placesOf(wanted: SpectralAxis, whole: SpectralAxis, kept: SpectralAxis): Places | undefined {
  const factor = unitFactor(wanted.unit, whole.unit);
  if (factor === undefined) return undefined;
  if (wanted.kind === 'channel' && !wanted.names && wanted.values.length !== whole.values.length) return undefined;
  const starts = bandStarts(wanted).map(start => start * factor);
  const same = Int32Array.from(nearest(starts, bandStarts(whole)));
  if (same.some((band, i) => i > 0 && band <= same[i - 1]) || !axisMatches(axisOfBands(whole, same), wanted).match)
    return undefined;
  const there = new Map(Array.from(bandStarts(kept), (start, i) => [start, i]));
  const own = bandStarts(whole);
  const at = Array.from(same, band => there.get(own[band]) ?? between(whole.values[band], kept.values));
  return { at, lacking: same.filter(band => !there.has(own[band])).length };
}

/** For each of `wanted` the position of the nearest of `starts`; both rise or fall. */
function* nearest(wanted: Float64Array, starts: Float64Array): Generator<number> {
  let at = 0;
  for (const start of wanted) {
    const far = (i: number) => Math.abs(starts[i] - start);
    while (at + 1 < starts.length && far(at + 1) <= far(at)) at++;
    yield at;
  }
}

/** The place of a value among rising or falling ones; the end beyond them. */
function between(value: number, values: Float64Array): number {
  const up = values[values.length - 1] >= values[0];
  const after = values.findIndex(v => (up ? v > value : v < value));
  if (after < 0) return values.length - 1;
  return after === 0 ? 0 : after - 1 + (value - values[after - 1]) / (values[after] - values[after - 1]);
}
