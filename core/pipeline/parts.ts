import type { CubeSource } from '../cube/types.js';
import type { Description } from '../describe/describe.js';
import type { Encoder } from '../encoder/types.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { RejectionLimits, Segmentation } from '../segmentation.js';
import type { Clustered } from './cluster.js';
import type { Encoded } from './encode.js';

/** Everything the phases found. */
export interface Parts {
  readonly cube: CubeSource;
  readonly encoder: Encoder;
  readonly origin: Segmentation['encoderOrigin'];
  /** Systemic velocity that was taken out before the encoder, km/s. */
  readonly velocity?: number;
  readonly encoded: Encoded;
  readonly clustered: Clustered;
  readonly limits: RejectionLimits;
  readonly description: Description;
  readonly decoder: CompiledNetwork;
  readonly engine: string;
  readonly seed: number;
  readonly warnings: readonly string[];
}
