import type { SampleSource } from '../cube/types.js';
import type { SegmentEvent, SegmentPhase } from '../segmentation.js';

/** How a run tells what it does, and remembers its warnings. */
export interface Reporter {
  readonly emit: (event: SegmentEvent) => void;
  readonly warn: (message: string) => void;
  readonly progress: (phase: SegmentPhase, done: number, total: number) => void;
  /** All so far, in order. */
  readonly warnings: readonly string[];
  /** Takes over what the reader has added to its warnings since: readers do while they read. */
  readonly late: () => string[];
}

/** A reporter that starts with the warnings of the source. */
export function createReporter(source: SampleSource, emit: (event: SegmentEvent) => void): Reporter {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    emit({ type: 'warning', message });
  };
  const given = source.warnings.length;
  source.warnings.forEach(warn);
  return {
    ...{ emit, warn, warnings },
    progress: (phase, done, total) => emit({ type: 'progress', phase, done, total }),
    late: () => {
      const found = source.warnings.slice(given);
      found.forEach(warn);
      return found;
    },
  };
}
