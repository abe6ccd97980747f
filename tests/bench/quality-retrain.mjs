// The encoder of the Raman map trained again by its recipe, as `npm run samples:train` does, from another seed.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ours } from './quality-methods.mjs';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../../', import.meta.url));
const recipe = 'samples/recipes/raman-cartilage-300.json';

/** Our row on the map. */
export async function retrained(cube, seed, folder) {
  const { inputs, axis, engine } = JSON.parse(await readFile(join(cwd, recipe), 'utf8'));
  const out = join(folder, `raman-${seed}`);
  const options = ['--axis', axis, '--recipe', recipe, '--engine', engine, '--seed', String(seed), '--out', out];
  await run(process.execPath, ['dist/cli/bin.js', 'train', ...inputs, ...options], { cwd });
  return ours(cube, { encoder: out, seed });
}
