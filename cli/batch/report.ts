import { duration } from '../../core/cube/words.js';
import type { EventWriter } from '../events.js';
import type { Progress } from '../progress.js';
import type { BatchEntry } from './manifest.js';

/** Tells what a batch does: events on stdout where they are asked for, else lines on stderr and a line of state on a terminal. */
export class BatchReport {
  private ended = 0;

  constructor(
    private readonly progress: Progress,
    private readonly events: EventWriter | undefined,
    private readonly total: number,
  ) {}

  /** An input is begun. */
  start({ input, name }: BatchEntry): void {
    this.events?.write('start', { input, name });
  }

  /** An event of the run of an input. */
  relay({ input, name }: BatchEntry, { event, ...fields }: Readonly<Record<string, unknown>>): void {
    if (event === 'done') return;
    this.events?.write(String(event), { input, name, ...fields });
    if (event === 'progress') {
      const share = Math.round((100 * Number(fields.done)) / Math.max(1, Number(fields.total)));
      this.progress.status(`  ${this.ended + 1} of ${this.total}  ${name}  ${fields.phase} ${share} %`);
    }
  }

  /** An input has ended, or is put off. */
  end({ input, name, state, exit, message, k, spaxels, seconds }: BatchEntry): void {
    if (state === 'pending') return;
    this.ended++;
    this.events?.write(state, { input, name, exit, message, k, spaxels, seconds });
    const words =
      state === 'done' ? `${k} clusters in ${spaxels} spaxels, ${duration(seconds ?? 0)}` : `failed (${exit}): ${message}`;
    this.progress.line(`${this.ended} of ${this.total}  ${name}  ${words}`);
  }
}
