import type { AnyKernel } from '../kernel.js';
import { activationKernels } from './activation.js';
import { binaryKernels } from './binary.js';
import { convKernels } from './conv.js';
import { gatherKernels } from './gather.js';
import { layoutKernels } from './layout.js';
import { makeKernels } from './make.js';
import { matmulKernels } from './matmul.js';
import { pieceKernels } from './pieces.js';
import { poolKernels } from './pool.js';
import { reduceKernels } from './reduce.js';
import { resizeKernels } from './resize.js';
import { unaryKernels } from './unary.js';

export { type View, viewKernels } from './views.js';

/** Every kernel that is recorded; what is missing here runs on the cpu backend. */
export const kernels: readonly AnyKernel[] = [
  ...activationKernels,
  ...binaryKernels,
  ...convKernels,
  ...gatherKernels,
  ...layoutKernels,
  ...makeKernels,
  ...matmulKernels,
  ...pieceKernels,
  ...poolKernels,
  ...reduceKernels,
  ...resizeKernels,
  ...unaryKernels,
];
