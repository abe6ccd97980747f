import { UsageError } from '../../cube/errors.js';

/** The reference's schedule of beta (or gamma). */
export interface RampOptions {
  readonly min: number;
  readonly max: number;
  /** Epochs, from 0, where the ramp starts and ends: 0 <= start < end < epochs. */
  readonly start: number;
  readonly end: number;
  /** The reference's own limit is 60, whatever the training's number of epochs. */
  readonly epochs?: number;
}

/** The weight at an epoch: `min` to the start, `max` from the end, a straight line between; `min` for ever where max is not above it. Throws UsageError. */
export function referenceRamp({ min, max, start, end, epochs = 60 }: RampOptions): (epoch: number) => number {
  if (!(start >= 0 && start < end && end < epochs))
    throw new UsageError(`a ramp from epoch ${start} to ${end}`, { why: `expected 0 <= start < end < ${epochs}` });
  if (min >= max) return () => min;
  return epoch => min + (max - min) * Math.min(1, Math.max(0, (epoch - start) / (end - start)));
}
