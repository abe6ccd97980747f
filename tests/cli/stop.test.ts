import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BIN, cloisonne, filesIn, repo, workplace } from '../helpers/cli.js';

const dir = workplace();
const at = (name: string) => join(dir, name);
const args = (out: string) => [
  ...[
    'segment',
    repo('samples/data/raman.tif'),
    '--axis',
    repo('samples/data/raman.json'),
    '--engine',
    'cpu',
    '--k',
    '2..3',
    '-q',
  ],
  ...['--out', at(out)],
];

test('SIGTERM ends a run with 143, and its checkpoint stays', {
  timeout: 240_000,
}, async () => {
  const checkpoint = at('stopped.partial/.checkpoints/latents-cpu-errors');
  let sent = false;
  const stopped = await cloisonne(args('stopped'), {
    watch: child => {
      if (!sent && existsSync(checkpoint)) sent = child.kill('SIGTERM');
    },
  });
  expect(stopped).toMatchObject({
    code: 143,
    stdout: '',
    stderr: 'cloisonne: terminated. The same command goes on where it stopped.\n',
  });
  expect(readdirSync(dir)).toEqual(['stopped.partial']);
  expect([...filesIn(at('stopped.partial')).keys()].filter(name => name.endsWith('.tmp'))).toEqual([]);
  expect(existsSync(checkpoint)).toBe(true);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s while a command unpacks a cube leaves no temporary file (%i)', { timeout: 120_000 }, async (signal, code) => {
  const card = (text: string) => text.padEnd(80);
  const axes = [2000, 2000, 60].map((n, i) => card(`NAXIS${i + 1}  = ${String(n).padStart(20)}`));
  const header = [
    card('SIMPLE  =                    T'),
    card('BITPIX  =                    8'),
    card('NAXIS   =                    3'),
    ...axes,
    card('END'),
  ];
  const cube = Buffer.alloc(2880 + Math.ceil(24e7 / 2880) * 2880);
  cube.write(header.join('').padEnd(2880), 'latin1');
  writeFileSync(at('zeros.fits.gz'), gzipSync(cube, { level: 1 }));
  const temporary = at(`tmp-${signal}`);
  mkdirSync(temporary);
  let sent = false;
  const run = await cloisonne(['info', at('zeros.fits.gz')], {
    env: { TMPDIR: temporary },
    watch: child => {
      if (!sent && readdirSync(temporary).some(name => name.startsWith('cloisonne-'))) sent = child.kill(signal);
    },
  });
  expect({ sent, code: run.code, left: readdirSync(temporary) }).toEqual({ sent: true, code, left: [] });
});

test.each([0, 2000])('a run whose batch dies %d ms after its start ends too: nobody waits for it', async ms => {
  const child = spawn(process.execPath, [BIN, ...args(`orphan-${ms}`)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  setTimeout(() => child.disconnect(), ms);
  expect(await new Promise(resolve => child.on('exit', resolve))).toBe(130);
  expect(existsSync(at(`orphan-${ms}`))).toBe(false);
});

/** A hook that says when a module of the program is asked for, and takes its time to hand it out. */
const slowly = (module: string): string => {
  const hook = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) {
      if (url.endsWith('${module}')) { writeSync(2, 'loading\\n'); await new Promise(done => setTimeout(done, 3000)); }
      return next(url, context);
    }`;
  const preload = `import { register } from 'node:module'; register('data:text/javascript,${encodeURIComponent(hook).replaceAll("'", '%27')}');`;
  return `--import data:text/javascript,${encodeURIComponent(preload).replaceAll("'", '%27')}`;
};

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s while the program is still loading ends it with %i', async (signal, code) => {
  let sent = false;
  const run = await cloisonne(['--version'], {
    env: { NODE_OPTIONS: slowly('/cli/index.js') },
    watch: (child, stderr) => {
      if (!sent && stderr.includes('loading')) sent = child.kill(signal);
    },
  });
  expect({ sent, code: run.code, stdout: run.stdout }).toEqual({ sent: true, code, stdout: '' });
});
