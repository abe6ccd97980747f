// npm run fuzz -- [--format F] [--count N] [--seed S] [--from I] [--record]: damaged inputs of every format we read. See README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './run.mjs';
import { targets } from './targets/index.mjs';

const { values } = parseArgs({
  options: {
    format: { type: 'string', default: 'all' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '0' },
    from: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
  },
});
const [count, seed, from] = [values.count, values.seed, values.from].map(Number);
const names = targets.map(({ name }) => name);
const chosen = values.format === 'all' ? names : values.format.split(',');
const unknown = chosen.filter(name => !names.includes(name));
if (unknown.length > 0 || ![count, seed, from].every(Number.isSafeInteger)) {
  process.stderr.write(`fuzz: no such format: ${unknown.join(', ')}. There are ${names.join(', ')}.\n`);
  process.exit(2);
}

const README = new URL('./README.md', import.meta.url);
const COUNTS = new URL('./counts.json', import.meta.url);

/** Adds what was done to counts.json; a range of a seed counts once. Returns all counts. */
function add(format, sum) {
  const counts = JSON.parse(readFileSync(COUNTS, 'utf8'));
  counts[format] ??= { ranges: '', inputs: 0, read: 0, refused: 0, findings: 0 };
  const entry = counts[format];
  const key = `${seed}:${from}-${from + count}`;
  const ranges = entry.ranges.split(' ').filter(Boolean);
  if (ranges.includes(key)) return counts;
  entry.ranges = [...ranges, key].join(' ');
  for (const name of ['inputs', 'read', 'refused', 'findings']) entry[name] += sum[name];
  return counts;
}

/** Writes counts.json, and the table of the README from it. */
function record(counts) {
  const sorted = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(COUNTS, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  const rows = sorted.map(([name, e]) => [name, e.inputs, e.read, e.refused, e.findings]);
  const total = [1, 2, 3, 4].map(column => rows.reduce((all, row) => all + row[column], 0));
  const line = cells => `| ${cells.map(cell => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`;
  const head = [
    ['format', 'inputs', 'read', 'refused', 'findings'],
    ['---', '---:', '---:', '---:', '---:'],
  ];
  const table = [...head, ...rows, ['**all**', ...total]].map(line).join('\n');
  writeFileSync(README, readFileSync(README, 'utf8').replace(/(<!-- counts -->\n)[\s\S]*?(<!-- end -->)/, `$1${table}\n$2`));
}

let findings = 0;
for (const format of chosen) {
  const started = Date.now();
  const onFinding = ({ i, file, what, stack }) => {
    const again = `npm run fuzz -- --format ${format} --seed ${seed} --from ${i} --count 1`;
    process.stderr.write(
      `${format} ${file}: ${what}\n  ${again}\n${stack ? `${stack.split('\n').slice(1, 6).join('\n')}\n` : ''}`,
    );
  };
  const sum = await fuzz({ format, seed, from, to: from + count, onFinding });
  findings += sum.findings;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${format}: ${sum.inputs} inputs, ${sum.read} read, ${sum.refused} refused, ${sum.findings} findings, ${seconds} s\n`,
  );
  if (values.record && count > 0) record(add(format, sum));
}
process.exit(findings > 0 ? 1 : 0);
