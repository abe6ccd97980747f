import { InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import type { SampleType } from '../tiff/samples.js';

/** One image of an EDF file: its header by key in lower case, where its samples lie, and Dim_1, Dim_2, Dim_3 (fastest first). */
export interface EdfImage {
  readonly header: ReadonlyMap<string, string>;
  readonly offset: number;
  readonly bytes: number;
  readonly dims: readonly [number, number, number];
  readonly type: SampleType;
  readonly littleEndian: boolean;
}

const BLOCK = 512;
/** Longest header that is looked for, the same as fabio's. */
const MOST_BLOCKS = 512;

/** Names of `DataType`, in lower case. A long is 4 bytes, as on the machines the format comes from. */
const TYPES: Readonly<Record<string, SampleType>> = {
  ...{ signedbyte: { kind: 'i', bits: 8 }, signed8: { kind: 'i', bits: 8 } },
  ...{ unsignedbyte: { kind: 'u', bits: 8 }, unsigned8: { kind: 'u', bits: 8 } },
  ...{ signedshort: { kind: 'i', bits: 16 }, signed16: { kind: 'i', bits: 16 } },
  ...{
    unsignedshort: { kind: 'u', bits: 16 },
    unsigned16: { kind: 'u', bits: 16 },
    unsignedshortinteger: { kind: 'u', bits: 16 },
  },
  ...{ signedinteger: { kind: 'i', bits: 32 }, signedlong: { kind: 'i', bits: 32 }, signed32: { kind: 'i', bits: 32 } },
  ...{ unsignedinteger: { kind: 'u', bits: 32 }, unsignedlong: { kind: 'u', bits: 32 }, unsigned32: { kind: 'u', bits: 32 } },
  ...{ signed64: { kind: 'i', bits: 64 }, unsigned64: { kind: 'u', bits: 64 } },
  ...{
    floatvalue: { kind: 'f', bits: 32 },
    float: { kind: 'f', bits: 32 },
    floatieee32: { kind: 'f', bits: 32 },
    float32: { kind: 'f', bits: 32 },
  },
  ...{
    double: { kind: 'f', bits: 64 },
    doublevalue: { kind: 'f', bits: 64 },
    floatieee64: { kind: 'f', bits: 64 },
    doubleieee64: { kind: 'f', bits: 64 },
  },
};

/** True for the first bytes of an EDF file: a brace, then `key = value`. */
export const looksLikeEdf = (head: string): boolean => /^\s{0,2}\{\s*[A-Za-z][\w .-]*=/.test(head);

/** An InputError that names the file and the image. */
export function edfError(name: string, image: number, what: string, why: string, remedy?: string): InputError {
  return new InputError(what, { where: `${name}, image ${image}`, why, remedy });
}

/** The text between the braces at `at`, and where the samples after it start; undefined where only padding is left. */
async function headerAt(source: ByteSource, at: number, image: number): Promise<{ text: string; end: number } | undefined> {
  let text = '';
  for (let blocks = 8; ; blocks *= 8) {
    const length = Math.min(Math.min(blocks, MOST_BLOCKS) * BLOCK, source.size - at);
    text = new TextDecoder('latin1').decode(await source.read(at, length));
    if (!looksLikeEdf(text)) {
      if (image > 0) return undefined;
      throw edfError(source.name, image, 'not an EDF header', `byte ${at} does not start '{ key = value'`);
    }
    const close = /\}[ \t]*(\r\n|\n)/.exec(text);
    if (close) return { text: text.slice(text.indexOf('{') + 1, close.index), end: at + close.index + close[0].length };
    if (length < blocks * BLOCK || blocks >= MOST_BLOCKS)
      throw edfError(source.name, image, 'the EDF header has no end', `no closing brace in ${length} bytes from byte ${at}`);
  }
}

function parseHeader(text: string): Map<string, string> {
  const header = new Map<string, string>();
  for (const line of text.split(/;\s*(?:\r\n|\n|$)/)) {
    const equals = line.indexOf('=');
    if (equals > 0) header.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return header;
}

/** A whole number of a header; `absent` where the key is not there. */
function whole(name: string, image: number, header: ReadonlyMap<string, string>, key: string, absent?: number): number {
  const text = header.get(key.toLowerCase());
  if (text === undefined && absent !== undefined) return absent;
  const value = text ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 0)
    throw edfError(
      name,
      image,
      'cannot use the EDF header',
      `${key} is ${text === undefined ? 'missing' : `'${text.slice(0, 40)}'`}, not a whole number`,
    );
  return value;
}

function describe(source: ByteSource, image: number, header: ReadonlyMap<string, string>, end: number): EdfImage {
  const { name, size } = source;
  const bad = (why: string, remedy?: string): InputError => edfError(name, image, 'cannot use the EDF header', why, remedy);
  const dims = [1, 2, 3].map(n => whole(name, image, header, `Dim_${n}`, n === 1 ? undefined : 1)) as [number, number, number];
  if (dims.includes(0)) throw bad(`Dim_1 x Dim_2 x Dim_3 is ${dims.join(' x ')}`);
  if (header.has('dim_4')) throw bad('it has four dimensions');
  const compression = header.get('compression') ?? 'none';
  if (!/^(none|uncompressed|nospecificvalue|)$/i.test(compression))
    throw bad(`Compression is '${compression.slice(0, 40)}'`, 'Write it uncompressed (fabio.open(...).save(...)).');
  if (header.has('edf_binaryfilename')) throw bad('the samples lie in another file (EDF_BinaryFileName)');
  const word = header.get('datatype') ?? '';
  const type = Object.hasOwn(TYPES, word.toLowerCase()) ? TYPES[word.toLowerCase()] : undefined;
  if (!type) throw bad(`DataType is ${word ? `'${word.slice(0, 40)}', which is not known` : 'missing'}`);
  const order = header.get('byteorder') ?? 'LowByteFirst';
  if (!/^(low|high)bytefirst$/i.test(order)) throw bad(`ByteOrder is '${order.slice(0, 40)}'`);
  const needed = dims[0] * dims[1] * dims[2] * (type.bits / 8);
  const bytes = whole(name, image, header, 'EDF_BinarySize', whole(name, image, header, 'Size', needed));
  if (bytes < needed) throw bad(`the data block has ${bytes} bytes, ${dims.join(' x ')} samples of ${word} are ${needed}`);
  if (end + needed > size) {
    throw edfError(
      name,
      image,
      'the data are truncated',
      `${dims.join(' x ')} samples of ${word} from byte ${end} end at byte ${end + needed}, the file has ${size}`,
      'Copy the file again.',
    );
  }
  return { header, offset: end, bytes, dims, type, littleEndian: /^low/i.test(order) };
}

/**
 * The images of an EDF file (ESRF data format): headers in braces, padded to blocks of 512 bytes, each followed by its samples. Blocks
 * without samples (general headers) are left out. Throws InputError for headers that do not end, unknown types, compression, missing data.
 */
export async function readImages(source: ByteSource, signal?: AbortSignal): Promise<EdfImage[]> {
  const images: EdfImage[] = [];
  for (let at = 0, index = 0; at < source.size; index++) {
    signal?.throwIfAborted();
    const found = await headerAt(source, at, index);
    if (!found) break;
    const header = parseHeader(found.text);
    if (!header.has('dim_1') && (header.has('edf_dataformatversion') || header.has('edf_datablocks'))) {
      at = found.end + whole(source.name, index, header, 'EDF_BinarySize', 0);
      continue;
    }
    const image = describe(source, index, header, found.end);
    images.push(image);
    at = image.offset + image.bytes;
  }
  if (images.length === 0) throw edfError(source.name, 0, 'an EDF file without an image', 'there is no data block in it');
  return images;
}
