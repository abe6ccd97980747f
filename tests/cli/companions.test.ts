import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { companionsFrom } from '../../cli/companions.js';
import { readLabels } from '../../cli/labels.js';
import { type FitsData, formatCard, writeFits } from '../../formats/fits/index.js';
import { parseCsv, readLabelPng } from '../../formats/index.js';
import { cloisonne, workplace } from '../helpers/cli.js';

const [W, H, B] = [8, 6, 12];
const N = W * H * B;
const dir = workplace();
const at = (name: string): string => join(dir, name);
const AXIS = [
  formatCard('CTYPE3', 'WAVE'),
  formatCard('CUNIT3', 'nm'),
  formatCard('CRVAL3', 400),
  formatCard('CDELT3', 10),
  formatCard('CRPIX3', 1),
];
const part = (name: string | undefined, data: FitsData, header: readonly string[] = []) => ({
  name,
  data,
  shape: [W, H, B],
  header,
});

/** Two halves that differ by a line; deterministic noise. */
const cube = Float32Array.from({ length: N }, (_, i) => {
  const [x, band] = [i % W, Math.floor(i / (W * H))];
  const noise = (((i * 7919) % 101) / 101 - 0.5) * 0.02;
  return 1 + noise + (band === (x < W / 2 ? 3 : 8) ? 2 : 0);
});
/** The two spaxels in the corner. */
const corner = Int16Array.from({ length: N }, (_, i) => (i % (W * H) < 2 ? 5 : 0));
const sigma = new Float32Array(N).fill(0.05);

beforeAll(() => {
  writeFileSync(
    at('cube.fits'),
    writeFits([
      part(undefined, cube, AXIS),
      part(
        'MYVAR',
        Float32Array.from(sigma, v => v * v),
      ),
      part('MYFLAGS', corner),
    ]),
  );
  writeFileSync(at('plain.fits'), writeFits([part(undefined, cube, AXIS.slice(2))]));
  writeFileSync(at('sigma.fits'), writeFits([part(undefined, sigma, AXIS)]));
  writeFileSync(at('flags.fits'), writeFits([part(undefined, corner, AXIS)]));
});

const run = (args: readonly string[]) => cloisonne(args);
const segment = (name: string, out: string, ...more: string[]) =>
  run(['segment', at(name), '--out', at(out), '--k', '2', '--engine', 'wasm', '--json', ...more]);
const missingOf = (out: string): number =>
  readLabelPng(new Uint8Array(readFileSync(join(at(out), 'labels.png')))).data.filter(v => v === 0).length;

/** Standard errors of the weighted means times the root of n: the sigma of a sample. */
function sigmas(out: string): number[] {
  const [titles, ...rows] = parseCsv(readFileSync(join(at(out), 'spectra.csv'), 'utf8'));
  const names = titles.map(title => title.replace(/ \(.*/, ''));
  return names.flatMap((name, c) => {
    if (!name.startsWith('werror_')) return [];
    const n = names.indexOf(`n_${name.slice(7)}`);
    return rows.map(row => Number(row[c]) * Math.sqrt(Number(row[n])));
  });
}

test('variance and flags in the file under any name, and in other files, give the same result', {
  timeout: 120_000,
}, async () => {
  const inside = await segment('cube.fits', 'inside', '--weights', 'variance', '--variance', 'MYVAR', '--dq', 'MYFLAGS');
  expect(inside.code, inside.stderr).toBe(0);
  const beside = await segment(
    'cube.fits',
    'beside',
    '--weights',
    'variance',
    '--sigma',
    at('sigma.fits'),
    '--dq',
    at('flags.fits'),
  );
  expect(beside.code, beside.stderr).toBe(0);
  for (const out of ['inside', 'beside']) {
    expect(missingOf(out)).toBe(2);
    for (const value of sigmas(out)) expect(value).toBeCloseTo(0.05, 6);
  }
  expect(readFileSync(at('inside/labels.png')).equals(readFileSync(at('beside/labels.png')))).toBe(true);
  const { provenance } = JSON.parse(readFileSync(at('beside/segmentation.json'), 'utf8'));
  expect(provenance.options).toMatchObject({ sigma: 'sigma.fits', dq: 'flags.fits' });
  expect(Object.keys(provenance.options)).not.toContain('variance');
  expect(inside.stderr).toMatch(/note: variance: HDU 1 \(MYVAR\)/);
  expect(inside.stderr).toMatch(/24 of 576 samples are missing by HDU 2 \(MYFLAGS\), any bit/);
});

test('bits of the flags, the same run again, and a run by other flags does not go on from it', { timeout: 120_000 }, async () => {
  expect((await segment('cube.fits', 'bit0', '--dq', 'MYFLAGS', '--dq-bits', '0,1')).code).toBe(0);
  expect(missingOf('bit0')).toBe(2);
  expect((await segment('cube.fits', 'bit1', '--dq', 'MYFLAGS', '--dq-bits', '1')).code).toBe(0);
  expect(missingOf('bit1')).toBe(0);
  const again = await run(['verify', at('bit1')]);
  expect(again.code, again.stderr).toBe(0);
  const wrong = await segment('cube.fits', 'wrong', '--dq', 'NONE');
  expect(wrong.code).toBe(3);
  expect(wrong.stderr).toMatch(/no HDU NONE.*MYFLAGS/);
  const twice = await segment('cube.fits', 'wrong', '--variance', 'MYVAR', '--sigma', 'MYVAR');
  expect(twice.code).toBe(2);
  expect(twice.stderr).toMatch(/--variance and --sigma/);
});

test('an axis that is stated counts in info, segment and what verify does again', { timeout: 120_000 }, async () => {
  const before = await run(['info', at('plain.fits')]);
  expect(before.stdout).toMatch(/--axis TYPE,UNIT,START,STEP/);
  const stated = await run(['info', at('plain.fits'), '--axis', 'WAVE,nm,400,10', '--json']);
  const { spectralAxis, warnings, contents } = JSON.parse(stated.stdout);
  expect(spectralAxis).toMatchObject({ kind: 'wavelength-vacuum', unit: 'nm' });
  expect(spectralAxis.values.slice(0, 2)).toEqual([400, 410]);
  expect(warnings).toEqual([]);
  expect(contents).toHaveLength(1);
  expect((await segment('plain.fits', 'stated', '--axis', 'VRAD,km/s,-100,5')).code).toBe(0);
  const { axis, provenance } = JSON.parse(readFileSync(at('stated/segmentation.json'), 'utf8'));
  expect([axis.kind, axis.unit, axis.values[1]]).toEqual(['velocity', 'km/s', -95]);
  expect(provenance.options.axis).toBe('VRAD,km/s,-100,5');
  const again = await run(['verify', at('stated')]);
  expect(again.code, again.stderr).toBe(0);
  const wrong = await run(['info', at('plain.fits'), '--axis', 'WOVE,nm,400,10']);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/WOVE is not known/)]);
});

test('maps of bins: -1 is none, and a bin 0 is a bin', async () => {
  mkdirSync(at('maps'), { recursive: true });
  const save = (name: string, data: Int32Array) => writeFileSync(at(name), writeFits([{ shape: [3, 2], data, header: [] }]));
  save('from0.fits', Int32Array.of(-1, 0, 1, 2, -1, 0));
  save('from1.fits', Int32Array.of(-1, 1, 1, 2, -1, 3));
  save('wrong.fits', Int32Array.of(-2, 1, 1, 2, -1, 3));
  expect([...(await readLabels(at('from0.fits'))).data]).toEqual([0, 1, 2, 3, 0, 1]);
  expect([...(await readLabels(at('from1.fits'))).data]).toEqual([0, 1, 1, 2, 0, 3]);
  await expect(readLabels(at('wrong.fits'))).rejects.toThrow(/0,0 is -2.*-1 for none/);
});

test('options that both say what the variance is are refused', () => {
  expect(() => companionsFrom({ variance: 'A', ivar: 'B' })).toThrow(/--variance and --ivar/);
  expect(companionsFrom({ ivar: 'B', 'dq-bits': '0' })).toEqual({
    variance: { from: 'B', rule: 'inverse' },
    dq: undefined,
    dqBits: '0',
  });
});
