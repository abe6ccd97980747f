// What the program costs before it does anything: processor time (user and system, of the whole process, as bash's `time` has it) of --help,
// --version and `info` on the MUSE sample, beside `node -e 0`. Medians; `more` is what a command takes beyond Node itself, `least` the same of
// the quickest runs.
//
//   node tests/bench/start.mjs [RUNS]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runs = Number(process.argv[2] ?? 15);
const bin = `${root}dist/cli/bin.js`;

/** Commands by name, with the most milliseconds that they may take beyond Node. */
const commands = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: '--version', args: [bin, '--version'], most: 150 },
  { name: '--help', args: [bin, '--help'], most: 150 },
  { name: 'info muse.fits', args: [bin, 'info', `${root}samples/data/muse.fits`], most: 300 },
];

/** Milliseconds of processor time of one run. */
function cost(args) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return 1000 * (user + system);
}

// One after another in turn, so that a busy moment costs them alike.
const taken = commands.map(() => []);
for (let run = 0; run < runs; run++) for (const [i, { args }] of commands.entries()) taken[i].push(cost(args));

const sorted = taken.map(values => values.sort((a, b) => a - b));
const median = values => values[Math.floor(values.length / 2)];
const [node] = sorted;
console.log(`processor time in ms, ${runs} runs each, Node ${process.versions.node}`);
console.log(`${''.padEnd(16)} median   more  least  allowed`);
for (const [i, { name, most }] of commands.entries()) {
  const row = [median(sorted[i]), median(sorted[i]) - median(node), sorted[i][0] - node[0]].map(ms => ms.toFixed(0).padStart(6));
  console.log(`${name.padEnd(16)} ${row.join(' ')} ${most === undefined ? '' : String(most).padStart(8)}`.trimEnd());
}
const over = commands.filter(({ most }, i) => most !== undefined && sorted[i][0] - node[0] > most);
if (over.length > 0) console.log(`over what is allowed: ${over.map(({ name }) => name).join(', ')}`);
process.exitCode = over.length > 0 ? 1 : 0;
