import { type ArrayAxis, type AxisChoice, chooseAxes, roleOfName } from '../../axes/index.js';

const MOST_PLANES = 1 << 20;

/** Which planes of an array are the bands. */
export interface ShapedStack {
  readonly pages: readonly number[];
  readonly warnings: readonly string[];
}

/** The array that a description speaks of: `{"shape": [32, 20, 28], "axes": "CYX"}`. */
function described(description: string): { shape: number[]; axes?: string } | undefined {
  if (!description.startsWith('{')) return undefined;
  try {
    const { shape, axes } = JSON.parse(description) as { shape?: unknown; axes?: unknown };
    if (!Array.isArray(shape) || !shape.every(n => Number.isSafeInteger(n) && n > 0)) return undefined;
    return { shape: shape as number[], axes: typeof axes === 'string' && axes.length === shape.length ? axes : undefined };
  } catch {
    return undefined;
  }
}

/**
 * Reads the description that tifffile writes: an array of planes of `height` x `width`, all in one directory or one each. Undefined for other
 * descriptions, and for one plane. Throws UsageError where several axes could be spectral, or a plane must be chosen.
 */
export function readShaped(
  description: string,
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  choice: AxisChoice,
): ShapedStack | undefined {
  const told = described(description);
  if (!told) return undefined;
  const shape = [...told.shape];
  const letters = [...(told.axes ?? '')];
  while (shape.length > 2 && shape.at(-1) === 1 && !(shape.at(-2) === height && shape.at(-1) === width)) {
    shape.pop();
    letters.pop();
  }
  const rank = shape.length;
  if (rank < 3 || shape[rank - 1] !== width || shape[rank - 2] !== height) return undefined;
  const planes = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  if (planes < 2 || planes > MOST_PLANES) return undefined;
  const axes = shape.map((length, i): ArrayAxis => {
    const letter = letters[i]?.toUpperCase();
    const role = i === rank - 1 ? 'x' : i === rank - 2 ? 'y' : letter === undefined ? undefined : roleOfName(letter);
    // An axis of space one pixel long is still space.
    return { length: i >= rank - 2 ? Math.max(2, length) : length, names: letter ? [letter] : [], role, from: `axis ${letter}` };
  });
  const { band, fixed, warnings } = chooseAxes(name, axes, choice);
  if (band >= rank - 2) return undefined;
  const pages = Array.from({ length: shape[band] }, (_, index) => {
    let page = 0;
    for (let i = 0; i < rank - 2; i++) page = page * shape[i] + (i === band ? index : (fixed.get(i) ?? 0));
    return page;
  });
  return { pages, warnings };
}
