import { createRandom } from '../../core/cluster/index.js';
import { UsageError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { type DatasetOptions, paletteNames } from '../../core/synth/index.js';

/** A number, or a range from which each cube draws its own. */
export type Drawn = number | readonly [low: number, high: number];

/** Cubes of one kind in a recipe; `repeat` of them with seeds `seed`, `seed` + 1 ... */
export type CubesOfRecipe =
  | {
      readonly kind: 'nebular';
      readonly repeat?: number;
      readonly seed: number;
      readonly width?: number;
      readonly height?: number;
      readonly bands?: number;
      readonly noise?: Drawn;
      readonly edge?: Drawn;
      /** Recession, km/s. */
      readonly velocity?: Drawn;
    }
  | {
      readonly kind: 'xrf';
      readonly repeat?: number;
      readonly seed: number;
      /** Image to paint from; without one a picture of patches is drawn for each cube. */
      readonly image?: string;
      readonly width?: number;
      readonly height?: number;
      readonly bands?: number;
      readonly counts?: Drawn;
      /** Palettes that take turns (default: all). */
      readonly palettes?: readonly string[];
    }
  | { readonly kind: 'file'; readonly cube: string; readonly truth?: string };

/** What a set of spectra is made of. */
export interface DatasetRecipe {
  readonly seed: number;
  readonly share?: number;
  readonly strata?: DatasetOptions['strata'];
  /** Shares of the cubes that go to validation and to test (default 0.2 and 0.1). */
  readonly split: { readonly validation: number; readonly test: number };
  readonly cubes: readonly CubesOfRecipe[];
}

/** One cube to be made or read. */
export type CubeOfSet =
  | {
      readonly kind: 'nebular';
      readonly seed: number;
      readonly width: number;
      readonly height: number;
      readonly bands?: number;
      readonly noise: number;
      readonly edge: number;
      readonly velocity: number;
    }
  | {
      readonly kind: 'xrf';
      readonly seed: number;
      readonly image?: string;
      readonly width: number;
      readonly height: number;
      readonly bands?: number;
      readonly counts: number;
      readonly palette: string;
    }
  | { readonly kind: 'file'; readonly cube: string; readonly truth?: string };

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  nebular: ['kind', 'repeat', 'seed', 'width', 'height', 'bands', 'noise', 'edge', 'velocity'],
  xrf: ['kind', 'repeat', 'seed', 'image', 'width', 'height', 'bands', 'counts', 'palettes'],
  file: ['kind', 'cube', 'truth'],
  recipe: ['seed', 'share', 'strata', 'split', 'cubes'],
};

/** A recipe from JSON, checked field by field. Throws UsageError. */
export function parseDatasetRecipe(json: unknown, where: string): DatasetRecipe {
  const fail = (why: string): never => {
    throw new UsageError('cannot use the recipe of the set', { where, why });
  };
  const only = (value: object, kind: string, at: string): void => {
    const odd = Object.keys(value).find(key => !FIELDS[kind].includes(key));
    if (odd) fail(`${at} has no field '${odd}' (known: ${FIELDS[kind].join(', ')})`);
  };
  if (!isObject(json) || !Array.isArray(json.cubes) || json.cubes.length === 0) return fail('it needs a list "cubes"');
  only(json, 'recipe', 'a recipe');
  const split = { validation: 0.2, test: 0.1, ...(isObject(json.split) ? json.split : {}) };
  for (const [name, share] of Object.entries(split))
    if (!['validation', 'test'].includes(name) || !(typeof share === 'number' && share >= 0 && share < 1))
      fail(`split.${name} is not a share`);
  const number = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
  for (const [i, entry] of json.cubes.entries()) {
    const at = `cubes[${i}]`;
    if (!isObject(entry) || !Object.hasOwn(FIELDS, String(entry.kind)) || entry.kind === 'recipe')
      return fail(`${at}.kind is nebular, xrf or file`);
    only(entry, String(entry.kind), at);
    if (entry.kind === 'file') {
      if (typeof entry.cube !== 'string') fail(`${at}.cube is not a path`);
      continue;
    }
    for (const key of ['seed', 'repeat', 'width', 'height', 'bands'])
      if (entry[key] === undefined ? key === 'seed' : !(Number.isInteger(entry[key]) && (entry[key] as number) >= 0))
        fail(`${at}.${key} is not a whole number`);
    for (const key of ['noise', 'edge', 'velocity', 'counts']) {
      const value = entry[key];
      if (value !== undefined && !number(value) && !(Array.isArray(value) && value.length === 2 && value.every(number)))
        fail(`${at}.${key} is neither a number nor [low, high]`);
    }
    const palettes = entry.palettes ?? paletteNames;
    const unknown = Array.isArray(palettes)
      ? palettes.find(name => !(paletteNames as readonly string[]).includes(name))
      : palettes;
    if (unknown !== undefined) fail(`${at}.palettes: '${unknown}' is not one of ${paletteNames.join(', ')}`);
  }
  return { seed: number(json.seed) ? (json.seed as number) : 0, ...json, split } as unknown as DatasetRecipe;
}

/** Every cube of a recipe with the numbers it drew, in order. The numbers of a cube depend on its own seed only. */
export function cubesOf(recipe: DatasetRecipe): CubeOfSet[] {
  return recipe.cubes.flatMap((entry): CubeOfSet[] => {
    if (entry.kind === 'file') return [entry];
    return Array.from({ length: entry.repeat ?? 1 }, (_, i) => {
      const seed = entry.seed + i;
      const random = createRandom(seed, 77);
      const draw = (value: Drawn | undefined, missing: number): number => {
        const at = random.uniform();
        return typeof value === 'object' ? value[0] + at * (value[1] - value[0]) : (value ?? missing);
      };
      const size = { width: entry.width ?? 64, height: entry.height ?? 64, bands: entry.bands };
      if (entry.kind === 'nebular')
        return {
          kind: 'nebular',
          seed,
          ...size,
          noise: draw(entry.noise, 1),
          edge: draw(entry.edge, 15),
          velocity: draw(entry.velocity, 0),
        };
      const palettes = entry.palettes ?? paletteNames;
      return {
        kind: 'xrf',
        seed,
        image: entry.image,
        ...size,
        counts: draw(entry.counts, 400),
        palette: palettes[i % palettes.length],
      };
    });
  });
}
