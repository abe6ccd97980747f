import type { SampleSource } from './types.js';

/** The same samples with further notes: one line each of what was done to them. */
export function noted(source: SampleSource, notes: readonly string[]): SampleSource {
  return Object.defineProperties(Object.create(source) as SampleSource, {
    notes: { value: [...(source.notes ?? []), ...notes], enumerable: true },
  });
}
