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

/** LABEL001 to LABEL999, LABE1000 to LABE9999, LAB10000 ...: a keyword has eight characters. */
const nameKeyword = (id: number): string => {
  const digits = `${id}`.padStart(3, '0');
  return `${'LABEL'.slice(0, 8 - digits.length)}${digits}`;
};

/** The celestial cards of a cube that is on the sky. */
export const celestial = (frame: SpatialFrame): readonly string[] => (frame.kind === 'celestial' ? frame.cards : []);

function samplesOf({ data }: LabelMap): FitsData {
  if (data instanceof Uint8Array) return data;
  const highest = data.reduce((max, label) => Math.max(max, label), 0);
  return highest < 2 ** 15 ? Int16Array.from(data) : Int32Array.from(data);
}

/**
 * A label map as a FITS image: BITPIX 8 (16, or 32 where a label needs it), the celestial cards of the cube, names as LABELnnn cards (LABEnnnn from 1000 on), HISTORY. A COMMENT
 * says that 0 is no data: with BLANK = 0 astropy would make floats of the labels.
 */
export function labelFits(labels: LabelMap, frame: SpatialFrame, notes: LabelNotes = {}): Uint8Array<ArrayBuffer> {
  return writeFits([labelUnit(labels, frame, notes)]);
}

/** The HDU that `labelFits` writes. */
export function labelUnit(labels: LabelMap, frame: SpatialFrame, notes: LabelNotes): HduToWrite {
  const { width, height } = labels;
  const { names = [], history = [], cards = [] } = notes;
  const header = [
    ...commentary('COMMENT', 'label 0 means no data'),
    formatCard('BUNIT', '', 'labels have no unit'),
    ...celestial(frame),
    ...names.map(({ id, name }) => textCard(nameKeyword(id), name, `name of label ${id}`)),
    ...cards,
    ...history.flatMap(line => commentary('HISTORY', line)),
  ];
  return { name: 'LABELS', header, data: samplesOf(labels), shape: [width, height] };
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
