import { InputError } from '../../../core/cube/errors.js';
import type { AxisChoice } from '../../axes/index.js';
import { chooseStack, type Dimension, type Position } from './stack.js';

/** ImageJ's hyperstacks run through the channels first, then the slices, then the frames. */
const ORDER: readonly Dimension[] = ['C', 'Z', 'T'];
const MOST_PLANES = 1 << 20;

/** What ImageJ says of its stack. */
export interface ImageJStack {
  /** Numbers of the planes that are the bands, in order. */
  readonly pages: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Reads the description that ImageJ writes (`ImageJ=1.53`, `images=32`, `channels=4`, `slices=8`): which planes are the bands. Undefined for other
 * descriptions, and where it tells of one plane. Throws InputError where its numbers do not fit each other, UsageError where a plane must be chosen.
 */
export function readImageJ(description: string, name: string, choice: AxisChoice): ImageJStack | undefined {
  if (!description.startsWith('ImageJ=')) return undefined;
  const count = (key: string): number => Number(new RegExp(`^${key}=(\\d{1,7})\\s*$`, 'm').exec(description)?.[1] ?? 1);
  const size: Position = { C: count('channels'), Z: count('slices'), T: count('frames') };
  const planes = Math.max(1, count('images'));
  const told = size.C * size.Z * size.T;
  // A plain stack may name no dimension at all.
  if (told === 1) size.Z = planes;
  else if (told !== planes || told > MOST_PLANES)
    throw new InputError("ImageJ's description does not fit the stack", {
      where: name,
      why: `${size.C} channels x ${size.Z} slices x ${size.T} frames, but images=${planes}`,
      remedy: 'Save the stack again with ImageJ (File > Save As > Tiff).',
    });
  if (planes === 1) return undefined;
  const { bands, at, warnings } = chooseStack(name, ORDER, size, choice);
  const pages = Array.from({ length: size[bands] }, (_, band) => {
    const place = { ...at, [bands]: band };
    return place.C + size.C * (place.Z + size.Z * place.T);
  });
  return { pages, warnings };
}
