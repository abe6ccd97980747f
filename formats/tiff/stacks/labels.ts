import { fieldBytes, fieldNumbers } from '../fields.js';
import type { Ifd, TiffDirectory } from '../ifd.js';
import { TAG } from '../tags.js';

/** Bytes of labels that are looked at. */
const MOST_BYTES = 4 << 20;

/**
 * The labels that ImageJ gives the slices of a stack, from its private field: `IJIJ`, pairs of type and number, then texts in UTF-16 whose lengths are
 * in a second field. Empty where there are none, or the field is of another making.
 */
export async function sliceLabels(file: TiffDirectory, ifd: Ifd): Promise<string[]> {
  const counts = ifd.entries.has(TAG.IJMetadataByteCounts) ? await fieldNumbers(file, ifd, TAG.IJMetadataByteCounts) : undefined;
  const entry = ifd.entries.get(TAG.IJMetadata);
  if (!counts || !entry || entry.count > MOST_BYTES) return [];
  const bytes = (await fieldBytes(file, ifd, TAG.IJMetadata))!;
  const head = counts[0];
  if (!(head >= 12) || head > bytes.length) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  // The magic stands in the byte order of the rest.
  const little = text(0) === 'JIJI';
  if (!little && text(0) !== 'IJIJ') return [];
  const labels: string[] = [];
  let index = 1;
  let at = head;
  for (let pair = 4; pair + 8 <= head; pair += 8) {
    const number = view.getUint32(pair + 4, little);
    for (let i = 0; i < number && index < counts.length; i++, index++) {
      const length = counts[index];
      if (at + length > bytes.length) return labels;
      if (text(pair) === (little ? 'lbal' : 'labl'))
        labels.push(
          new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes.subarray(at, at + length)).split(/\r?\n/, 1)[0],
        );
      at += length;
    }
  }
  return labels;
}
