/** A pair of numbers for rows and columns, or one for both, as tfjs takes strides, dilations and the sizes of windows. */
export type Pair = number | readonly number[];

/** What tfjs's convolutions and pools say about their windows. */
export interface WindowAttributes {
  readonly strides: Pair;
  readonly pad: 'same' | 'valid' | number | readonly (readonly number[])[];
  readonly dilations?: Pair;
  readonly dimRoundingMode?: string;
  readonly dataFormat?: string;
}

/** Windows over an image; each pair is rows, then columns. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** How many windows. */
  readonly out: readonly number[];
  /** Zeros before the image. */
  readonly before: readonly number[];
  /** How far the last window reaches past the image; negative where it ends before the image does. */
  readonly past: readonly number[];
}

/** Both numbers of a pair. */
export const pairOf = (pair: Pair): readonly number[] => (typeof pair === 'number' ? [pair, pair] : pair);

function padding(attributes: WindowAttributes, axis: number): readonly number[] | undefined {
  const { pad } = attributes;
  if (pad === 'valid') return [0, 0];
  if (typeof pad === 'number') return [pad, pad];
  return typeof pad === 'object' ? pad[axis + 1] : undefined;
}

/**
 * The windows of a convolution or pool over an image [batch, rows, columns, channels], as tfjs lays them. Undefined for what is not
 * covered: channels first, rounding other than down, windows and strides that are not square with one number as padding.
 */
export function windowOf(shape: readonly number[], window: Pair, attributes: WindowAttributes): Window | undefined {
  const { pad, dimRoundingMode, dataFormat } = attributes;
  const [size, strides, dilations] = [window, attributes.strides, attributes.dilations ?? 1].map(pairOf);
  if (shape.length !== 4 || (dataFormat ?? 'NHWC') !== 'NHWC' || (dimRoundingMode ?? 'floor') !== 'floor') return undefined;
  if ([size, strides, dilations].some(pair => pair.length !== 2)) return undefined;
  const reach = size.map((length, i) => (length - 1) * dilations[i] + 1);
  if (typeof pad === 'number' && (reach[0] !== reach[1] || strides[0] !== strides[1])) return undefined;
  const [out, before, past]: number[][] = [[], [], []];
  for (const i of [0, 1]) {
    const length = shape[i + 1];
    const given = padding(attributes, i);
    const windows = given
      ? Math.floor((length + given[0] + given[1] - reach[i]) / strides[i]) + 1
      : Math.ceil(length / strides[i]);
    const whole = (windows - 1) * strides[i] + reach[i];
    const first = given ? given[0] : Math.floor(Math.max(0, whole - length) / 2);
    const rest = whole - length - first;
    // A window fewer than fit, or none, is nothing that ONNX can say.
    if (windows < 1 || -rest >= strides[i]) return undefined;
    out.push(windows);
    before.push(first);
    past.push(rest);
  }
  return { size, strides, dilations, out, before, past };
}

/** Zeros around the image as ONNX lists them: before rows and columns, then after. */
export const padsOf = ({ before, past }: Window): number[] => [...before, ...past.map(length => Math.max(0, length))];

/** What a transposed convolution has to add at the ends to give the image that the windows were laid over. */
export const leftOver = ({ past }: Window): number[] => past.map(length => Math.max(0, -length));
