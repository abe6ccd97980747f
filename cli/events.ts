import type { Options } from 'yargs';
import type { SegmentEvent } from '../core/segmentation.js';
import { print } from './print.js';

/** The option of commands that tell other programs what they do. */
export const eventOptions: Readonly<Record<string, Options>> = {
  events: { type: 'string', choices: ['ndjson'], describe: 'what happens, as one JSON object a line on stdout, for pipelines' },
};

/** At least this long between two lines of progress of a phase. */
const QUIET_MS = 500;

/** Writes events to stdout, a JSON object a line: `{"event": "progress", "phase": "encode", "done": 12, "total": 90}`. */
export class EventWriter {
  private phase = '';
  private told = 0;

  /** Writes a line. */
  write(event: string, fields: unknown): void {
    print(`${JSON.stringify({ event, ...(fields as object) })}\n`);
  }

  /** Tells an event of `segment`: `plan`, `progress` (begin and end of a phase, and now and then between), `warning` and `k`; not its result. */
  tell(event: SegmentEvent): void {
    const { type, ...fields } = event;
    if (event.type === 'result') return;
    if (event.type === 'progress') {
      const now = performance.now();
      if (event.phase === this.phase && event.done < event.total && now - this.told < QUIET_MS) return;
      this.phase = event.phase;
      this.told = now;
    }
    this.write(type, fields);
  }
}

/** A writer where --events asks for one. */
export const eventsFrom = (argv: Record<string, unknown>): EventWriter | undefined =>
  argv.events === undefined ? undefined : new EventWriter();
