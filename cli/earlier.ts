import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../core/cube/errors.js';
import type { Encoder } from '../core/encoder/types.js';
import { type EarlierClusters, readEarlierClusters } from '../core/pipeline/earlier.js';
import { readingFailure } from './reason.js';
import { readRegularText } from './regular.js';
import { loadEncoder } from './shipped.js';

/** The segmentation.json that a folder or a path means, parsed. Throws InputError. */
export async function readSegmentationJson(name: string): Promise<{ path: string; json: unknown }> {
  const folder = await stat(name).then(
    found => found.isDirectory(),
    () => false,
  );
  const path = folder ? join(name, 'segmentation.json') : name;
  const refuse = (why: string, cause: unknown) =>
    new InputError('cannot read the earlier result', {
      where: path,
      why,
      remedy: 'Give a folder that `cloisonne segment` wrote.',
      cause,
    });
  const text = await readRegularText(path).catch((err: unknown) => {
    throw refuse(readingFailure(err), err);
  });
  try {
    return { path, json: JSON.parse(text) };
  } catch (err) {
    throw refuse('not JSON', err);
  }
}

/** The clusters of an earlier result, and its encoder where that was fitted on its cube and kept beside it. Throws InputError. */
export async function readEarlier(name: string): Promise<{ clusters: EarlierClusters; encoder?: Encoder }> {
  const { path, json } = await readSegmentationJson(name);
  const kept = join(dirname(path), 'encoder');
  const encoder = existsSync(join(kept, 'encoder.json')) ? await loadEncoder(kept) : undefined;
  return { clusters: readEarlierClusters(json, path), encoder };
}
