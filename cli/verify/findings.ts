import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { listName } from '../output/list.js';
import { compareProduct, type Finding } from './compare.js';
import type { RunRecordRead } from './record.js';
import { agreement, type Tolerance } from './tolerant.js';

/** What is to be said of every product of a run, of those that only the run made `again` has, and of the record itself, in that order. */
export async function findings(record: RunRecordRead, again: string, tolerance?: Tolerance): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const file of record.files) {
    const finding = await compareProduct(file, record.dir, again);
    const agreed =
      tolerance && finding.state === 'differs' ? await agreement(file.path, record.dir, again, tolerance) : undefined;
    // The list of later products holds their hashes, which follow what they show.
    if (tolerance && file.path === 'emit/emit.json' && finding.state === 'changed')
      found.push({ path: file.path, state: 'derived' });
    else if (finding.state !== 'differs' || !tolerance) found.push(finding);
    else if (!agreed) found.push({ path: file.path, state: 'derived' });
    else found.push({ ...finding, state: agreed.good ? 'same' : 'differs', agreement: agreed.words });
  }
  const known = new Set(['run.json', listName, ...record.files.map(({ path }) => path)]);
  const made = (await readdir(again, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
  const paths = made.map(entry => relative(again, join(entry.parentPath, entry.name)).split(sep).join('/'));
  for (const path of paths.sort()) if (!known.has(path)) found.push({ path, state: 'new' });
  if (!record.intact) found.push({ path: 'run.json', state: 'changed' });
  return found;
}
