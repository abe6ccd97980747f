import type { SpatialFrame } from '../../core/cube/types.js';
import type { LabelMap } from '../../core/labels/types.js';
import { celestial, type LabelNotes, labelUnit } from './products.js';
import { type ByteSink, streamFits } from './stream.js';
import { bitpixOf, type FitsData } from './unit.js';
import { type HduToWrite, writeFits } from './write.js';
import { formatCard, textCard } from './write-card.js';

/** A cluster as one bit of a mask image. */
export interface MaskPlane {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** Bits of a mask image that a signed integer of 32 bits holds. */
const BITS = 31;
/** Samples that are held of a mask at once. */
const PIECE = 1 << 20;

interface MaskUnit extends Omit<HduToWrite, 'data'> {
  /** Samples [from, to) of the image. */
  readonly samples: (from: number, to: number) => FitsData;
}

/** The HDUs of a mask file, whose samples are made when they are asked for. */
function maskUnits(labels: LabelMap, frame: SpatialFrame, planes: readonly MaskPlane[], notes: LabelNotes): MaskUnit[] {
  const { data: stored, ...first } = labelUnit(labels, frame, notes);
  const groups = Array.from({ length: Math.ceil(planes.length / BITS) }, (_, i) => planes.slice(i * BITS, (i + 1) * BITS));
  const masks = groups.map((group, i): MaskUnit => {
    const bits = new Map(group.map(({ id }, bit) => [id, 2 ** bit]));
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
    const samples = (from: number, to: number) => Int32Array.from(labels.data.subarray(from, to), id => bits.get(id) ?? 0);
    return { name: 'MASK', header, samples, shape: [labels.width, labels.height] };
  });
  return [{ ...first, samples: (from, to) => (stored as FitsData).subarray(from, to) as FitsData }, ...masks];
}

/**
 * A label map as `labelFits` has it, and beside it MASK images in which cluster n of `planes` is bit n: the keywords MSKNnnnn (name), MSKMnnnn (its
 * value, a power of two) and MSKDnnnn (description), counted from 1, are those of the Rubin Observatory that Firefly shows as layers. Of more
 * than 31 clusters the next stand in a further MASK with EXTVER 2, and so on.
 */
export function labelMaskFits(
  labels: LabelMap,
  frame: SpatialFrame,
  planes: readonly MaskPlane[],
  notes: LabelNotes = {},
): Uint8Array<ArrayBuffer> {
  const units = maskUnits(labels, frame, planes, notes);
  return writeFits(units.map(({ samples, ...unit }) => ({ ...unit, data: samples(0, labels.data.length) })));
}

/** Writes the bytes of `labelMaskFits` a piece at a time: of many clusters the masks are larger than memory. */
export async function streamLabelMasks(
  sink: ByteSink,
  labels: LabelMap,
  frame: SpatialFrame,
  planes: readonly MaskPlane[],
  notes: LabelNotes = {},
): Promise<void> {
  const units = maskUnits(labels, frame, planes, notes);
  const stream = streamFits(
    sink,
    units.map(({ samples, ...unit }) => ({ ...unit, bitpix: bitpixOf(samples(0, 0)) })),
  );
  for (const [i, { samples }] of units.entries())
    for (let at = 0; at < labels.data.length; at += PIECE)
      await stream.write(i, at, samples(at, Math.min(at + PIECE, labels.data.length)));
  await stream.finish();
}
