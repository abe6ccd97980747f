import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repo } from '../helpers/cli.js';

interface Finding {
  readonly i: number;
  readonly what: string;
}
interface Sum {
  readonly inputs: number;
  readonly read: number;
  readonly refused: number;
  readonly findings: number;
}
interface Job {
  readonly format: string;
  readonly seed: number;
  readonly to: number;
  readonly targets?: string;
  readonly timeBox?: number;
  onFinding(finding: Finding): void;
}
// The build: the worker runs what is in dist.
const { fuzz } = (await import(new URL('./run.mjs', import.meta.url).href)) as { fuzz(job: Job): Promise<Sum> };
const { targets } = (await import(new URL('./targets/index.mjs', import.meta.url).href)) as { targets: { name: string }[] };

/** Inputs of each format: some that take longer have fewer. */
const FEWER: Readonly<Record<string, number>> = { result: 4, 'fits.gz': 30, jpeg: 50, hdf5: 60 };

test.concurrent.each(targets.map(({ name }) => name))(
  '%s: damaged inputs are read or refused',
  { timeout: 240_000 },
  async format => {
    const found: string[] = [];
    const to = FEWER[format] ?? 100;
    const sum = await fuzz({ format, seed: 7, to, onFinding: ({ i, what }) => void found.push(`input ${i}: ${what}`) });
    expect(found).toEqual([]);
    expect(sum).toMatchObject({ inputs: to, read: expect.any(Number), findings: 0 });
    expect(sum.read + sum.refused).toBe(to);
    expect(sum.refused).toBeGreaterThan(0);
  },
);

test('what must not happen is found: a crash, a hang, too much memory, a stray write, and the rest goes on', {
  timeout: 120_000,
}, async () => {
  const found = new Map<number, string>();
  const sum = await fuzz({
    ...{ format: 'bad', seed: 0, to: 8, targets: new URL('./bad-target.mjs', import.meta.url).href, timeBox: 4000 },
    onFinding: ({ i, what }) => void found.set(i, what),
  });
  expect(Object.fromEntries(found)).toEqual({
    0: expect.stringMatching(/^TypeError: /),
    1: expect.stringMatching(/^hang: more than 4 s/),
    2: expect.stringMatching(/^over-allocation: Float64Array of 8000000000 bytes/),
    3: expect.stringMatching(/^a write outside its folder: \/tmp\/stray/),
    // A busy machine collects garbage until the time is over.
    4: expect.stringMatching(/^(crash: ERR_WORKER_OUT_OF_MEMORY|hang)/),
    5: expect.stringMatching(/^crash: Error: later/),
  });
  expect(sum).toMatchObject({ inputs: 8, read: 1, refused: 1 });
});

test('every target was run by hand too: the table of counts is the one that was recorded, without a finding', () => {
  const counts = JSON.parse(readFileSync(repo('tests/fuzz/counts.json'), 'utf8')) as Record<string, Sum>;
  expect(Object.keys(counts).sort()).toEqual(targets.map(({ name }) => name).sort());
  const rows = [
    ...readFileSync(repo('tests/fuzz/README.md'), 'utf8').matchAll(/^\| ([\w.]+) \| ([\d,]+) \| .* \| ([\d,]+) \|$/gm),
  ];
  expect(Object.fromEntries(rows.map(([, name, inputs, findings]) => [name, [inputs, findings]]))).toEqual(
    Object.fromEntries(Object.entries(counts).map(([name, { inputs }]) => [name, [inputs.toLocaleString('en'), '0']])),
  );
});
