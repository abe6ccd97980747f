import { axisMatches } from '../core/cube/axis.js';
import { InputError } from '../core/cube/errors.js';
import { scanCube } from '../core/cube/scan.js';
import type { SpectralAxis } from '../core/cube/types.js';
import { defaultSteps, sampleStatistics } from '../core/preprocess/index.js';
import type { StepSpec } from '../core/preprocess/types.js';
import { openInput } from './inputs.js';
import { planeFrom, selectionFrom, wholeNumber } from './selection.js';

/** Raw spectra of several cubes on one axis. */
export interface TrainingSet {
  /** [n, bands], NaN for missing samples. */
  readonly data: Float32Array;
  readonly n: number;
  readonly axis: SpectralAxis;
  readonly unit: string;
}

/** Takes spectra, spread evenly, from each cube. Throws InputError when the axes differ. */
export async function collectSpectra(
  cubes: readonly string[],
  argv: Record<string, unknown>,
  signal: AbortSignal,
): Promise<TrainingSet> {
  const limit = wholeNumber(argv.sample, 'sample', 2);
  const parts: Float32Array[] = [];
  let first: { name: string; axis: SpectralAxis; unit: string } | undefined;
  for (const name of cubes) {
    const source = await openInput(name, { axis: argv.axis as string | undefined, plane: planeFrom(argv.plane), signal });
    try {
      const selection = await selectionFrom(argv, source.shape, signal);
      const { cube, sample } = await scanCube(source, { selection, minGood: Number(argv['min-good']), limit }, signal);
      first ??= { name, axis: cube.spectralAxis, unit: cube.unit };
      const same = axisMatches(cube.spectralAxis, first.axis, first.name);
      if (!same.match) {
        throw new InputError('the cubes have different spectral axes', {
          where: name,
          why: same.why,
          remedy: 'Train on cubes of one axis.',
        });
      }
      parts.push(sample.data);
    } finally {
      await source.close();
    }
  }
  const { axis, unit } = first as NonNullable<typeof first>;
  const data = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    data.set(part, at);
    return at + part.length;
  }, 0);
  return { data, n: data.length / axis.values.length, axis, unit };
}

/** Default preprocessing for a training set. */
export function stepsFor({ data, n, axis }: TrainingSet): StepSpec[] {
  return defaultSteps(axis, sampleStatistics(data, n, axis.values.length));
}
