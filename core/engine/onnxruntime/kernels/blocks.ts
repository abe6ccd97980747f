import type { GraphBuilder } from '../builder.js';

/** Writes an image [batch, rows, columns, channels] with every pixel as a block of so many rows and columns. */
export function writeBlocks(g: GraphBuilder, x: string, shape: readonly number[], block: readonly number[]): string {
  const [batch, rows, columns, channels] = shape;
  const [down, across] = block;
  const apart = g.reshape(x, shape, [batch * rows, 1, columns, 1, channels]);
  const whole = [batch * rows, down, columns, across, channels];
  const result = down * across === 1 ? apart : g.op('Expand', [apart, g.ints(whole)]);
  return g.reshape(result, whole, [batch, rows * down, columns * across, channels]);
}
