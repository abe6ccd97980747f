import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batchInputs, cubesIn } from '../../../cli/batch/inputs.js';
import type { BatchEntry } from '../../../cli/batch/manifest.js';
import { planBatch } from '../../../cli/batch/plan.js';
import { inputFiles, inputSha256 } from '../../../cli/inputs.js';
import { cubeFacts } from '../../../cli/provenance/index.js';
import type { RunRecordRead } from '../../../cli/verify/record.js';
import type * as Redo from '../../../cli/verify/redo.js';
import { repo, workplace } from '../../helpers/cli.js';

// The version of the package is found from the build.
const { redo }: typeof Redo = await import(repo('dist/cli/verify/redo.js'));
const dir = workplace();
const out = join(dir, 'out');
const { signal } = new AbortController();
const SCAN = 'scan_xia01_0001_0000_';

/** Copies of the files of a cube. */
function copies(folder: string, from: string, names: readonly string[]): string[] {
  mkdirSync(join(dir, folder));
  return names.map(name => {
    copyFileSync(repo(`tests/fixtures/${from}/${name}`), join(dir, folder, name));
    return join(dir, folder, name);
  });
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
}

describe.each([
  ['an ENVI header and its data', 'envi', ['u16_bip.hdr', 'u16_bip.dat'], 0],
  ['ENVI data and their header', 'envi', ['u16_bip.hdr', 'u16_bip.dat'], 1],
  ['a Lispix header and its data', 'rpl', ['hyperspy.rpl', 'hyperspy.raw'], 0],
  ['a series of EDF files', 'edf', [0, 1, 2, 3].map(i => `${SCAN}000${i}.edf`), 0],
])('%s', (title, format, names, given) => {
  const files = copies(title.replaceAll(' ', '-'), format, names);
  const [input, last] = [files[given], files[files.length - 1]];

  test('are one cube of a pattern and of a watched folder', async () => {
    expect(await cubesIn(dirname(input))).toEqual([files[0]]);
    expect((await batchInputs([join(dirname(input), '*')])).inputs).toHaveLength(1);
  });

  test('are all known, and known again when any of them changed: by a batch and by verify', async () => {
    expect(await inputFiles(`${input}[0]`)).toEqual(files);
    const facts = await cubeFacts(input);
    expect(facts).toEqual(await cubeFacts(input, files));
    expect(facts.bytes).toBe(files.reduce((sum, file) => sum + readFileSync(file).length, 0));

    const name = title.replaceAll(' ', '_');
    mkdirSync(join(out, name), { recursive: true });
    const started = new Date(2000).toISOString();
    writeFileSync(join(out, name, 'run.json'), JSON.stringify({ files: [{ path: 'segmentation.json', bytes: 1 }], started }));
    writeFileSync(join(out, name, 'segmentation.json'), JSON.stringify({ cube: { sha256: facts.sha256 } }));
    const entries = new Map<string, BatchEntry>();
    const plan = async () => (await planBatch([input], entries, out, 'r'))[0];
    const { entry } = await plan();
    entries.set(input, { ...entry, name, state: 'done' });
    expect(await plan()).toMatchObject({ todo: false, why: 'done' });
    // An older copy of the same size: the latest time of change stays what it was.
    for (const [i, file] of files.entries()) {
      flip(file);
      utimesSync(file, 5 + i, 5 + i);
      expect(await inputSha256(input)).not.toBe(facts.sha256);
      if (i === files.length - 1) expect(await plan()).toMatchObject({ todo: true, why: 'the cube changed' });
      flip(file);
      expect((await cubeFacts(input)).sha256).toBe(facts.sha256);
    }
    expect(await plan()).toMatchObject({ todo: false, why: 'done' });

    flip(last);
    const record = { options: {}, inputs: [{ role: 'cube', path: input, ...facts }] } as unknown as RunRecordRead;
    await expect(redo(record, dir, { quiet: true }, signal)).rejects.toMatchObject({
      tag: 'VerificationError',
      message: expect.stringMatching(/^the cube is not the one of the run/),
    });
    flip(last);
  });
});

test('a cube of several files is not verified under another name', async () => {
  const [header] = copies('renamed', 'envi', ['u16_bip.hdr', 'u16_bip.dat']);
  const facts = await cubeFacts(header);
  const record = { options: {}, inputs: [{ role: 'cube', path: join(dir, 'before.hdr'), ...facts }] } as unknown as RunRecordRead;
  await expect(redo(record, dir, { cube: header, quiet: true }, signal)).rejects.toMatchObject({ tag: 'UsageError' });
});

test('a file that is no cube, one that is gone, a URL and a pipe are one', async () => {
  writeFileSync(join(dir, 'no.hdr'), 'ENVI\nno header');
  for (const name of ['no.hdr', 'gone.edf']) expect(await inputFiles(join(dir, name))).toEqual([join(dir, name)]);
  expect(await inputFiles('https://example.org/a.hdr')).toEqual(['https://example.org/a.hdr']);
  expect(await inputFiles('-')).toEqual(['-']);
});
