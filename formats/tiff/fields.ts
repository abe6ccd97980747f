import { type Ifd, type TiffDirectory, tiffError } from './ifd.js';
import { TYPE_SIZE } from './tags.js';

/**
 * The bytes of the first `max` values of a field as they stand in the file, or undefined when the field is absent. Throws InputError
 * past the end.
 */
export async function fieldBytes(
  file: TiffDirectory,
  ifd: Ifd,
  tag: number,
  max = Number.POSITIVE_INFINITY,
): Promise<Uint8Array | undefined> {
  const entry = ifd.entries.get(tag);
  if (!entry) return undefined;
  const size = TYPE_SIZE[entry.type];
  if (!size) throw tiffError(file.source, 'unknown field type', `type ${entry.type}`, ifd, tag);
  const length = entry.count * size;
  if (entry.at + length > file.source.size) {
    const why = `${length} bytes at byte ${entry.at}, the file has ${file.source.size}`;
    throw tiffError(file.source, 'field past the end of the file', why, ifd, tag);
  }
  return file.bytes(entry.at, Math.min(entry.count, max) * size);
}

/**
 * The first `max` values of an integer field (BYTE, SHORT, LONG, LONG8, IFD), or undefined when absent. Throws InputError for other
 * types.
 */
export async function fieldNumbers(
  file: TiffDirectory,
  ifd: Ifd,
  tag: number,
  max = Number.POSITIVE_INFINITY,
): Promise<Float64Array | undefined> {
  const bytes = await fieldBytes(file, ifd, tag, max);
  if (!bytes) return undefined;
  const { type, ...entry } = ifd.entries.get(tag)!;
  const count = Math.min(entry.count, max);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const le = file.littleEndian;
  const out = new Float64Array(count);
  if (type === 1) for (let i = 0; i < count; i++) out[i] = view.getUint8(i);
  else if (type === 3) for (let i = 0; i < count; i++) out[i] = view.getUint16(2 * i, le);
  else if (type === 4 || type === 13) for (let i = 0; i < count; i++) out[i] = view.getUint32(4 * i, le);
  else if (type === 16 || type === 18) for (let i = 0; i < count; i++) out[i] = Number(view.getBigUint64(8 * i, le));
  else throw tiffError(file.source, 'unexpected field type', `type ${type}, expected an integer`, ifd, tag);
  return out;
}

/** The first number of an integer field, or `absent`. */
export async function fieldNumber(file: TiffDirectory, ifd: Ifd, tag: number, absent: number): Promise<number> {
  const values = await fieldNumbers(file, ifd, tag, 1);
  return values && values.length > 0 ? values[0] : absent;
}

/** An ASCII field without its closing NUL, or ''. At most `max` bytes are decoded. */
export async function fieldText(file: TiffDirectory, ifd: Ifd, tag: number, max = 16 << 20): Promise<string> {
  const bytes = await fieldBytes(file, ifd, tag, max);
  if (!bytes) return '';
  const text = new TextDecoder().decode(bytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
