import { type Edges, edgesOf } from '../cluster/index.js';
import { EmptyError, isCloisonneError } from '../cube/errors.js';
import { basenameOf } from '../cube/name.js';
import type { CubeSample } from '../cube/scan.js';
import type { CubeSource, SpectralAxis } from '../cube/types.js';
import type { Encoder } from '../encoder/types.js';
import { axisAfterSteps, defaultSteps, fitSteps, formatSteps, sampleStatistics } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';
import { trainEncoder } from '../train/index.js';
import { noiseBands } from './noise-bands.js';
import type { SegmentOptions } from './options.js';

/** Latents that are kept at most where nothing is asked for. */
const LATENTS = 5;

/** Pairs of neighbouring spaxels in a sample of a cube; undefined where their places are not known. */
export function sampleEdges({ n, pixels }: CubeSample, { width, height }: CubeSource['shape']): Edges | undefined {
  if (!pixels || pixels.length !== n) return undefined;
  const valid = new Uint8Array(width * height);
  for (const pixel of pixels) valid[pixel] = 1;
  return edgesOf({ width, height, valid });
}

/** Steps for a cube about which nothing is said: the bands that are noise and stronger than the others go first. */
function stepsFor(axis: SpectralAxis, sample: CubeSample, edges: Edges | undefined, warn: (message: string) => void): StepSpec[] {
  const { data, n, bands } = sample;
  const defaults = defaultSteps(axis, sampleStatistics(data, n, bands));
  // The step that evens out the noise of counts sees to their bands.
  const noise = edges && defaults.every(({ name }) => name !== 'poisson') ? noiseBands(sample, edges) : new Uint8Array(bands);
  const at = Array.from(noise.keys()).filter(band => !noise[band]);
  const lost = bands - at.length;
  if (lost === 0) return defaults;
  warn(
    `${lost} of ${bands} bands take no part in the clustering: they are noise in every spaxel, and stronger than what the others show`,
  );
  const take: StepSpec = { name: 'take', version: 1, at };
  const kept = new Float32Array(n * at.length);
  for (let i = 0, to = 0; i < n; i++) for (const band of at) kept[to++] = data[i * bands + band];
  return [take, ...defaultSteps(axisAfterSteps([take], axis), sampleStatistics(kept, n, at.length))];
}

/** Fits an encoder on the sample of a cube, with the steps asked for or the defaults for this kind of data; says which. Throws EmptyError. */
export async function fitEncoder(
  cube: CubeSource,
  axis: SpectralAxis,
  sample: CubeSample,
  options: SegmentOptions,
  warn: (message: string) => void,
  edges: Edges | undefined = sampleEdges(sample, cube.shape),
): Promise<Encoder> {
  const { data, n } = sample;
  const specs = options.steps ?? stepsFor(axis, sample, edges, warn);
  const steps = fitSteps(specs, { data, n }, axis);
  const depth = axisAfterSteps(steps, axis).values.length;
  const latent = Math.max(1, Math.min(options.latent ?? (edges ? LATENTS : 3), depth, n - 1));
  const weighted = options.latent === undefined && edges !== undefined;
  const what = weighted
    ? `principal components that form an image, at most ${latent}, weighted by that,`
    : `a PCA to ${latent} dimension${latent === 1 ? '' : 's'}`;
  warn(
    `no encoder given and no shipped one fits the axis: ${what} ${weighted ? 'are' : 'is'} fitted on ${n} spaxels (steps: ${formatSteps(specs.filter(({ name }) => name !== 'take'))})`,
  );
  const training = trainEncoder({
    ...{ spectra: data, n, axis, unit: cube.unit, steps, signal: options.signal },
    ...(weighted && { edges }),
    recipe: { method: 'pca', latent, seed: options.seed ?? 0 },
    name: 'pca-fitted-here',
    description: 'PCA fitted on a sample of the cube it was used on',
    licence: 'as the cube',
    data: `${n} spaxels of ${basenameOf(cube.name)}`,
  });
  try {
    for (let next = await training.next(); ; next = await training.next()) {
      if (next.done) return next.value;
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
