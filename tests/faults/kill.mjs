// Kills a batch of small cubes with SIGKILL at random points, again and again, lets it end, and compares every product with those of a run
// that nothing disturbed. node tests/faults/kill.mjs [--kills 50] [--cubes 10] [--seed 1]; needs `npm run build`. Exits 1 at the first difference.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/index.js';

const BIN = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    cubes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [kills, cubes, seed] = [values.kills, values.cubes, values.seed].map(Number);
const SHAPE = [14, 12, 16];
const random = createRandom(seed);
const work = mkdtempSync(join(tmpdir(), 'cloisonne-kill-'));

/** Two kinds of spectra side by side, with noise, as float32 FITS. */
function cube(noise) {
  const [width, height, bands] = SHAPE;
  const cards = [
    ...['SIMPLE  =                    T', 'BITPIX  =                  -32', 'NAXIS   =                    3'],
    ...SHAPE.map((n, i) => `NAXIS${i + 1}  = ${String(n).padStart(20)}`),
    ...[
      "CTYPE3  = 'AWAV    '",
      "CUNIT3  = 'Angstrom'",
      'CRVAL3  =                 4750',
      'CDELT3  =                  1.5',
      'CRPIX3  =                    1',
      'END',
    ],
  ];
  const header = Buffer.from(
    cards
      .map(card => card.padEnd(80))
      .join('')
      .padEnd(2880),
  );
  const data = Buffer.alloc(Math.ceil((width * height * bands * 4) / 2880) * 2880);
  let at = 0;
  for (let b = 0; b < bands; b++)
    for (let p = 0; p < width * height; p++, at += 4) {
      const kind = p % width < width / 2 ? 4 : 11;
      data.writeFloatBE(2 + 5 * Math.exp(-(((b - kind) / 1.5) ** 2)) + 0.2 * noise.normal(), at);
    }
  return Buffer.concat([header, data]);
}

/** Every product of a batch with its hash, but those with times in them. */
function products(dir) {
  const found = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = found.map(entry => join(entry.parentPath, entry.name).slice(dir.length + 1)).sort();
  const kept = paths.filter(path => !/(^batch\.json|run\.json)$/.test(path));
  return new Map(
    kept.map(path => [
      path,
      createHash('sha256')
        .update(readFileSync(join(dir, path)))
        .digest('hex'),
    ]),
  );
}

/** Processes below another one, so that they can be killed with it. */
function below(pid) {
  const read = path => (existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number) : []);
  return read(`/proc/${pid}/task/${pid}/children`).flatMap(child => [child, ...below(child)]);
}

/** Runs the batch; after `delay` ms it is killed, with the run it has begun or alone. Resolves to the exit code, or undefined if it was killed. */
function batch(out, delay, withChildren) {
  const args = [
    BIN,
    'batch',
    join(work, 'in', '*.fits'),
    '--out',
    out,
    '--engine',
    'cpu',
    '--k',
    '2..3',
    '--steps',
    'none',
    '--json',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', text => {
    stderr += text;
  });
  const timer =
    delay === undefined
      ? undefined
      : setTimeout(() => {
          const victims = withChildren ? [child.pid, ...below(child.pid)] : [child.pid];
          for (const pid of victims)
            try {
              process.kill(pid, 'SIGKILL');
            } catch {
              // It ended by itself just now.
            }
        }, delay);
  return new Promise(resolve =>
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: signal ? undefined : code, stderr });
    }),
  );
}

mkdirSync(join(work, 'in'));
for (let i = 0; i < cubes; i++) writeFileSync(join(work, 'in', `cube-${i}.fits`), cube(createRandom(seed, 100 + i)));
const begun = performance.now();
const whole = await batch(join(work, 'whole'));
if (whole.code !== 0) throw new Error(whole.stderr);
const duration = performance.now() - begun;
const wanted = products(join(work, 'whole'));
console.log(`undisturbed: ${cubes} cubes, ${wanted.size} products, ${(duration / 1000).toFixed(1)} s`);

let [killed, rounds] = [0, 0];
const failures = [];
while (killed < kills && failures.length === 0) {
  const out = join(work, `round-${++rounds}`);
  let ended;
  const before = killed;
  while (!ended) {
    // On average a cube and a half further each time; some fall into the start of the program, some between two cubes.
    const delay = killed < kills ? random.uniform() * Math.min(0.8, 3 / cubes) * duration : undefined;
    const { code, stderr } = await batch(out, delay, random.uniform() < 0.5);
    if (code === undefined) killed++;
    else if (code === 0) ended = true;
    else {
      failures.push(`exit ${code}: ${stderr.trim()}`);
      break;
    }
  }
  const found = ended ? products(out) : new Map();
  for (const path of new Set([...wanted.keys(), ...found.keys()]))
    if (ended && wanted.get(path) !== found.get(path)) failures.push(`${path} ${found.has(path) ? 'differs' : 'is missing'}`);
  console.log(`round ${rounds}: ${killed - before} kills, ${failures.length === 0 ? 'the same bytes' : failures.join('; ')}`);
  rmSync(out, { recursive: true, force: true });
}
console.log(`${killed} kills in ${rounds} rounds, ${failures.length} failures`);
rmSync(work, { recursive: true, force: true });
process.exit(failures.length === 0 ? 0 : 1);
