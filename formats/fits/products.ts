import type { SpatialFrame } from '../../core/cube/types.js';
import type { LabelMap } from '../../core/labels/types.js';
import { parseCard } from './card.js';
import type { FitsData } from './unit.js';
import { type HduToWrite, writeFits } from './write.js';
import { commentary, formatCard, textCard } from './write-card.js';

/** What a label file says beside the labels. */
export interface LabelNotes {
  /** Names by label: LABEL001 = names of label 1, and so on. */
  readonly names?: readonly { readonly id: number; readonly name: string }[];
  /** One HISTORY line or more each. */
  readonly history?: readonly string[];
  /** Further cards of 80 characters. */
  readonly cards?: readonly string[];
}

const celestial = (frame: SpatialFrame): readonly string[] => (frame.kind === 'celestial' ? frame.cards : []);

function samplesOf({ data }: LabelMap): FitsData {
  if (data instanceof Uint8Array) return data;
  const highest = data.reduce((max, label) => Math.max(max, label), 0);
  return highest < 2 ** 15 ? Int16Array.from(data) : Int32Array.from(data);
}

/**
 * A label map as a FITS image: BITPIX 8 (16, or 32 where a label needs it), the celestial cards of the cube, names as LABELnnn cards, HISTORY. A COMMENT
 * says that 0 is no data: with BLANK = 0 astropy would make floats of the labels.
 */
export function labelFits(labels: LabelMap, frame: SpatialFrame, notes: LabelNotes = {}): Uint8Array<ArrayBuffer> {
  return writeFits([labelUnit(labels, frame, notes)]);
}

function labelUnit(labels: LabelMap, frame: SpatialFrame, notes: LabelNotes): HduToWrite {
  const { width, height } = labels;
  const { names = [], history = [], cards = [] } = notes;
  const header = [
    ...commentary('COMMENT', 'label 0 means no data'),
    formatCard('BUNIT', '', 'labels have no unit'),
    ...celestial(frame),
    ...names.map(({ id, name }) => textCard(`LABEL${`${id}`.padStart(3, '0')}`, name, `name of label ${id}`)),
    ...cards,
    ...history.flatMap(line => commentary('HISTORY', line)),
  ];
  return { name: 'LABELS', header, data: samplesOf(labels), shape: [width, height] };
}

/** Bits of a mask image that a signed integer of 32 bits holds. */
const BITS = 31;

/**
 * A label map as `labelFits` has it, and beside it MASK images in which cluster n of `planes` is bit n: the keywords MSKNnnnn (name), MSKMnnnn (its
 * value, a power of two) and MSKDnnnn (description), counted from 1, are those of the Rubin Observatory that Firefly shows as layers. Of more
 * than 31 clusters the next stand in a further MASK with EXTVER 2, and so on.
 */
export function labelMaskFits(
  labels: LabelMap,
  frame: SpatialFrame,
  planes: readonly { readonly id: number; readonly name: string; readonly description: string }[],
  notes: LabelNotes = {},
): Uint8Array<ArrayBuffer> {
  const groups = Array.from({ length: Math.ceil(planes.length / BITS) }, (_, i) => planes.slice(i * BITS, (i + 1) * BITS));
  const masks = groups.map((group, i): HduToWrite => {
    const bits = new Map(group.map(({ id }, bit) => [id, 2 ** bit]));
    const data = Int32Array.from(labels.data, id => bits.get(id) ?? 0);
    const keyword = (letter: string, bit: number) => `MSK${letter}${`${bit + 1}`.padStart(4, '0')}`;
    const header = [
      formatCard('EXTVER', i + 1),
      ...celestial(frame),
      ...group.flatMap(({ name, description }, bit) => [
        textCard(keyword('N', bit), name),
        formatCard(keyword('M', bit), 2 ** bit),
        textCard(keyword('D', bit), description),
      ]),
    ];
    return { name: 'MASK', header, data, shape: [labels.width, labels.height] };
  });
  return writeFits([labelUnit(labels, frame, notes), ...masks]);
}

/** The celestial cards of a cube for a stack whose third axis counts planes: WCSAXES = 3 and a matrix that stays regular. */
function stackCards(frame: SpatialFrame): string[] {
  const cards = celestial(frame).map(card => (card.startsWith('WCSAXES ') ? formatCard('WCSAXES', 3) : card));
  const hasCd = cards.some(card => /^CD\d+_\d+ *$/.test(parseCard(card).keyword));
  if (cards.length === 0) return [];
  return [
    ...cards,
    formatCard('CTYPE3', 'PLANE', 'plane number, see PLANEn'),
    formatCard('CRPIX3', 1),
    formatCard('CRVAL3', 1),
    hasCd ? formatCard('CD3_3', 1) : formatCard('CDELT3', 1),
  ];
}

/**
 * Planes [height * width] each (latents, confidence) as one float32 cube [n][height][width], NaN for no data, with the celestial
 * cards of the cube and the name of plane n in PLANEn. Throws RangeError when planes and names do not fit the size.
 */
export function stackFits(
  shape: { readonly width: number; readonly height: number },
  planes: readonly Float32Array[],
  names: readonly string[],
  frame: SpatialFrame,
  notes: Omit<LabelNotes, 'names'> & { readonly name?: string } = {},
): Uint8Array<ArrayBuffer> {
  const { width, height } = shape;
  if (planes.length !== names.length) throw new RangeError(`${planes.length} planes and ${names.length} names`);
  const data = new Float32Array(planes.length * width * height);
  for (const [i, plane] of planes.entries()) {
    if (plane.length !== width * height)
      throw new RangeError(`plane ${i + 1} has ${plane.length} samples, not ${width} x ${height}`);
    data.set(plane, i * plane.length);
  }
  const header = [
    ...stackCards(frame),
    ...names.map((name, i) => textCard(`PLANE${i + 1}`, name)),
    ...(notes.cards ?? []),
    ...(notes.history ?? []).flatMap(line => commentary('HISTORY', line)),
  ];
  return writeFits([{ name: notes.name, header, data, shape: [width, height, planes.length] }]);
}
