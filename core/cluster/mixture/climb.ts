/** What one step of expectation and maximisation makes of parameters: how good they were, and better ones. */
export interface Step {
  readonly value: number;
  readonly next: Float64Array;
}

/** Parameters, how good they are, and how many steps were taken to them. */
export interface Climbed {
  readonly at: Float64Array;
  readonly value: number;
  readonly steps: number;
}

/** Share of a parameter that an extrapolation leaves at least: expectation and maximisation never leave 0 again. */
const LEFT = 0.1;
/** How much further an extrapolation may reach after one that reached as far as it might. */
const GROWTH = 4;

/**
 * Steps of expectation and maximisation until three of them add less than `tolerance`, or three more would be more than `steps`. From every two a third point is
 * extrapolated, and kept where it is no worse than they are (SQUAREM, Varadhan and Roland 2008, with its third step length): near a maximum each step
 * alone goes a small part of the way that is left. Parameters are shares; `normalise` makes them sum to 1 again, in place.
 */
export async function climb(
  start: Float64Array,
  step: (at: Float64Array) => Promise<Step>,
  { tolerance, steps, normalise }: { tolerance: number; steps: number; normalise: (at: Float64Array) => void },
): Promise<Climbed> {
  let at = start;
  let reach = 1;
  let before = Number.NEGATIVE_INFINITY;
  for (let taken = 1; ; taken += 3) {
    const first = await step(at);
    if (!(first.value - before >= tolerance) || taken + 3 > steps) return { at, value: first.value, steps: taken };
    before = first.value;
    const second = await step(first.next);
    const length = Math.min(reach, Math.max(1, stepLength(at, first.next, second.next)));
    const beyond = extrapolated(at, first.next, second.next, length);
    normalise(beyond);
    const third = await step(beyond);
    const kept = third.value >= second.value;
    if (length === reach) reach = kept ? reach * GROWTH : Math.max(1, reach / GROWTH);
    at = kept ? third.next : second.next;
  }
}

/** |r| / |v| with the change r of the first step and the change v of that change. */
function stepLength(x: Float64Array, y: Float64Array, z: Float64Array): number {
  let [r, v] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    r += (y[i] - x[i]) ** 2;
    v += (z[i] - 2 * y[i] + x[i]) ** 2;
  }
  return v > 0 ? Math.sqrt(r / v) : 1;
}

/** x + 2 s r + s2 v for the step length s; at 1 this is z. */
const extrapolated = (x: Float64Array, y: Float64Array, z: Float64Array, s: number): Float64Array =>
  x.map((value, i) => Math.max(LEFT * z[i], value + 2 * s * (y[i] - value) + s * s * (z[i] - 2 * y[i] + value)));
