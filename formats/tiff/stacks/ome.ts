import { InputError } from '../../../core/cube/errors.js';
import type { SpectralAxis } from '../../../core/cube/types.js';
import type { AxisChoice } from '../../axes/index.js';
import { channelAxis, edgesOf, isMonotonic, quantityOf } from '../../table/index.js';
import { chooseStack, type Dimension, type Position } from './stack.js';
import { attribute } from './xml.js';

/** What the OME-XML of a file says of its first image: the directory of every band, and the spectral axis. */
export interface OmeImage {
  /** Directory numbers in band order; absent where all channels lie in one directory. */
  readonly pages?: readonly number[];
  readonly axis: SpectralAxis;
  readonly warnings: readonly string[];
}

/** An image of the XML: attributes of its Pixels, channels, and which planes lie where. */
interface Pixels {
  readonly order: readonly Dimension[];
  readonly size: Position;
  readonly channels: readonly string[];
  readonly blocks: readonly { readonly attributes: string; readonly inner: string }[];
}

const MOST_PLANES = 1 << 20;

function failure(name: string, why: string, remedy?: string): InputError {
  return new InputError('cannot use the OME-XML of the image', { where: name, why, remedy });
}

function readPixels(xml: string, name: string): Pixels {
  const start = /<(?:\w+:)?Pixels\s([^<>]*)>/.exec(xml);
  if (!start) throw failure(name, 'there is no Pixels element');
  const end = xml.indexOf('Pixels>', start.index + start[0].length);
  const inner = xml.slice(start.index + start[0].length, end < 0 ? undefined : end);
  const order = /^XY([CZT]{3})$/.exec(attribute(start[1], 'DimensionOrder') ?? '')?.[1];
  if (!order || new Set(order).size !== 3)
    throw failure(name, `DimensionOrder is '${attribute(start[1], 'DimensionOrder')?.slice(0, 20) ?? ''}'`);
  const sizeOf = (dimension: Dimension): number => {
    const size = Number(attribute(start[1], `Size${dimension}`));
    if (!Number.isSafeInteger(size) || size < 1) throw failure(name, `Size${dimension} is not a whole number of 1 or more`);
    return size;
  };
  const size = { Z: sizeOf('Z'), C: sizeOf('C'), T: sizeOf('T') };
  if (size.Z * size.C * size.T > MOST_PLANES)
    throw failure(name, `${size.Z} x ${size.C} x ${size.T} planes, at most ${MOST_PLANES} are read`);
  return {
    order: [...order] as Dimension[],
    size,
    channels: [...inner.matchAll(/<(?:\w+:)?Channel\s([^<>]*)>/g)].map(([, attributes]) => attributes),
    blocks: inner
      .split(/<(?:\w+:)?TiffData(?=[\s/>])/)
      .slice(1)
      .map(block => {
        const close = block.indexOf('>');
        return close < 0
          ? { attributes: '', inner: '' }
          : { attributes: block.slice(0, close).replace(/\/$/, ''), inner: block.slice(close + 1) };
      }),
  };
}

/** Directory of every plane, by its number in DimensionOrder; planes of other files are NaN. */
function directories({ order, size, blocks }: Pixels, uuid: string | undefined, pages: number, name: string): Float64Array {
  const out = new Float64Array(size.Z * size.C * size.T).fill(Number.NaN);
  const strides = { [order[0]]: 1, [order[1]]: size[order[0]], [order[2]]: size[order[0]] * size[order[1]] } as Position;
  const whole = (attributes: string, key: string, absent: number): number => {
    const text = attribute(attributes, key);
    const value = text === undefined ? absent : Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw failure(name, `TiffData has ${key}="${text?.slice(0, 20)}"`);
    return value;
  };
  let told = 0;
  for (const { attributes, inner } of blocks.length > 0 ? blocks : [{ attributes: '', inner: '' }]) {
    const file = /<(?:\w+:)?UUID(\s[^<>]*)?>([^<]*)</.exec(inner);
    if (file && uuid !== undefined && file[2].trim() !== uuid) continue;
    const first = (['Z', 'C', 'T'] as const).reduce((at, d) => at + whole(attributes, `First${d}`, 0) * strides[d], 0);
    const ifd = whole(attributes, 'IFD', 0);
    const count = whole(attributes, 'PlaneCount', attribute(attributes, 'IFD') === undefined ? out.length - first : 1);
    for (let i = 0; i < Math.min(count, out.length - first); i++) {
      if (ifd + i >= pages)
        throw failure(
          name,
          `plane ${first + i} is directory ${ifd + i}, the file has ${pages}`,
          'The file is truncated or a part of a set.',
        );
      if (++told > 2 * out.length) throw failure(name, 'its TiffData name the same planes over and over');
      out[first + i] = ifd + i;
    }
  }
  return out;
}

/** `EmissionWavelength` of every channel, where they run one way, else numbers; `Name`s. */
function axisOf({ channels }: Pixels, bands: number, warnings: string[]): SpectralAxis {
  const names = channels.map(channel => attribute(channel, 'Name') ?? '');
  const named = names.length === bands && names.some(n => n !== '') ? names : undefined;
  const values = Float64Array.from(channels, channel => Number(attribute(channel, 'EmissionWavelength') ?? Number.NaN));
  if (values.length !== bands || bands < 2 || values.every(Number.isNaN)) return channelAxis(bands, named);
  if (!isMonotonic(values)) {
    warnings.push(
      'emission wavelengths are incomplete or in no order: bands of the spectral axis are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are',
    );
    return channelAxis(bands, named);
  }
  const unit = attribute(channels[0], 'EmissionWavelengthUnit') ?? 'nm';
  const { kind, unit: known } = quantityOf(unit) ?? { kind: 'wavelength' as const, unit };
  return { kind, unit: known, values, edges: edgesOf(values), ...(named ? { names: named } : {}) };
}

/**
 * Reads the OME-XML of an image description: which directories are the bands of the first image, in which order, and what they measure.
 * The bands are the channels, or the planes of Z or T where there is one channel; further axes need an index in the choice's `plane`. `samples` is the
 * number of samples a pixel of the first directory, `pages` that of directories. Undefined for other descriptions. Throws InputError where
 * the XML and the file disagree, UsageError where a plane must be chosen.
 */
export function readOme(
  description: string,
  name: string,
  pages: number,
  samples: number,
  choice: AxisChoice,
): OmeImage | undefined {
  const root = /<(?:\w+:)?OME(\s[^<>]*)?>/.exec(description);
  if (!root || !/<(?:\w+:)?Pixels\s/.test(description)) return undefined;
  const pixels = readPixels(description, name);
  const warnings: string[] = [];
  const images = [...description.matchAll(/<(?:\w+:)?Pixels\s/g)].length;
  if (images > 1) warnings.push(`the first of ${images} images is read`);
  if (samples > 1) {
    chooseStack(name, pixels.order, { ...pixels.size, C: 1 }, choice);
    return { axis: axisOf(pixels, samples, warnings), warnings };
  }
  const { bands, at, warnings: assumed } = chooseStack(name, pixels.order, pixels.size, choice);
  warnings.push(...assumed);
  const found = directories(pixels, attribute(root[1] ?? '', 'UUID'), pages, name);
  const { order, size } = pixels;
  const list = Array.from({ length: size[bands] }, (_, band) => {
    const position = { ...at, [bands]: band };
    return found[position[order[0]] + size[order[0]] * (position[order[1]] + size[order[1]] * position[order[2]])];
  });
  const absent = list.findIndex(Number.isNaN);
  if (absent >= 0) {
    const other = pixels.blocks
      .map(({ inner }) => attribute(/<(?:\w+:)?UUID(\s[^<>]*)?>/.exec(inner)?.[1] ?? '', 'FileName'))
      .find(Boolean);
    throw failure(
      name,
      `band ${absent + 1} is not in this file${other ? ` (others: ${other} ...)` : ''}`,
      'Write the set as one file.',
    );
  }
  return { pages: list, axis: bands === 'C' ? axisOf(pixels, size.C, warnings) : channelAxis(size[bands]), warnings };
}
