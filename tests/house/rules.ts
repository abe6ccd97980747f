import { posix } from 'node:path';
import type { SourceFacts } from './source.js';

/** What package.json says about the packages the code may import. */
export interface Packages {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * The floors of core, from the ground up: a room uses only rooms of lower floors. The roof is the files of core itself, but for
 * segmentation.ts, the types of a result, which the rooms that fill one in build on.
 */
export const floors: readonly (readonly string[])[] = [
  ['platform', 'cube'],
  ['engine', 'cluster'],
  ['preprocess'],
  ['labels', 'encoder', 'workers'],
  ['segmentation.ts'],
  ['describe', 'synth', 'evaluate', 'train'],
  ['lines'],
  ['pipeline'],
];

/** Which top folders a top folder may import. */
const below: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  formats: ['formats', 'core'],
  cli: ['cli', 'formats', 'core'],
  plugin: ['plugin', 'formats', 'core'],
};

/** Files that may be longer than the limit, because they are tables. */
export const tables: readonly string[] = [];

/** The longest a file may be, in lines. */
export const lineLimit = 250;

/** Bundlers must see the literal name of an optional package, and only the platform knows that it is in a browser. */
const tfjsException = 'core/platform/browser.ts';

const tfjsRooms = ['engine', 'encoder', 'train'];
const surroundings = new Set(['process', 'Buffer', 'document', 'window', 'localStorage', 'require', '__dirname', '__filename']);

const topOf = (path: string) => path.split('/')[0];
const roomOf = (path: string) => (path.split('/').length > 2 ? path.split('/')[1] : undefined);
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function floorOf(path: string): number {
  const floor = floors.findIndex(rooms => rooms.includes(path.split('/')[1]));
  return floor < 0 && roomOf(path) === undefined ? floors.length : floor;
}

/** The files an import leads to; none for a package. `#platform` leads to both sides. */
export function targetsOf(from: string, specifier: string): string[] {
  if (specifier === '#platform') return ['core/platform/node.ts', 'core/platform/browser.ts'];
  if (!specifier.startsWith('.')) return [];
  return [posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')];
}

/** Imports that go up or sideways, between folders and between the rooms of core, as `file:line: message`. */
export function direction(files: readonly SourceFacts[]): string[] {
  return files.flatMap(file =>
    file.imports.flatMap(({ specifier, line }) =>
      targetsOf(file.path, specifier).flatMap(target => {
        const say = (why: string) => `${file.path}:${line}: imports ${target}: ${why}`;
        if (!below[topOf(file.path)]?.includes(topOf(target))) return [say(`${topOf(file.path)} must not use ${topOf(target)}`)];
        if (topOf(file.path) !== 'core' || topOf(target) !== 'core' || roomOf(file.path) === roomOf(target)) return [];
        const [here, there] = [floorOf(file.path), floorOf(target)];
        if (here < 0 || there < 0) return [say('a room without a floor (see floors in tests/house/rules.ts)')];
        return there < here || (here === 0 && there === 0) ? [] : [say('a room uses only rooms below it')];
      }),
    ),
  );
}

/** Import cycles between files, type imports included; each named once, from its first file in path order. */
export function cycles(files: readonly SourceFacts[]): string[] {
  const edges = new Map(files.map(file => [file.path, file.imports.flatMap(({ specifier }) => targetsOf(file.path, specifier))]));
  const found = new Set<string>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'open') {
      const loop = trail.slice(trail.indexOf(path));
      const first = loop.indexOf([...loop].sort()[0]);
      const ring = [...loop.slice(first), ...loop.slice(0, first)];
      found.add(`${ring[0]}:1: import cycle ${[...ring, ring[0]].join(' -> ')}`);
    }
    if (state.has(path)) return;
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of [...edges.keys()].sort()) visit(path, []);
  return [...found];
}

/** Packages used where or how they must not be. */
export function packages(files: readonly SourceFacts[], { required, optional }: Packages): string[] {
  return files.flatMap(file => {
    const [top, room] = [topOf(file.path), roomOf(file.path)];
    const free = top === 'cli' || (top === 'core' && room === 'platform');
    return file.imports.flatMap(({ specifier, kind, line }) => {
      const say = (why: string) => [`${file.path}:${line}: imports ${specifier}: ${why}`];
      if (specifier.startsWith('.') || specifier === '#platform') return [];
      if (specifier.startsWith('node:')) return free ? [] : say('Node built-ins live in cli and core/platform');
      const name = packageOf(specifier);
      if (name === 'openseadragon') return kind === 'type' && top === 'plugin' ? [] : say('only `import type`, only in plugin');
      if (name.startsWith('@tensorflow/')) {
        if (kind === 'static') return say('tfjs is heavy, import it dynamically');
        const allowed = (top === 'core' && tfjsRooms.includes(room ?? '')) || file.path === tfjsException;
        return allowed ? [] : say(`tfjs lives in core/{${tfjsRooms}}`);
      }
      if (optional.includes(name))
        return kind === 'static' ? say('an optional package may be missing, import it dynamically') : [];
      if (required.includes(name)) return [];
      return say('not in dependencies of package.json');
    });
  });
}

/** Names of the surroundings (DOM, Node, console) used in code that must run anywhere. */
export function globals(files: readonly SourceFacts[]): string[] {
  return files.flatMap(file => {
    const top = topOf(file.path);
    const anywhere = top === 'formats' || (top === 'core' && roomOf(file.path) !== 'platform');
    return file.globals.flatMap(({ name, line }) => {
      if (name === 'console' && top !== 'cli') return [`${file.path}:${line}: console: libraries are silent`];
      return anywhere && surroundings.has(name) ? [`${file.path}:${line}: ${name}: use #platform`] : [];
    });
  });
}

/** Files over the limit, exports without a docstring, and `export *`. */
export function shape(files: readonly SourceFacts[]): string[] {
  return files.flatMap(file => [
    ...(file.lines > lineLimit && !tables.includes(file.path)
      ? [`${file.path}:${file.lines}: longer than ${lineLimit} lines`]
      : []),
    ...file.undocumented.map(({ name, line }) => `${file.path}:${line}: export ${name} has no docstring`),
    ...file.stars.map(line => `${file.path}:${line}: export *: name what is exported`),
  ]);
}
