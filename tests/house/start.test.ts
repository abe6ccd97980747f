import { expect, test } from 'vitest';
import { targetsOf } from './rules.js';
import { factsOf, readSources, type SourceFacts } from './source.js';

/** Files and packages that are loaded before the first line of `entry` runs, each with the files that lead to it. */
function loadedBy(files: readonly SourceFacts[], entry: string): Map<string, readonly string[]> {
  const facts = new Map(files.map(file => [file.path, file]));
  const loaded = new Map<string, readonly string[]>([[entry, [entry]]]);
  for (const [path, trail] of loaded) {
    for (const { specifier, kind } of facts.get(path)?.imports ?? []) {
      if (kind !== 'static') continue;
      const targets = specifier.startsWith('.') || specifier === '#platform' ? targetsOf(path, specifier) : [specifier];
      for (const target of targets) if (!loaded.has(target)) loaded.set(target, [...trail, target]);
    }
  }
  return loaded;
}

/** The packages among them, but for what Node has itself. */
const packagesOf = (loaded: ReadonlyMap<string, readonly string[]>): string[] =>
  [...loaded.keys()].filter(name => !name.endsWith('.ts') && !name.startsWith('node:')).sort();

const files = await readSources(['core', 'formats', 'cli']);

test('the program starts without the plotting library, tfjs and HDF5: yargs and a list of commands are enough', () => {
  const loaded = loadedBy(files, 'cli/index.ts');
  expect(packagesOf(loaded)).toEqual(['yargs']);
  expect([...loaded.keys()].filter(path => /^(formats|cli\/report)\//.test(path))).toEqual([]);
  // No command but the list of them.
  expect([...loaded.keys()].filter(path => path.startsWith('cli/commands/'))).toEqual(['cli/commands/index.ts']);
});

test('info starts without any package, engine or preprocessing', () => {
  const loaded = loadedBy(files, 'cli/commands/info.ts');
  expect(packagesOf(loaded)).toEqual([]);
  expect([...loaded.keys()].filter(path => /^core\/(engine|preprocess|lines)\//.test(path))).toEqual([]);
});

const commands = files.map(({ path }) => path).filter(path => /^cli\/commands\/(?!index)/.test(path));
test.each(commands)('%s starts without the plotting library, tfjs and HDF5', command => {
  const heavy = /^(@observablehq\/plot|linkedom|@tensorflow\/.*|h5wasm.*|onnxruntime-node|umap-js)$/;
  const loaded = loadedBy(files, command);
  expect(
    packagesOf(loaded)
      .filter(name => heavy.test(name))
      .map(name => loaded.get(name)),
  ).toEqual([]);
});

test('formats are told apart without loading one', () => {
  expect(packagesOf(loadedBy(files, 'formats/detect.ts'))).toEqual([]);
});

test('what is imported on the way is seen, what is imported when it is needed is not', () => {
  const planted = [
    factsOf('cli/index.ts', "import { a } from './a.js';\nimport type { B } from './b.js';\nconst c = () => import('./c.js');\n"),
    factsOf('cli/a.ts', "export { plot } from '@observablehq/plot';\n"),
    factsOf('cli/b.ts', "import 'h5wasm';\n"),
    factsOf('cli/c.ts', "import 'geotiff';\n"),
  ];
  const loaded = loadedBy(planted, 'cli/index.ts');
  expect(packagesOf(loaded)).toEqual(['@observablehq/plot']);
  expect(loaded.get('@observablehq/plot')).toEqual(['cli/index.ts', 'cli/a.ts', '@observablehq/plot']);
});
