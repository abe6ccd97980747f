// Writes evaluation.json beside each shipped encoder whose recipe names cubes to judge it by: `npm run samples:evaluate`. Names choose some of them.
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadEncoder, shippedFolder } from '../dist/cli/shipped.js';
import { jsonText } from '../dist/formats/result/index.js';
import { evaluation, recipeOf } from './evaluation.mjs';

const recipes = fileURLToPath(new URL('recipes/', import.meta.url));
const all = readdirSync(recipes).map(file => file.replace(/\.json$/, ''));
const names = process.argv.length > 2 ? process.argv.slice(2) : all.filter(name => recipeOf(name).evaluation);
for (const name of names) {
  const folder = shippedFolder(name);
  const found = await evaluation(await loadEncoder(folder), name);
  writeFileSync(`${folder}/evaluation.json`, jsonText(found));
  console.log(name);
  console.table(
    found.cubes.flatMap(({ cube, classes, chosen, given }) =>
      [chosen, given].map((scores, i) => ({
        cube: cube.seed ?? cube.cube,
        classes,
        'K by': ['choice', 'truth'][i],
        ...scores,
      })),
    ),
  );
}
