import { type CloisonneError, isCloisonneError, OutputError } from '../../core/cube/errors.js';

const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EACCES: ['no permission', 'Choose another --out, or change the permissions.'],
  EPERM: ['not permitted', 'Choose another --out, or change the permissions.'],
  EROFS: ['the file system is read-only', 'Choose an --out on a writable disk.'],
  ENOSPC: ['the disk is full', 'Free some space and run the same command again, it goes on from where it stopped.'],
  EDQUOT: ['the disk quota is used up', 'Free some space and run the same command again, it goes on from where it stopped.'],
  EFBIG: ['the file is larger than the system allows', 'Raise the file size limit (ulimit -f), or choose another --out.'],
  ENOENT: ['the folder cannot be made there', 'Choose another --out.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another --out.'],
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter --out.'],
  ELOOP: ['the path leads in a circle of links', 'Choose another --out.'],
};

/** The system's error code of a failed file operation, or ''. */
export const codeOf = (err: unknown): string => (err as NodeJS.ErrnoException)?.code ?? '';

/** A file system failure at `path` as an OutputError: one line with path, reason and remedy. Our own errors pass as they are. */
export function outputError(err: unknown, path: string): CloisonneError {
  if (isCloisonneError(err)) return err;
  const [why, remedy] = reasons[codeOf(err)] ?? [(err as Error)?.message ?? String(err), 'Choose another --out.'];
  return new OutputError('cannot write the results', { where: path, why, remedy, cause: err });
}

/** Runs a file operation on `path`; what it throws comes out as OutputError. */
export async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (err) {
    throw outputError(err, path);
  }
}
