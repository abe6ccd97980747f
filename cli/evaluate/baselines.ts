import { referenceSteps, spectralBaseline, spectralBaselines } from '../../core/baselines.js';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { scanCube } from '../../core/cube/scan.js';
import type { CubeShape } from '../../core/cube/types.js';
import {
  type Baseline,
  falseColorImage,
  gatherSpectra,
  type MethodResult,
  onMap,
  rgbEmbedding,
  runBaseline,
} from '../../core/evaluate/index.js';
import { compileSteps, defaultSteps, fitSteps, parseSteps, sampleStatistics } from '../../core/preprocess/index.js';
import { readRgbImage } from '../image.js';
import { openInput } from '../inputs.js';
import { parseBytes } from '../parse.js';
import type { Progress } from '../progress.js';
import { inputFrom, selectionFrom, wholeNumber } from '../selection.js';

const NAMES: readonly string[] = [...spectralBaselines, 'rgb'];

/** The names of --baselines, checked. Throws UsageError. */
export function baselineNames(text: unknown): string[] {
  const names = String(text ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  const unknown = names.find(name => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no baseline '${unknown}'`, { remedy: `Choose from ${NAMES.join(', ')}.` });
  return [...new Set(names)];
}

/**
 * Runs baselines on the cube of --cube, over K from kMin to kMax; labels come as maps [height * width]. Throws UsageError when the cube or
 * the image has another size than the maps.
 */
export async function runBaselines(
  names: readonly string[],
  argv: Record<string, unknown>,
  size: Pick<CubeShape, 'width' | 'height'>,
  range: { readonly kMin: number; readonly kMax: number },
  progress: Progress,
  signal: AbortSignal,
): Promise<MethodResult[]> {
  if (argv.cube === undefined) throw new UsageError('--baselines needs the cube', { remedy: 'Give it with --cube.' });
  const name = String(argv.cube);
  const maxMemory = parseBytes(String(argv['max-memory']));
  const source = await openInput(name, { ...inputFrom(argv), signal });
  try {
    const { width, height } = source.shape;
    if (width !== size.width || height !== size.height) throw differentSize(name, source.shape, size);
    const selection = await selectionFrom(argv, source.shape, signal);
    const { cube, sample } = await scanCube(source, { selection, minGood: Number(argv['min-good']) }, signal);
    const steps = compileSteps(fitSteps(stepsFrom(argv.steps, cube.keptAxis, sample), sample, cube.keptAxis), cube.keptAxis);
    const spectra = await gatherSpectra(cube, steps, { maxMemory, signal });
    progress.line(`${spectra.n} spectra x ${spectra.bands} values for the baselines`);
    const results: MethodResult[] = [];
    for (const [i, method] of names.entries()) {
      progress.update('baselines', i, names.length, 0, '', method);
      const baseline: Baseline =
        method === 'rgb'
          ? {
              name: method,
              embed: rgbEmbedding(await colors(argv.rgb, cube, maxMemory, signal), spectra.pixels),
              clustering: 'kmeans',
            }
          : spectralBaseline(method);
      const threads = argv.threads === undefined ? undefined : wholeNumber(argv.threads, 'threads', 1);
      const result = await runBaseline(baseline, spectra, { ...range, seed: wholeNumber(argv.seed, 'seed', 0), threads, signal });
      const sweep = result.sweep.map(entry => ({ ...entry, labels: onMap(entry.labels, spectra.pixels, width * height) }));
      results.push({ ...result, sweep });
    }
    return results;
  } finally {
    await source.close();
  }
}

function stepsFrom(
  text: unknown,
  axis: Parameters<typeof defaultSteps>[0],
  sample: { data: Float32Array; n: number; bands: number },
) {
  if (text === 'reference') return referenceSteps(axis.values.length);
  if (text === 'default') return defaultSteps(axis, sampleStatistics(sample.data, sample.n, sample.bands));
  return parseSteps(String(text));
}

async function colors(
  path: unknown,
  cube: Parameters<typeof falseColorImage>[0],
  maxMemory: number,
  signal: AbortSignal,
): Promise<ArrayLike<number>> {
  if (path === undefined) return falseColorImage(cube, maxMemory, signal);
  const image = await readRgbImage(String(path));
  const { width, height } = cube.shape;
  if (image.width !== width || image.height !== height) throw differentSize(String(path), image, cube.shape);
  return image.data;
}

const differentSize = (
  where: string,
  one: { readonly width: number; readonly height: number },
  other: { readonly width: number; readonly height: number },
): InputError =>
  new InputError('sizes differ', {
    where,
    why: `it is ${one.width} x ${one.height}, the label maps are ${other.width} x ${other.height}`,
  });
