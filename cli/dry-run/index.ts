import { formatBytes } from '../../core/cube/memory.js';
import type { SampleSource } from '../../core/cube/types.js';
import { duration } from '../../core/cube/words.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { bandsInWords } from '../show.js';
import { costOf } from './cost.js';

/** `segment --dry-run`: prints the cost of the run, as text or JSON, and writes nothing. */
export async function dryRun(source: SampleSource, options: SegmentOptions, argv: Record<string, unknown>): Promise<void> {
  const cost = await costOf(source, options);
  if (argv.json === true) {
    process.stdout.write(`${JSON.stringify(cost)}\n`);
    return;
  }
  const { spectra, encoder, engine, passes, bytesToRead, memoryBytes, diskBytes, seconds, measuredRows, rows } = cost;
  const lines: readonly (readonly [string, string])[] = [
    ['Spectra', `${spectra} of ${bandsInWords(cost)}`],
    ['Encoder', `${encoder} on ${engine}`],
    ['Reads', `${formatBytes(bytesToRead)} of samples in ${passes} passes`],
    ['Memory', `about ${formatBytes(memoryBytes)}`],
    [
      'Time',
      seconds === undefined
        ? 'not measured: the rows that were tried hold nothing to segment'
        : `about ${duration(seconds) || '0 s'}`,
    ],
    ['Writes', diskBytes === undefined ? 'not measured' : `about ${formatBytes(diskBytes)} to ${String(argv.out)}`],
  ];
  process.stdout.write(
    `${lines.map(([name, value]) => `${name.padEnd(8)} ${value}`).join('\n')}\nMeasured on ${measuredRows} of ${rows} rows; nothing was written.\n`,
  );
}
