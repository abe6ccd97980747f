const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
};

/** Why a file could not be read, in words. */
export function readingFailure(err: unknown): string {
  return REASONS[(err as NodeJS.ErrnoException).code ?? ''] ?? (err as Error).message;
}
