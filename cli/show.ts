import { formatBytes } from '../core/cube/memory.js';
import type { SegmentEvent } from '../core/segmentation.js';
import type { Progress } from './progress.js';

/** Shows an event of a run on stderr; rates are of all spaxels of the cube. */
export function show(progress: Progress, event: SegmentEvent, { width, height }: { width: number; height: number }): void {
  const spectra = width * height;
  switch (event.type) {
    case 'warning':
      progress.line(`warning: ${event.message}`);
      break;
    case 'plan':
      progress.line(
        `${event.spectra} spectra x ${event.bands} bands, encoder ${event.encoder} (${event.encoderOrigin}) on ${event.engine}, ` +
          `${event.passes} reads in blocks of ${event.blockRows} rows, about ${formatBytes(event.memoryBytes)} of memory`,
      );
      break;
    case 'progress':
      progress.update(
        event.phase,
        event.done,
        event.total,
        event.phase === 'encode' || event.phase === 'describe' ? spectra : 0,
        'spectra',
      );
      break;
  }
}
