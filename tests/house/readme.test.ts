import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS } from '../../formats/registry.js';
import { root } from '../helpers/unpack.js';
import { localLinks } from './links.js';

const read = (path: string) => readFile(join(root, path), 'utf8');

/** The fenced blocks of a Markdown text. */
const blocks = (text: string) => [...text.matchAll(/^```[a-z]*\n(.*?)^```/gms)].map(match => match[1].trim());

/** The anchors that GitHub makes of headings. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+\s+(.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('README sets up with exactly two commands, each in a block of its own', async () => {
  const setUp = blocks(await read('README.md')).filter(block => /\bnpm (ci|install|i)\b/.test(block) && !/cloisonne/.test(block));
  expect(setUp).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  const { scripts } = JSON.parse(await read('package.json'));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
});

test.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])('links of %s lead somewhere', async path => {
  const text = await read(path);
  expect(localLinks(text).filter(link => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  const inside = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(match => match[1]);
  expect(inside.filter(anchor => !anchors(text).includes(anchor))).toEqual([]);
});

test('the table of formats is that of the registry', async () => {
  const rows = (await read('README.md')).split('\n');
  const wanted = FORMATS.map(({ title, reads, lacks }) => `| ${title} | ${reads} | ${lacks} |`);
  expect(rows.filter(row => wanted.includes(row))).toEqual(wanted);
});

test('a broken link is seen', () => {
  expect(localLinks('[a](nowhere.md#x) ![b](p.png "title") [c](https://x.y) [d](#e) <img src="q.svg">')).toEqual([
    'nowhere.md',
    'p.png',
    'q.svg',
  ]);
});

test('CHANGELOG has an entry for this version', async () => {
  const { version } = JSON.parse(await read('package.json'));
  expect(await read('CHANGELOG.md')).toContain(`## [${version}]`);
});
