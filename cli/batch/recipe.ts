import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseCubeName } from '../../formats/index.js';
import { segmentCommand } from '../commands/segment.js';
import { COMPANIONS } from '../companions.js';
import { readSegmentationJson } from '../earlier.js';
import { decidingOptions } from '../request.js';
import { findEncoder } from '../shipped.js';
import { packageVersion } from '../version.js';

/** SHA-256 of what JSON makes of a value. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Options of `segment` that are each run's own. */
const OWN = ['out', 'overwrite', 'quiet', 'json', 'events'];

/** The hash of all that decides results besides the cubes: version, options, the encoder's weights, the earlier clusters. */
export async function recipeOf(argv: Record<string, unknown>): Promise<string> {
  const encoder = argv.encoder === undefined ? null : (await findEncoder(String(argv.encoder))).card.weights.sha256;
  const clusters = argv.clusters === undefined ? null : (await readSegmentationJson(String(argv.clusters))).json;
  const named = ['axis', 'mask', 'rgb', ...COMPANIONS].filter(key => argv[key] !== undefined).map(key => String(argv[key]));
  // An axis can be written out, a companion be an HDU of each cube.
  const files = named.map(name => parseCubeName(name).path).filter(path => existsSync(path));
  const contents = await Promise.all(files.map(async path => hashOf((await readFile(path)).toString('base64'))));
  return hashOf([packageVersion(), decidingOptions(argv), encoder, clusters, contents]);
}

/** The arguments that hand the options of `segment` on to a run of it, `more` last. */
export function segmentArgs(argv: Record<string, unknown>, more: Readonly<Record<string, unknown>> = {}): string[] {
  const all: Record<string, unknown> = { ...argv, ...more };
  return Object.keys(segmentCommand.options)
    .filter(key => all[key] !== undefined && (!OWN.includes(key) || key in more))
    .map(key => `--${key}=${all[key]}`);
}
