/** A product as a record names it. */
export interface RecordedFile {
  /** Relative to the folder of the record, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Whether a value that was read is one. A record is read, never trusted: no product lies outside its folder. */
export function isRecordedFile(value: unknown): value is RecordedFile {
  const { path, bytes, sha256 } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    typeof path === 'string' &&
    /^(?!\/)(?!.*\.\.)[^\\:]+$/.test(path) &&
    Number.isInteger(bytes) &&
    /^[0-9a-f]{64}$/.test(String(sha256))
  );
}
