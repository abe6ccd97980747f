import type { CubeSource } from '../cube/types.js';
import type { DescribeInput, Description } from '../describe/describe.js';
import type { Encoder } from '../encoder/types.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { MeasuredStep } from '../preprocess/index.js';
import type { RejectionLimits, Segmentation } from '../segmentation.js';
import type { Clustered } from './cluster.js';
import type { Encoded } from './encode.js';
import type { SegmentOptions } from './options.js';
import type { Session } from './session.js';

/** Everything the phases found. */
export interface Parts {
  readonly cube: CubeSource;
  readonly encoder: Encoder;
  readonly origin: Segmentation['encoderOrigin'];
  readonly measured: readonly MeasuredStep[];
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

/** All of them, with what a session knows. */
export function partsOf(
  { cube, encoder, origin, measured, limits, decoder, engine }: Session,
  found: Pick<Parts, 'encoded' | 'clustered' | 'description'>,
  { seed = 0, velocity }: SegmentOptions,
  warnings: readonly string[],
): Parts {
  return { cube, encoder, origin, measured, limits, decoder, engine: engine.name, ...found, seed, velocity, warnings };
}

/** What the second read takes from the first and from clustering. */
export function describeInput(
  session: Session,
  encoded: Encoded,
  { sweep, labelled, decision }: Clustered,
  { seed = 0, weights }: Pick<SegmentOptions, 'seed' | 'weights'>,
): DescribeInput {
  const { cube, steps, decoder, shift, encoder } = session;
  return {
    ...{
      cube,
      steps,
      decoder,
      valid: encoded.valid,
      latents: encoded.latents,
      latent: encoder.card.latent,
      shift,
      seed,
      weights,
    },
    labellings: labelled.map(({ labels }, i) => ({ k: sweep[i].k + 1, labels })),
    examplesOf: sweep.indexOf(decision.chosen),
  };
}
