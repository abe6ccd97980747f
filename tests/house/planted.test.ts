import { expect, test } from 'vitest';
import { cycles, direction, globals, lineLimit, packages, shape } from './rules.js';
import { factsOf } from './source.js';

/** The rules on planted files: a rule that finds nothing here proves nothing on the real tree. */
const plant = (sources: Readonly<Record<string, string>>) => Object.entries(sources).map(([path, text]) => factsOf(path, text));
const declared = { required: ['geotiff', '@tensorflow/tfjs-core'], optional: ['webgpu'] };

test('upward and sideways imports are found', () => {
  const files = plant({
    'core/cube/a.ts': "import { x } from '../cluster/b.js';\nexport { y } from '../../formats/index.js';",
    'core/cluster/b.ts': "import type { X } from '../preprocess/c.js';\nimport { ok } from '../cube/a.js';",
    'core/labels/c.ts': "const late = () => import('../segment.js');",
    'core/attic/d.ts': "import { x } from '../cube/a.js';",
    'formats/fits/e.ts': "import { run } from '../../cli/run.js';",
    'plugin/f.ts': "import { run } from '../cli/run.js';",
    'cli/g.ts': "import { overlay } from '../plugin/overlay.js';\nimport { ok } from '../formats/index.js';",
    'core/segment.ts': "import { ok } from './train/fit.js';\nimport { platform } from '#platform';",
    'core/platform/node.ts': "import { ok } from '../cube/errors.js';",
  });
  expect(direction(files)).toEqual([
    'core/cube/a.ts:1: imports core/cluster/b.ts: a room uses only rooms below it',
    'core/cube/a.ts:2: imports formats/index.ts: core must not use formats',
    'core/cluster/b.ts:1: imports core/preprocess/c.ts: a room uses only rooms below it',
    'core/labels/c.ts:1: imports core/segment.ts: a room uses only rooms below it',
    'core/attic/d.ts:1: imports core/cube/a.ts: a room without a floor (see floors in tests/house/rules.ts)',
    'formats/fits/e.ts:1: imports cli/run.ts: formats must not use cli',
    'plugin/f.ts:1: imports cli/run.ts: plugin must not use cli',
    'cli/g.ts:1: imports plugin/overlay.ts: cli must not use plugin',
  ]);
});

test('cycles are found, once, also through #platform and type imports', () => {
  const files = plant({
    'core/cube/a.ts': "import { b } from './b.js';",
    'core/cube/b.ts': "import type { C } from './c.js';",
    'core/cube/c.ts': "export { a } from './a.js';",
    'core/platform/node.ts': "import { open } from './file.js';",
    'core/platform/file.ts': "import { platform } from '#platform';",
  });
  expect(cycles(files)).toEqual([
    'core/cube/a.ts:1: import cycle core/cube/a.ts -> core/cube/b.ts -> core/cube/c.ts -> core/cube/a.ts',
    'core/platform/file.ts:1: import cycle core/platform/file.ts -> core/platform/node.ts -> core/platform/file.ts',
  ]);
});

test('packages in the wrong place or the wrong way are found', () => {
  const files = plant({
    'core/cube/a.ts': "import { readFile } from 'node:fs';\nimport type { Stats } from 'node:fs';",
    'core/platform/node.ts': "import { readFile } from 'node:fs';",
    'core/engine/b.ts': "import * as tf from '@tensorflow/tfjs-core';\nconst ok = () => import('@tensorflow/tfjs-core');",
    'core/cluster/c.ts': "const late = () => import('@tensorflow/tfjs-core/dist/ops');",
    'core/engine/d.ts': "import { create } from 'webgpu';\nconst ok = () => import('webgpu');",
    'formats/e.ts': "import { fromUrl } from 'geotiff';\nimport left from 'left-pad';",
    'plugin/f.ts': "import OpenSeadragon from 'openseadragon';\nimport type { Viewer } from 'openseadragon';",
    'core/labels/g.ts': "import { type Viewer } from 'openseadragon';",
  });
  expect(packages(files, declared)).toEqual([
    'core/cube/a.ts:1: imports node:fs: Node built-ins live in cli and core/platform',
    'core/cube/a.ts:2: imports node:fs: Node built-ins live in cli and core/platform',
    'core/engine/b.ts:1: imports @tensorflow/tfjs-core: tfjs is heavy, import it dynamically',
    'core/cluster/c.ts:1: imports @tensorflow/tfjs-core/dist/ops: tfjs lives in core/{engine,encoder,train}',
    'core/engine/d.ts:1: imports webgpu: an optional package may be missing, import it dynamically',
    'formats/e.ts:2: imports left-pad: not in dependencies of package.json',
    'plugin/f.ts:1: imports openseadragon: only `import type`, only in plugin',
    'core/labels/g.ts:1: imports openseadragon: only `import type`, only in plugin',
  ]);
});

test('globals are found, names of one own are not', () => {
  const files = plant({
    'core/cube/a.ts': 'const n = process.pid;\nconst b: Buffer = x;\nglobalThis.document.title;\nconst o = { window };',
    'formats/b.ts':
      "// document, process\nconst s = 'window';\nfunction cut(window: number) {\n  return page.document + window;\n}\nconst q = { process: 1 };",
    'core/platform/c.ts': "process.exit(1);\nconsole.error('x');",
    'plugin/d.ts': "document.body;\nconsole.log('x');",
    'cli/e.ts': 'console.log(process.argv);',
    'core/cube/f.ts':
      'import { y as process } from "./y.js";\nconst { document, inner: [window] } = y;\nprocess(document, window);',
  });
  expect(globals(files)).toEqual([
    'core/cube/a.ts:1: process: use #platform',
    'core/cube/a.ts:2: Buffer: use #platform',
    'core/cube/a.ts:3: document: use #platform',
    'core/cube/a.ts:4: window: use #platform',
    'core/platform/c.ts:2: console: libraries are silent',
    'plugin/d.ts:2: console: libraries are silent',
  ]);
});

test('long files, bare exports and export * are found', () => {
  const files = plant({
    'core/a.ts': `/** Documented. */\nexport const a = 1;\n\nexport const b = 2;\n// not a docstring\nexport function c() {}\n`,
    'core/b.ts': `export * from './a.js';\nexport { a } from './a.js';\nconst hidden = 1;\n/** Seen. */\nconst seen = 1;\nexport { hidden, seen };\n`,
    'core/c.ts': `/** Overloads share one text. */\nexport function f(x: string): void;\nexport function f(x: number): void;\nexport function f() {}\nexport type T = 1;`,
    'core/d.ts': '\n'.repeat(lineLimit + 1),
    'core/e.ts': '\n'.repeat(lineLimit),
  });
  expect(shape(files)).toEqual([
    'core/a.ts:4: export b has no docstring',
    'core/a.ts:6: export c has no docstring',
    'core/b.ts:3: export hidden has no docstring',
    'core/b.ts:1: export *: name what is exported',
    'core/c.ts:5: export T has no docstring',
    `core/d.ts:${lineLimit + 1}: longer than ${lineLimit} lines`,
  ]);
});
