// Damage to JSON that leaves it JSON: other values, missing and doubled entries, other types.
import { mutateBytes, oneOf } from './bytes.mjs';

const VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  255,
  256,
  65536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  -1e308,
  '',
  'x',
  '../../escape',
  '/etc/passwd',
  'C:\\x',
  '\u0000',
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  '1.0',
  '9.9',
  '#zzzzzz',
  'NaN',
  [],
  {},
  [[]],
  [null],
  [1, 2, 3],
  { length: 1e9 },
];

const isTree = value => typeof value === 'object' && value !== null;

/** Every place in a document as its holder and key, at most 5000. */
function places(json) {
  const found = [];
  const open = [json];
  while (open.length > 0 && found.length < 5000) {
    const tree = open.pop();
    for (const key of Object.keys(tree)) {
      found.push([tree, key]);
      if (isTree(tree[key])) open.push(tree[key]);
    }
  }
  return found;
}

function change(random, json) {
  const all = places(json);
  if (all.length === 0) return;
  // Long lists of numbers would take every draw.
  const keyed = all.filter(([tree]) => !Array.isArray(tree) || tree.length < 20);
  const [tree, key] = oneOf(random, random.uniform() < 0.8 && keyed.length > 0 ? keyed : all);
  const kind = random.uniform();
  if (kind < 0.5) tree[key] = structuredClone(oneOf(random, VALUES));
  else if (kind < 0.6) delete tree[key];
  else if (kind < 0.7 && typeof tree[key] === 'number') tree[key] = tree[key] * oneOf(random, [-1, 0.1, 10, 1e9, 1e-9, 1e300]);
  else if (kind < 0.8 && Array.isArray(tree[key]))
    tree[key] = random.uniform() < 0.5 ? tree[key].slice(1) : [...tree[key], ...tree[key]];
  else {
    const [other, name] = oneOf(random, all);
    tree[key] = structuredClone(other[name]);
  }
}

/** Damage to a JSON text: a few changes of its tree, now and then of its bytes. */
export function mutateJson(random, bytes, others) {
  if (random.uniform() < 0.15) return mutateBytes(random, bytes, others);
  const json = JSON.parse(new TextDecoder().decode(bytes));
  for (let i = Math.floor(random.uniform() * 3); i >= 0; i--) change(random, json);
  if (random.uniform() < 0.02) return new TextEncoder().encode(`${'['.repeat(20_000)}${JSON.stringify(json)}`);
  return new TextEncoder().encode(JSON.stringify(json));
}
