import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../helpers/unpack.js';

test('.ci/run runs the second of the set-up commands', () => {
  const shown = execFileSync(join(root, '.ci/run'), ['--show'], { encoding: 'utf8' });
  expect(shown.trimEnd().split('\n').at(-1)).toBe('npm ci && npm test');
});

/** What the "tests" of the small project below print of the place where they run. */
const look = `const { existsSync, readdirSync, writeFileSync } = require('node:fs');
const { HOME, TMPDIR, XDG_CACHE_HOME, FONTCONFIG_PATH, HTTPS_PROXY, npm_config_cache } = process.env;
writeFileSync(TMPDIR + '/written-by-the-tests', '');
console.log(JSON.stringify({
  home: readdirSync(HOME), fresh: !existsSync(process.argv[1]), cache: npm_config_cache, kept: [XDG_CACHE_HOME, FONTCONFIG_PATH, HTTPS_PROXY],
  stale: existsSync('node_modules/.cache'),
}));
process.exit(7);`;

/** A project with a README and a lock file as ours, whose tests look around; and what lies about on its machine. */
function machine() {
  const dir = mkdtempSync(join(tmpdir(), 'cloisonne-ci-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const [project, home, bin] = ['project', 'home', 'bin'].map(name => join(dir, name));
  for (const folder of [project, home, bin, join(project, 'node_modules/.cache')]) mkdirSync(folder, { recursive: true });
  cpSync(join(root, '.ci'), join(project, '.ci'), { recursive: true });
  writeFileSync(join(project, 'README.md'), '```\nnpm ci && npm run demo\n```\n```\nnpm ci && npm test\n```\n');
  const manifest = { name: 'small', version: '1.0.0' };
  const leftover = join(dir, 'leftover');
  writeFileSync(leftover, '');
  writeFileSync(join(project, 'look.cjs'), look.replace('process.argv[1]', JSON.stringify(leftover)));
  const scripts = { test: 'npm config get init-author-name && node look.cjs' };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, scripts }));
  writeFileSync(
    join(project, 'package-lock.json'),
    JSON.stringify({ ...manifest, lockfileVersion: 3, packages: { '': manifest } }),
  );
  writeFileSync(join(home, '.npmrc'), 'init-author-name=someone\n');
  writeFileSync(join(home, '.profile'), '');
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: home, FONTCONFIG_PATH: home, HTTPS_PROXY: 'http://127.0.0.1:9' };
  for (const name of Object.keys(env)) if (/^npm_config_(userconfig|cache)$/i.test(name)) delete (env as NodeJS.ProcessEnv)[name];
  return {
    project,
    bin,
    run: (PATH: string) => spawnSync('bash', [join(project, '.ci/run')], { env: { ...env, PATH }, encoding: 'utf8' }),
  };
}

/** What `look` printed. */
const seen = (stdout: string) => JSON.parse(stdout.split('\n').find(line => line.startsWith('{')) ?? '');

/** Files of `look` in our own temporary folder. */
const spilled = () => readdirSync(tmpdir()).filter(name => name.startsWith('written-by-the-tests'));

test('.ci/run has an empty HOME, TMPDIR and npm cache, keeps the configuration of npm, and ends as its command does', () => {
  const { run } = machine();
  const { status, stdout, stderr } = run(process.env.PATH ?? '');
  expect(status, stderr).toBe(7);
  expect(stdout).toMatch(/^in an empty environment: /);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['npm ci && npm test', 'someone']));
  expect(seen(stdout)).toMatchObject({ home: [], kept: [null, null, 'http://127.0.0.1:9'], stale: false });
  const { cache, fresh } = seen(stdout);
  expect(existsSync(cache), 'what was made for it goes').toBe(false);
  expect(spilled(), 'its TMPDIR is not ours').toEqual([]);
  // The leftover lies beside the checkout, of which alone a fresh /tmp shows anything.
  if (tmpdir() === '/tmp') expect(fresh).toBe(stdout.includes('a mount namespace with a fresh /tmp'));
});

test('.ci/run does with folders where no mount namespace is allowed, and says so', () => {
  const { bin, run } = machine();
  writeFileSync(join(bin, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const { status, stdout, stderr } = run(`${bin}:${process.env.PATH}`);
  expect(status, stderr).toBe(7);
  expect(stdout).toMatch(/^in an empty environment: .*allows no mount namespace/);
  expect(seen(stdout)).toMatchObject({ home: [], kept: [null, null, 'http://127.0.0.1:9'], fresh: false });
  expect(spilled()).toEqual([]);
});
