import { UsageError } from '../cube/errors.js';
import type { StepSpec } from '../preprocess/types.js';

/**
 * Steps with another share of a cube's typical strength below which its spectra count as faint (`unit:faint`), 0 for none; as they are where nothing is
 * asked for. Throws UsageError for a share that cannot be, and where no step divides by the strength.
 */
export function withFaint(steps: readonly StepSpec[], faint: number | undefined): readonly StepSpec[] {
  if (faint === undefined) return steps;
  if (!(faint >= 0 && faint < 1))
    throw new UsageError(`faint below ${faint}`, { why: 'it is a share of 1, from 0 (off) to below 1' });
  if (!steps.some(step => step.name === 'unit')) {
    throw new UsageError('there is nothing to tell faint spectra by', {
      why: "the encoder's steps do not divide by the strength of a spectrum (unit)",
      remedy: 'Leave --faint out.',
    });
  }
  return steps.map(step => {
    if (step.name !== 'unit') return step;
    const { faint: _, ...others } = step;
    return faint === 0 ? (others as StepSpec) : { ...step, faint };
  });
}
