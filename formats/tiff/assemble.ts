import { OutputError } from '../../core/cube/errors.js';
import type { RawTiffTag } from '../../core/cube/types.js';
import { TAG } from './tags.js';

/** Field types of TIFF. */
export const SHORT = 3;
/** Whole numbers of 32 bits. */
export const LONG = 4;
const ASCII = 2;

/** A field of whole numbers. */
export function numbers(id: number, type: typeof SHORT | typeof LONG, values: readonly number[]): RawTiffTag {
  const words = type === SHORT ? Uint16Array.from(values) : Uint32Array.from(values);
  return { id, type, count: values.length, bytes: new Uint8Array(words.buffer) };
}

/** A field of text, ended by a zero byte. */
export function text(id: number, value: string): RawTiffTag {
  const bytes = new TextEncoder().encode(`${value}\0`);
  return { id, type: ASCII, count: bytes.length, bytes };
}

/** One image of a file: its fields but for where the pixels are, and its strips or tiles as they are stored. */
export interface TiffPage {
  readonly fields: readonly RawTiffTag[];
  readonly blocks: readonly Uint8Array[];
  readonly tiled?: boolean;
}

const even = (n: number) => n + (n & 1);

/** Bytes of a directory with the values it points to. */
const directoryBytes = (tags: readonly RawTiffTag[]): number =>
  tags.reduce((n, t) => n + (t.bytes.length > 4 ? even(t.bytes.length) : 0), even(2 + 12 * tags.length + 4));

/** What GDAL writes behind the header of a file of this layout, so that a reader knows without looking at the offsets. */
const LAYOUT = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  'KNOWN_INCOMPATIBLE_EDITION=NO',
  ' ',
].join('\n');
const PREFACE = `GDAL_STRUCTURAL_METADATA_SIZE=${`${LAYOUT.length}`.padStart(6, '0')} bytes\n${LAYOUT}`;

/**
 * Lays out one classic little-endian TIFF: header, the directories of all pages with their values, then the pixels, those of the last page
 * first: what a reader of a small view needs stands together. `announced` says so behind the header in GDAL's words, and puts the size of every
 * block before it and its last four bytes once more behind it. Throws OutputError beyond 4 GiB.
 */
export function assemble(pages: readonly TiffPage[], announced = false): Uint8Array {
  const preface = announced ? PREFACE : '';
  const [leader, around] = announced ? [4, 8] : [0, 0];
  const start = even(8 + preface.length);
  const laid = pages.map(({ fields, blocks, tiled }) => {
    const none = blocks.map(() => 0);
    const sizes = blocks.map(block => block.length);
    const places = numbers(tiled ? TAG.TileOffsets : TAG.StripOffsets, LONG, none);
    const counts = numbers(tiled ? TAG.TileByteCounts : TAG.StripByteCounts, LONG, sizes);
    return { blocks, places, tags: [...fields, places, counts].sort((a, b) => a.id - b.id) };
  });
  let at = laid.reduce((n, { tags }) => n + directoryBytes(tags), start);
  const total = laid.flatMap(({ blocks }) => blocks).reduce((n, block) => n + even(block.length + around), at);
  if (total > 0xffffffff) {
    throw new OutputError('the image does not fit in a TIFF', {
      why: `${total} bytes, a classic TIFF ends at 4294967295`,
      remedy: 'Write FITS, or segment a region.',
    });
  }
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, start, true);
  out.set(new TextEncoder().encode(preface), 8);
  for (const { blocks, places } of [...laid].reverse()) {
    const offsets = new Uint32Array(places.bytes.buffer);
    blocks.forEach((block, i) => {
      offsets[i] = at + leader;
      out.set(block, at + leader);
      if (announced) {
        view.setUint32(at, block.length, true);
        out.set(block.subarray(-4), at + leader + block.length);
      }
      at += even(block.length + around);
    });
  }
  let directory = start;
  laid.forEach(({ tags }, page) => {
    view.setUint16(directory, tags.length, true);
    let value = directory + even(2 + 12 * tags.length + 4);
    tags.forEach((tag, i) => {
      const entry = directory + 2 + 12 * i;
      view.setUint16(entry, tag.id, true);
      view.setUint16(entry + 2, tag.type, true);
      view.setUint32(entry + 4, tag.count, true);
      const inside = tag.bytes.length <= 4;
      if (!inside) view.setUint32(entry + 8, value, true);
      out.set(tag.bytes, inside ? entry + 8 : value);
      if (!inside) value += even(tag.bytes.length);
    });
    if (page + 1 < laid.length) view.setUint32(directory + 2 + 12 * tags.length, value, true);
    directory = value;
  });
  return out;
}
