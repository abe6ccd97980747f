import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { codeOf } from './errors.js';

/** How many links a path may lead through, as on Linux. */
const mostLinks = 40;

/**
 * Where a path leads when every link in it is followed, also when nothing is there yet. Throws what the system says, ELOOP for a circle of
 * links.
 */
export async function targetOf(path: string, links = 0): Promise<string> {
  if (links > mostLinks) throw Object.assign(new Error('a circle of links'), { code: 'ELOOP' });
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch (err) {
    if (codeOf(err) !== 'ENOENT') throw err;
  }
  const link = await readlink(whole).catch(() => undefined);
  if (link !== undefined) return targetOf(resolve(dirname(whole), link), links + 1);
  return dirname(whole) === whole ? whole : join(await targetOf(dirname(whole), links), basename(whole));
}

/** Throws OutputExistsError when one of the inputs is the output, or lies in it: replacing that would delete the input. */
export async function refuseInputsIn(target: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    const found = await realpath(input).catch(() => undefined);
    if (found !== target && !found?.startsWith(target + sep)) continue;
    throw new OutputExistsError(found === target ? 'the output is an input' : 'an input lies in the output', {
      where: input,
      why: found === target ? '--overwrite would delete it' : `--overwrite would delete it with what lies in ${target}`,
      remedy: 'Choose another --out, or move the input elsewhere.',
    });
  }
}
