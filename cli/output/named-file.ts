import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { codeOf, guarded } from './errors.js';
import { makeFolder, writeNew, writeWhole } from './files.js';
import { refuseInputsIn, targetOf } from './target.js';

/** A file that a person names, and what it may replace. */
export interface NamedFile {
  readonly overwrite: boolean;
  /** Every file that the command reads. */
  readonly inputs: readonly string[];
  /** Whether a file that begins with this text is one that this command wrote. */
  ours(head: string): boolean;
  /** What such a file is called. */
  readonly what: string;
}

/** Bytes by which a file is known: the header of a FITS file, the head of a page. */
const headBytes = 11_520;

/** The first bytes of a regular file as text; undefined for anything else. */
async function headOf(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Writes a file whole or not at all; a link is followed. Throws OutputExistsError when something is there that may not be replaced: anything without
 * --overwrite, then an input, or a file that this command did not write. Throws OutputError when it cannot be written.
 */
export async function writeNamed(path: string, bytes: Uint8Array, { overwrite, inputs, ours, what }: NamedFile): Promise<void> {
  const target = await guarded(path, () => targetOf(path));
  const refuse = (found: string, why: string | undefined, remedy: string) =>
    new OutputExistsError(found, { where: path, why, remedy });
  await refuseInputsIn(target, inputs);
  await guarded(path, async () => {
    await makeFolder(dirname(target));
    if (!overwrite) {
      return writeNew(target, bytes).catch(err => {
        if (codeOf(err) !== 'EEXIST') throw err;
        throw refuse('the output exists', undefined, 'Choose another name, or add --overwrite.');
      });
    }
    const head = await headOf(target).catch(err => {
      if (codeOf(err) === 'ENOENT') return '';
      throw err;
    });
    // An empty file holds nothing that could be lost.
    if (head === undefined || (head !== '' && !ours(head)))
      throw refuse(
        `the output exists and is not ${what}`,
        undefined,
        'Choose another name; --overwrite replaces only what this command wrote.',
      );
    return writeWhole(target, bytes);
  });
}
