import type { GraphBuilder } from '../builder.js';
import type { AnyKernel } from '../kernel.js';
import { type Operand, type Spec, sizeOf } from '../spec.js';

interface GatherAttributes {
  readonly axis: number;
  readonly batchDims?: number;
}

const axisOf = ({ shape }: Spec, { axis }: GatherAttributes) => (axis < 0 ? axis + shape.length : axis);

/** Kernels that fetch and add up by index. */
export const gatherKernels: readonly AnyKernel[] = [
  {
    name: 'GatherV2',
    inputs: ['x', 'indices'],
    infer: ([x, indices]: readonly Spec[], attributes: GatherAttributes) => {
      if (attributes.batchDims || indices.dtype !== 'int32') return undefined;
      const axis = axisOf(x, attributes);
      return [{ shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], dtype: x.dtype }];
    },
    // ONNX counts negative indices from the end; tfjs refuses them, and so does the runtime once they are past the end.
    build: (g: GraphBuilder, [x, indices]: readonly Operand[], attributes: GatherAttributes) => {
      const axis = axisOf(x, attributes);
      const negative = g.op('Less', [indices.name, g.scalar(0, 'int32')]);
      const checked = g.op('Where', [negative, g.scalar(x.shape[axis], 'int32'), indices.name]);
      return [g.op('Gather', [x.name, checked], { axis })];
    },
  },
  {
    name: 'UnsortedSegmentSum',
    inputs: ['x', 'segmentIds'],
    infer: ([x, ids]: readonly Spec[], { numSegments }: { numSegments: number }) =>
      x.dtype === 'float32' && ids.dtype === 'int32' && ids.shape.length === 1
        ? [{ shape: [numSegments, ...x.shape.slice(1)], dtype: x.dtype }]
        : undefined,
    // Added row by row in order, as a plain loop would; ids out of range go into one more segment, which is cut off.
    build: (g: GraphBuilder, [x, ids]: readonly Operand[], { numSegments }: { numSegments: number }, [out]: readonly Spec[]) => {
      const [rows, width] = [x.shape[0], sizeOf(x.shape.slice(1))];
      const [zero, spare] = [g.scalar(0, 'int32'), g.scalar(numSegments, 'int32')];
      const outside = g.op('Or', [g.op('Less', [ids.name, zero]), g.op('GreaterOrEqual', [ids.name, spare])]);
      const safe = g.cast(g.op('Where', [outside, spare, ids.name]), 'int64');
      const places = g.op('Expand', [g.reshape(safe, [rows], [rows, 1]), g.ints([rows, width])]);
      const start = g.op('Expand', [g.scalar(0), g.ints([numSegments + 1, width])]);
      const flat = g.reshape(x.name, x.shape, [rows, width]);
      const sums = g.op('ScatterElements', [start, places, flat], { axis: 0, reduction: 'add' });
      const kept = g.op('Slice', [sums, g.ints([0]), g.ints([numSegments]), g.ints([0])]);
      return [g.reshape(kept, [numSegments, width], out.shape)];
    },
  },
];
