import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError, VerificationError } from '../../core/cube/errors.js';
import type { Command } from '../command.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { print } from '../print.js';
import type { Finding } from '../verify/compare.js';
import { findings } from '../verify/findings.js';
import { type RunRecordRead, readRunRecord } from '../verify/record.js';
import { redo } from '../verify/redo.js';
import { findingLine, isGood } from '../verify/text.js';
import type { Tolerance } from '../verify/tolerant.js';

/** `cloisonne verify RUN`: does a run again and compares every product byte by byte. */
export const verifyCommand: Command = {
  positionals: { run: { describe: 'run.json, or the folder that segment left', type: 'string' } },
  options: {
    cube: { type: 'string', describe: 'where the cube is now (default: where it was then)' },
    tolerant: {
      type: 'boolean',
      default: false,
      describe: 'for another type of CPU or another engine: labels and numbers need to agree, not bytes',
    },
    agreement: { type: 'number', default: 0.999, describe: '--tolerant: smallest share of equal labels' },
    tolerance: { type: 'number', default: 0.01, describe: '--tolerant: largest difference of numbers, relative (RMS)' },
    engine: { type: 'string', describe: '--tolerant: do the run again on this engine' },
    threads: { type: 'number', describe: 'CPU threads (default: all; results do not depend on it)' },
    'max-memory': { type: 'string', default: '1GB', describe: 'memory the process may use; results do not depend on it' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne verify out/cube', 'every byte'],
    ['cloisonne verify out/cube/run.json --cube archive/cube.fits --tolerant', 'elsewhere, on another machine'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  if (argv.engine !== undefined && argv.tolerant !== true)
    throw new UsageError('--engine needs --tolerant', { why: 'another engine rounds differently' });
  const record = await readRunRecord(String(argv.run));
  const tolerance: Tolerance | undefined = argv.tolerant
    ? { agreement: Number(argv.agreement), floats: Number(argv.tolerance) }
    : undefined;
  const scratch = await mkdtemp(join(tmpdir(), 'cloisonne-verify-'));
  try {
    const { threads, cube, engine } = argv as Record<string, string | undefined>;
    const again = await redo(
      record,
      scratch,
      { cube, engine, threads, maxMemory: argv['max-memory'], quiet: argv.quiet === true },
      signal,
    );
    report(record, await findings(record, again, tolerance), argv.json === true);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function report(record: RunRecordRead, found: readonly Finding[], json: boolean): void {
  const bad = found.filter(finding => !isGood(finding));
  const lines = found.filter(finding => !isGood(finding) || finding.agreement !== undefined).map(findingLine);
  const derived = found.filter(({ state }) => state === 'derived').length;
  if (derived > 0) lines.push(`${derived} pictures and pages that only show these are not compared`);
  const verdict = `${record.files.length} products, ${bad.length === 0 ? 'all as the run makes them' : `${bad.length} are not as the run makes them`}`;
  print(
    json
      ? `${JSON.stringify({ run: record.path, verified: bad.length === 0, findings: found })}\n`
      : `${[...lines, verdict].join('\n')}\n`,
  );
  if (bad.length === 0) return;
  throw new VerificationError('the result is not what its run makes', {
    where: record.dir,
    why: findingLine(bad[0]).replace(/ {2,}/g, ' ') + (bad.length > 1 ? `; ${bad.length - 1} more` : ''),
  });
}
