import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { openFits, readFitsImage } from '../../../formats/fits/index.js';
import { gather } from './helpers.js';

/** A line of the table that make.py writes: what becomes of a file, with astropy's values as a digest. */
interface Line {
  readonly case: string;
  readonly file: string;
  readonly as: 'cube' | 'image';
  readonly outcome: 'read' | 'warn' | 'refuse';
  readonly message?: string;
  readonly shape?: readonly [number, number, number];
  readonly sha256?: string;
  readonly axis?: readonly number[];
  readonly unit?: string;
  readonly plane?: readonly number[];
}

const FOLDER = 'tests/fixtures/fits/conformance/';
const table = JSON.parse(readFileSync(`${FOLDER}table.json`, 'utf8')) as Line[];

/** Little-endian float32, what is missing as one NaN. */
function digest(samples: Float32Array): string {
  const bits = new Uint32Array(samples.length);
  new Float32Array(bits.buffer).set(samples);
  for (let i = 0; i < bits.length; i++) if (Number.isNaN(samples[i])) bits[i] = 0x7fc00000;
  return createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex');
}

async function read({ file, as, plane }: Line) {
  const source = memorySource(new Uint8Array(gunzipSync(readFileSync(FOLDER + file))), file);
  if (as === 'image') {
    const { width, height, data, warnings } = await readFitsImage(source);
    return { shape: [width, height, 1], data, warnings };
  }
  const cube = await openFits(source, { plane });
  const { width, height, bands } = cube.shape;
  const data = await gather(cube, cube.samples(0, height));
  const { warnings, spectralAxis, unit } = cube;
  return { shape: [width, height, bands], data, warnings, axis: [...spectralAxis.values], unit };
}

test.each(table.map((line): [string, Line] => [`${line.case} (${line.as}): ${line.outcome}`, line]))('%s', async (_, line) => {
  const message = new RegExp(line.message ?? '^$');
  if (line.outcome === 'refuse') {
    const error = await read(line).catch(err => err);
    expect(isCloisonneError(error), `${error}`).toBe(true);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    return;
  }
  const { shape, data, warnings, axis, unit } = await read(line);
  expect(warnings.join('\n')).toMatch(message);
  expect(shape).toEqual(line.shape);
  expect(digest(data)).toBe(line.sha256);
  if (line.axis) expect(axis).toEqual(line.axis);
  if (line.unit !== undefined) expect(unit).toBe(line.unit);
});

test('the table covers the 31 cases but for the one that needs a file to change, and every compression', () => {
  const numbers = new Set(table.filter(({ file }) => file.startsWith('case/')).map(line => Number.parseInt(line.case, 10)));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  for (const kind of ['r', 'g', 'g2', 'h', 'p'])
    expect(
      table.some(line => line.case.split('.')[1] === kind && line.outcome !== 'refuse'),
      kind,
    ).toBe(true);
  const digests = ['m13', 'm13_rice', 'm13_gzip', 'm13_hcomp'].map(name => table.find(line => line.case === name)?.sha256);
  expect(new Set(digests).size).toBe(1);
});
