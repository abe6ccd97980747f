import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { readList } from '../output/index.js';
import type { Addition } from '../output/merge.js';
import { targetOf } from '../output/target.js';
import { emitters, isOfKind } from './kinds.js';
import { readEmitRecord } from './record.js';

/** The folder of the products of a result, below it. */
const below = 'emit/';

/** Files that `segment --emit` left in the folder where products are to go, by their paths in it. */
async function ofTheRun(dir: string, out: string): Promise<string[]> {
  const place = await targetOf(out);
  if (place !== (await targetOf(join(dir, below)))) return [];
  const files = (await readList(dir))?.files ?? [];
  return files.filter(path => path.startsWith(below)).map(path => path.slice(below.length));
}

/** How products of some kinds are added to what is in a folder: they replace those of the same kinds, and nothing else. */
export async function additionOf(dir: string, out: string, kinds: readonly string[]): Promise<Addition> {
  return { known: await ofTheRun(dir, out), replaces: path => kinds.some(kind => isOfKind(kind, path)) };
}

/** Throws OutputExistsError when products of some of these kinds are there. */
export async function requireNew(out: string, kinds: readonly string[], { known = [] }: Addition): Promise<void> {
  const record = await readEmitRecord(out);
  const recorded = record?.products.map(({ as }) => as) ?? [];
  // The record is written last: files of a kind that is not in it are of a run that was stopped.
  const listed = record ? known : [...known, ...((await readList(out))?.files ?? [])];
  const left = listed.filter(path => existsSync(join(out, path)));
  const there = Object.keys(emitters).filter(
    kind => kinds.includes(kind) && (recorded.includes(kind) || left.some(path => isOfKind(kind, path))),
  );
  if (there.length === 0) return;
  throw new OutputExistsError('the output exists', {
    where: out,
    why: `it holds ${there.join(', ')}`,
    remedy: 'Add --overwrite, which replaces these products and nothing else, or choose another --out.',
  });
}
