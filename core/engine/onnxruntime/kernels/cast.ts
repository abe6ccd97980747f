import type { GraphBuilder } from '../builder.js';
import type { Dtype } from '../spec.js';

/** Conversion as JavaScript does it: to int32 what is not finite is 0 and the rest wraps around; to bool everything but 0 is true. */
export function writeCast(g: GraphBuilder, x: string, from: Dtype, to: Dtype): string {
  if (from !== 'float32' || to === 'float32') return g.cast(x, to);
  if (to === 'bool') return g.op('Not', [g.op('Equal', [x, g.scalar(0)])]);
  const finite = g.op('Less', [g.op('Abs', [x]), g.scalar(Number.POSITIVE_INFINITY)]);
  const wide = g.cast(g.op('Where', [finite, x, g.scalar(0)]), 'float64');
  const [half, whole] = [g.scalar(2 ** 31, 'float64'), g.scalar(2 ** 32, 'float64')];
  const turns = g.op('Floor', [g.op('Div', [g.op('Add', [wide, half]), whole])]);
  return g.cast(g.op('Sub', [wide, g.op('Mul', [turns, whole])]), 'int32');
}
