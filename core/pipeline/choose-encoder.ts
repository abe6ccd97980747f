import { EmptyError, isCloisonneError } from '../cube/errors.js';
import { basenameOf } from '../cube/name.js';
import type { CubeSample } from '../cube/scan.js';
import type { CubeSource } from '../cube/types.js';
import { checkAxis } from '../encoder/index.js';
import type { Encoder } from '../encoder/types.js';
import { axisAfterSteps, defaultSteps, fitSteps, formatSteps, sampleStatistics } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';
import { trainEncoder } from '../train/index.js';
import type { SegmentOptions } from './options.js';

/** The encoder of a run, the steps with which it applies to this cube, and where it comes from. */
export interface ChosenEncoder {
  readonly encoder: Encoder;
  readonly steps: readonly StepSpec[];
  readonly origin: 'given' | 'shipped' | 'fitted';
}

/**
 * The encoder given; else the first shipped one made for this very axis (never for plain band numbers, which say nothing); else a PCA
 * fitted on the scan's sample with the steps asked for or the defaults for this kind of data. Says which. Throws EncoderMismatchError
 * when the given one does not fit.
 */
export async function chooseEncoder(
  cube: CubeSource,
  sample: CubeSample,
  options: SegmentOptions,
  warn: (message: string) => void,
): Promise<ChosenEncoder> {
  const { encoder, shipped = [], rebin } = options;
  if (encoder) return { encoder, steps: checkAxis(encoder.card, cube.spectralAxis, { rebin }), origin: 'given' };
  for (const candidate of cube.spectralAxis.kind === 'channel' ? [] : shipped) {
    const steps = stepsIfFitting(candidate, cube);
    if (steps) return { encoder: candidate, steps, origin: 'shipped' };
  }
  const { data, n, bands } = sample;
  const specs = options.steps ?? defaultSteps(cube.spectralAxis, sampleStatistics(data, n, bands));
  const steps = fitSteps(specs, { data, n }, cube.spectralAxis);
  const depth = axisAfterSteps(steps, cube.spectralAxis).values.length;
  const latent = Math.max(1, Math.min(options.latent ?? 3, depth, n - 1));
  warn(
    `no encoder given and no shipped one fits the axis: a PCA to ${latent} dimension${latent === 1 ? '' : 's'} is fitted on ${n} spaxels (steps: ${formatSteps([...specs])})`,
  );
  const training = trainEncoder({
    ...{ spectra: data, n, axis: cube.spectralAxis, unit: cube.unit, steps, signal: options.signal },
    recipe: { method: 'pca', latent, seed: options.seed ?? 0 },
    name: 'pca-fitted-here',
    description: 'PCA fitted on a sample of the cube it was used on',
    licence: 'as the cube',
    data: `${n} spaxels of ${basenameOf(cube.name)}`,
  });
  try {
    for (let next = await training.next(); ; next = await training.next()) {
      if (next.done) return { encoder: next.value, steps: next.value.card.steps, origin: 'fitted' };
      if (next.value.type === 'warning') warn(next.value.message);
    }
  } catch (err) {
    if (!isCloisonneError(err, 'EmptyError')) throw err;
    throw new EmptyError('nothing to segment', {
      where: cube.name,
      why: err.message,
      remedy: 'Check the HDU, the region and the mask, or try other --steps.',
      cause: err,
    });
  }
}

function stepsIfFitting(encoder: Encoder, cube: CubeSource): StepSpec[] | undefined {
  try {
    return checkAxis(encoder.card, cube.spectralAxis);
  } catch {
    return undefined;
  }
}
