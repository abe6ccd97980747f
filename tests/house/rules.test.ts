import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../helpers/unpack.js';
import { cycles, direction, globals, packages, shape } from './rules.js';
import { readSources } from './source.js';

const files = await readSources(['core', 'formats', 'cli', 'plugin']);
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const declared = { required: Object.keys(manifest.dependencies), optional: Object.keys(manifest.optionalDependencies) };

test('imports go downward only: cli, plugin -> formats -> core, and floor by floor in core', () => {
  expect(direction(files)).toEqual([]);
});

test('no import cycles', () => {
  expect(cycles(files)).toEqual([]);
});

test('packages are declared, tfjs and optional packages are imported dynamically, Node built-ins stay at the edges', () => {
  expect(packages(files, declared)).toEqual([]);
});

test('core and formats use no DOM or Node globals, libraries do not print', () => {
  expect(globals(files)).toEqual([]);
});

test('files are small, exports are documented and named', () => {
  expect(shape(files)).toEqual([]);
});
