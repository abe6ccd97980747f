import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readColumns, withColumns, writeColumns } from '../../../cli/batch/columns.js';
import { batchInputs } from '../../../cli/batch/inputs.js';
import { cloisonne, workplace } from '../../helpers/cli.js';
import { stripes, tiffCube } from '../cubes.js';

const dir = workplace();
const at = (path: string): string => join(dir, path);
const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none'];
const batch = (...args: string[]) => cloisonne(['batch', ...args, ...recipe], { cwd: dir });
const list = (name: string, text: string) => writeFileSync(at(name), text);
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const states = (text: string) => JSON.parse(text).map(({ name, todo, why }: Record<string, unknown>) => `${name} ${todo} ${why}`);

beforeAll(() => {
  for (const name of ['a', 'b', 'c']) writeFileSync(at(`${name}.tif`), tiffCube([12, 10, 8], stripes(8)));
});

describe('a list with columns', () => {
  test('titles, empty cells, quotes, a byte order mark, comments and semicolons', () => {
    const text = '\uFEFFcube,--axis,Spectral_Axis,dq-bits\n# night\na.h5[X],"WAVE,nm,400,10",,"0,3"\n\nb.h5,,2,\n';
    expect(readColumns(text, 'x.csv')).toEqual([
      ['a.h5[X]', { axis: 'WAVE,nm,400,10', 'dq-bits': '0,3' }],
      ['b.h5', { 'spectral-axis': '2' }],
    ]);
    expect(readColumns('file;axis\na.tif;WAVE,nm,400,10\n', 'x.csv')).toEqual([['a.tif', { axis: 'WAVE,nm,400,10' }]]);
  });

  test.each([
    ['cube,wavelength\na,1\n', /no option is called 'wavelength'\. Columns are cube, then axis, .*spectral-axis.*dq-bits/],
    ['cube,k\na,2\n', /no option is called 'k'/],
    ['a.fits\nb.fits\n', /no column cube, but a\.fits\. Columns are cube/],
    ['cube,axis\na.tif,WAVE,nm,400,10\n', /row 2 \(a\.tif\) has 'nm' in column 3, which has no name\. Put .* into quotes/],
    ['cube,axis\n,x.csv\n', /row 2 names no cube/],
    ['cube,axis,AXIS\na,b,c\n', /two columns are called axis/],
  ])('%j is refused', (text, message) => {
    expect(() => readColumns(text, 'x.csv')).toThrow(message);
  });

  test('of a cube go before the options of the command line, also those that say the same in another way', () => {
    const columns = new Map([['a', { sigma: 'ERR', energy: 'gain=0.01' }]]);
    const argv = { variance: 'STAT', axis: 'x.csv', k: '2' };
    expect(withColumns(argv, columns, 'a')).toEqual({ k: '2', sigma: 'ERR', energy: 'gain=0.01' });
    expect(withColumns(argv, columns, 'b')).toEqual(argv);
  });

  test('is read back as it was written; a cube with two sets of options is refused', async () => {
    list('one.csv', 'cube,axis,plane\n-a.h5,"WAVE,nm,400,10",\n"b, 2.h5",,"0,1"\n');
    const read = await batchInputs([at('one.csv'), 'c.fits']);
    expect(read.inputs).toEqual(['-a.h5', 'b, 2.h5', 'c.fits']);
    list('again.csv', writeColumns(read));
    expect(await batchInputs([at('again.csv')])).toEqual(read);
    list('twice.csv', 'cube,dataset\na.h5,/x\na.h5,/y\n');
    await expect(batchInputs([at('twice.csv')])).rejects.toThrow(/a\.h5 is named twice, with other options/);
  });
});

test('batch: each cube on its own axis, done again where its row changed; the plan, submit and --common know the columns', async () => {
  list('scans.csv', 'cube,axis\na.tif,"WAVE,nm,400,10"\nb.tif,"ENER,keV,1,0.5"\nc.tif,\n');
  const planned = await batch('scans.csv', '--out', 'out', '--dry-run');
  expect(planned.stdout).toMatch(/a .*12 x 10 x 8 .*--axis WAVE,nm,400,10\nb .*--axis ENER,keV,1,0\.5\nc [^-]*\n/);
  const first = await batch('scans.csv', '--out', 'out', '--axis', 'WAVE,um,1,0.1');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/3 of 3 done/) });
  const axes = ['a', 'b', 'c'].map(name => json(`out/${name}/segmentation.json`).axis);
  expect(axes.map(({ kind, unit, values }) => [kind, unit, values[1]])).toEqual([
    ['wavelength-vacuum', 'nm', 410],
    ['energy', 'keV', 1.5],
    ['wavelength-vacuum', 'um', 1.1],
  ]);

  list('scans.csv', 'cube,axis\na.tif,"WAVE,nm,400,10"\nb.tif,"ENER,keV,2,0.5"\nc.tif,\n');
  const again = await batch('scans.csv', '--out', 'out', '--axis', 'WAVE,um,1,0.1', '--dry-run', '--json');
  expect(states(again.stdout)).toEqual(['a false done', 'b true other options', 'c false done']);

  const unknown = await batch('nothing.csv', '--out', 'other');
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringMatching(/cannot read the list/) });
  list('bad.csv', 'cube,axes\na.tif,x\n');
  expect(await batch('bad.csv', '--out', 'other')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^cloisonne: cannot use the list of cubes \[bad\.csv\]: no option is called 'axes'\. .*\n$/),
  });

  const submitted = await cloisonne(['submit', 'slurm', 'scans.csv', '--out', 'out', '--dry-run'], { cwd: dir });
  expect(submitted.stdout).toMatch(/batch \S*out\.slurm\/cubes\.csv/);
  list('single.csv', 'cube,axis\na.tif,"WAVE,nm,400,10"\n');
  const single = await cloisonne(['submit', 'slurm', 'single.csv', '--out', 'out', '--dry-run'], { cwd: dir });
  expect(single.stdout).toMatch(/shard encode a\.tif .*--axis=WAVE,nm,400,10/);
}, 240_000);

test('common clusters are found on the axes of the columns', async () => {
  list('parts.csv', 'cube,axis\na.tif,"WAVE,nm,400,10"\nb.tif,"WAVE,nm,400,10"\n');
  const first = await batch('parts.csv', '--out', 'common', '--common');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 of 2 done/) });
  const clusters = json('common/common/clusters.json');
  expect(json('common/common/encoder/encoder.json').input.axis).toMatchObject({ unit: 'nm' });
  await batch('parts.csv', '--out', 'common', '--common');
  expect(json('common/common/clusters.json')).toEqual(clusters);
  list('parts.csv', 'cube,axis\na.tif,"WAVE,nm,500,10"\nb.tif,"WAVE,nm,500,10"\n');
  expect((await batch('parts.csv', '--out', 'common', '--common')).code).toBe(0);
  expect(json('common/common/clusters.json').inputs).not.toBe(clusters.inputs);
  expect(json('common/a/segmentation.json').axis.values[0]).toBe(500);
}, 240_000);
