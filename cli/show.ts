import { formatBytes } from '../core/cube/memory.js';
import type { SegmentEvent } from '../core/segmentation.js';
import type { Progress } from './progress.js';

/** What of the bands of a cube takes part, and why the others do not: `88 of 1,841 bands (1,753 left out by option)`. */
export function bandsInWords({
  bands,
  keptBands,
  leftOut: { byOption, missing },
}: Pick<Extract<SegmentEvent, { type: 'plan' }>, 'bands' | 'keptBands' | 'leftOut'>): string {
  if (keptBands === bands) return `${grouped(bands)} bands`;
  const why = [
    byOption > 0 && `${grouped(byOption)} left out by option`,
    missing > 0 && `${grouped(missing)} missing in nearly all spaxels`,
  ].filter(Boolean);
  return `${grouped(keptBands)} of ${grouped(bands)} bands (${why.join(', ')})`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** Shows an event of a run on stderr; rates are of all spaxels of the cube. */
export function show(progress: Progress, event: SegmentEvent, { width, height }: { width: number; height: number }): void {
  const spectra = width * height;
  switch (event.type) {
    case 'warning':
      progress.line(`warning: ${event.message}`);
      break;
    case 'plan':
      progress.line(
        `${grouped(event.spectra)} spectra x ${bandsInWords(event)}, encoder ${event.encoder} (${event.encoderOrigin}) on ${event.engine}, ` +
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
