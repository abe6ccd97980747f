import { UsageError } from '../cube/errors.js';
import { axisAtRest } from '../cube/rest.js';
import { type CubeSample, scanCube } from '../cube/scan.js';
import type { CubeSource, SampleSource } from '../cube/types.js';
import type { Encoder } from '../encoder/types.js';
import { compileSteps, type MeasuredStep, measureSteps } from '../preprocess/index.js';
import type { CompiledSteps, StepSpec } from '../preprocess/types.js';
import type { Segmentation } from '../segmentation.js';
import { chooseEncoder } from './choose-encoder.js';
import { withFaint } from './faint.js';
import type { SegmentOptions } from './options.js';
import type { Reporter } from './reporter.js';

/** What a run knows before it reads the whole cube. */
export interface Prepared {
  readonly cube: CubeSource;
  /** [bands] 1 for bands that are bad in nearly every spaxel. */
  readonly notch: Uint8Array;
  readonly encoder: Encoder;
  readonly origin: Segmentation['encoderOrigin'];
  /** The encoder's steps as they apply to this cube, and compiled; what was measured on it for that. */
  readonly specs: readonly StepSpec[];
  readonly steps: CompiledSteps;
  readonly measured: readonly MeasuredStep[];
  /** [bands] near the mean spectrum, see CellMoments. */
  readonly shift: Float64Array;
  /** What this rests on, where a preview is asked for. */
  readonly sample?: CubeSample;
  /** Bytes of the sample this rests on. */
  readonly sampleBytes: number;
}

/** Throws UsageError for a range of K that cannot be. */
export function requireRangeOfK({ kMin = 1, kMax = 10 }: SegmentOptions): void {
  if (!(Number.isInteger(kMin) && Number.isInteger(kMax) && kMin >= 1 && kMax >= kMin && kMax <= 255)) {
    throw new UsageError(`K from ${kMin} to ${kMax}`, { why: 'K must be whole numbers with 1 <= smallest <= largest <= 255' });
  }
}

/** Scans the cube and chooses its encoder. Throws EmptyError, EncoderMismatchError, InputError and InterruptedError. */
export async function prepare(source: SampleSource, options: SegmentOptions, { warn, progress }: Reporter): Promise<Prepared> {
  progress('scan', 0, 1);
  const { cube, sample, notch, means } = await scanCube(source, options, options.signal);
  const found = notch.reduce((sum, bad) => sum + bad, 0);
  if (found > 0) warn(`${found} of ${cube.shape.bands} bands are missing in nearly every spaxel and are left out`);
  progress('scan', 1, 1);
  progress('fit', 0, 1);
  const axis = axisAtRest(cube.keptAxis, options.velocity);
  const { encoder, steps, origin } = await chooseEncoder(cube, axis, sample, options, warn);
  const { specs, measured } = measureSteps(withFaint(steps, options.faint), sample, axis);
  progress('fit', 1, 1);
  return {
    ...{ cube, notch, encoder, origin, specs, measured },
    steps: compileSteps(specs, axis),
    shift: means,
    sampleBytes: sample.data.byteLength,
    ...(options.preview && { sample }),
  };
}
