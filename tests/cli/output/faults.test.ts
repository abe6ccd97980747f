import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutput, outputError } from '../../../cli/output/index.js';

let root: string;
let out: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloisonne-faults-'));
  out = join(root, 'out');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const recipeHash = 'a'.repeat(64);
const built = resolve('dist/cli/output/index.js');
const program = (body: string) => `
  import { readdirSync } from 'node:fs';
  import { openOutput } from ${JSON.stringify(built)};
  const out = await openOutput(process.argv[1], { command: 'segment', recipeHash: '${recipeHash}' });
  ${body}`;
const linux = process.platform === 'linux';

/** A real full disk in a mount name space of its own, where the kernel lets us make one. */
const canMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!canMount || !existsSync(built))(
  'a full tmpfs (needs unshare and a build): one line, neither the file nor its temporary, checkpoints before it survive',
  () => {
    const body = `
    await out.save('latents', new Uint8Array(20000).fill(7));
    try { await out.write('big', new Uint8Array(1000000)); console.log('written'); } catch (err) { console.log(err.tag, err.why, /^[^\\n]*Free some space and run the same command again[^\\n]*$/.test(err.message)); }
    console.log(readdirSync(out.partial).sort().join(' '));
    console.log((await out.load('latents')).length);
    await out.release();`;
    const script = `mount -t tmpfs -o size=200k tmpfs ${root} && exec ${process.execPath} --input-type=module -e "$1" ${out}`;
    const printed = execFileSync('unshare', ['-rm', 'sh', '-c', script, 'sh', program(body)], { encoding: 'utf8' });
    expect(printed).toBe('OutputError the disk is full true\n.checkpoints .lock .state.json .written\n20000\n');
  },
);

test('a path through a file, and one the system does not let us make', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(openOutput(join(root, 'file', 'out'), { command: 'segment', recipeHash })).rejects.toMatchObject({
    tag: 'OutputError',
    why: 'a part of the path is a file, not a folder',
  });
  if (linux)
    await expect(openOutput('/proc/cloisonne/out', { command: 'segment', recipeHash })).rejects.toMatchObject({
      tag: 'OutputError',
    });
});

test.skipIf(process.getuid?.() === 0)('a folder without write permission (not as root, who may always)', async () => {
  mkdirSync(join(root, 'closed'), { mode: 0o500 });
  await expect(openOutput(join(root, 'closed', 'out'), { command: 'segment', recipeHash })).rejects.toMatchObject({
    why: 'no permission',
  });
});

test.each(['EACCES', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'])('%s becomes one line with path, reason and remedy', code => {
  const err = outputError(Object.assign(new Error(`${code}: boom\nstack`), { code }), '/data/out');
  expect(err.tag).toBe('OutputError');
  expect(err.message).toMatch(/^cannot write the results \[\/data\/out\]: [^\n]+\. [^\n]+\.$/);
  expect(err.message).not.toContain('boom');
});

test.skipIf(!existsSync(built))(
  'a run killed in the middle is resumed, and was never taken for whole (needs a build)',
  async () => {
    const body = `
    await out.save('latents', new Uint8Array([1, 2, 3]));
    await out.write('labels.png', new Uint8Array(10));
    console.log('ready');
    for (let i = 0; ; i++) await out.write('again', new Uint8Array(100000));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(body), out]);
    await new Promise(done => child.stdout.once('data', done));
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toMatchObject({ tag: 'OutputError' });
    child.kill('SIGKILL');
    await new Promise(done => child.once('exit', done));
    expect(existsSync(out)).toBe(false);
    const again = await openOutput(out, { command: 'segment', recipeHash });
    expect(again.resumed).toBe(true);
    expect(await again.load('latents')).toEqual(new Uint8Array([1, 2, 3]));
    await again.write('labels.png', new Uint8Array(10));
    await again.commit();
    expect(readdirSync(out)).toEqual(['.cloisonne.json', 'labels.png']);
  },
);
