import type { AnyKernel } from '../kernel.js';
import { activationKernels } from './activation.js';
import { binaryKernels } from './binary.js';
import { gatherKernels } from './gather.js';
import { layoutKernels } from './layout.js';
import { makeKernels } from './make.js';
import { matmulKernels } from './matmul.js';
import { pieceKernels } from './pieces.js';
import { reduceKernels } from './reduce.js';
import { unaryKernels } from './unary.js';

export { type View, viewKernels } from './views.js';

/** Every kernel that is recorded; what is missing here runs on the cpu backend. */
export const kernels: readonly AnyKernel[] = [
  ...activationKernels,
  ...binaryKernels,
  ...gatherKernels,
  ...layoutKernels,
  ...makeKernels,
  ...matmulKernels,
  ...pieceKernels,
  ...reduceKernels,
  ...unaryKernels,
];
