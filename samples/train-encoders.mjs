// Trains the shipped encoders again, each by its recipe in samples/recipes: `npm run samples:train`. Same machine type, same bytes.
// Names choose some of them; --epochs N and --out DIR are for trying a recipe: `node samples/train-encoders.mjs xrf-512 --epochs 2 --out out/try`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string' }, out: { type: 'string', default: 'samples/encoders' } },
});

function cloisonne(...args) {
  const { status } = spawnSync(process.execPath, ['dist/cli/bin.js', ...args, '--overwrite'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const all = readdirSync(join(root, 'samples/recipes')).map(file => file.replace(/\.json$/, ''));
for (const name of positionals.length > 0 ? positionals : all) {
  const path = `samples/recipes/${name}.json`;
  const { inputs, axis, dataset, engine } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const set = `out/sets/${name}`;
  if (dataset) cloisonne('dataset', path, '--out', set);
  cloisonne(
    ...[
      'train',
      ...(dataset ? [`${set}/train.fits`] : inputs),
      '--recipe',
      path,
      '--engine',
      engine,
      '--out',
      `${values.out}/${name}`,
    ],
    ...(axis ? ['--axis', axis] : []),
    ...(values.epochs ? ['--epochs', values.epochs] : []),
  );
  if (dataset) rmSync(join(root, set), { recursive: true });
}
