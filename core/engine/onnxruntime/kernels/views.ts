import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../spec.js';

/** A tensor and the shape in which a kernel shows it. */
export interface View {
  readonly x: TensorInfo;
  readonly shape: readonly number[];
}

function reshape(x: TensorInfo, shape: readonly number[]): View {
  const known = shape.reduce((size, dim) => (dim < 0 ? size : size * dim), 1);
  return { x, shape: shape.map(dim => (dim < 0 ? sizeOf(x.shape) / known : dim)) };
}

/** Kernels that give the same values back, perhaps in another shape: no node is needed. Undefined where they do more than that. */
export const viewKernels: Readonly<Record<string, (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => View | undefined>> = {
  Identity: ({ x }) => ({ x: x as TensorInfo, shape: (x as TensorInfo).shape }),
  Reshape: ({ x }, { shape }) => reshape(x as TensorInfo, shape as number[]),
  ExpandDims: ({ input }, { dim }) => {
    const { shape } = input as TensorInfo;
    const at = (dim as number) < 0 ? (dim as number) + shape.length + 1 : (dim as number);
    return { x: input as TensorInfo, shape: [...shape.slice(0, at), 1, ...shape.slice(at)] };
  },
  Cast: ({ x }, { dtype }) =>
    x && (x as TensorInfo).dtype === dtype ? { x: x as TensorInfo, shape: (x as TensorInfo).shape } : undefined,
};
