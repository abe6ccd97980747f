import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import { scanCube } from '../../core/cube/scan.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { countIds } from '../../core/labels/index.js';
import { type PaletteName, patchImage, type SpectraRows, shrinkImage, synthNebular, synthXrf } from '../../core/synth/index.js';
import { readRgbImage } from '../image.js';
import { type InputOptions, openInput } from '../inputs.js';
import { readLabels } from '../labels.js';
import { readRegularText } from '../regular.js';
import type { CubeOfSet } from './recipe.js';

/** A cube as a source of spectra. */
export interface OpenCube extends SpectraRows {
  readonly name: string;
  readonly axis: SpectralAxis;
  readonly unit: string;
  /** Name of label i + 1. */
  readonly classes: readonly string[];
  close(): Promise<void>;
}

/** How files are opened. */
export interface OpenCubeOptions extends InputOptions {
  readonly minGood: number;
}

/** The words by which a cube is known in a set. */
export function cubeName(cube: CubeOfSet): string {
  return cube.kind === 'file' ? cube.cube : `${cube.kind}${cube.kind === 'xrf' ? ` ${cube.palette}` : ''} seed ${cube.seed}`;
}

/** Makes a synthetic cube, or opens a file: a cube, or a folder that `cloisonne synth` left. Throws what those throw. */
export async function openCube(cube: CubeOfSet, options: OpenCubeOptions): Promise<OpenCube> {
  if (cube.kind === 'file') return openFile(cube.cube, cube.truth, options);
  const made =
    cube.kind === 'nebular'
      ? synthNebular(cube)
      : await synthXrf({ ...cube, image: await imageOf(cube), palette: cube.palette as PaletteName });
  return { ...made, name: cubeName(cube), axis: made.spectralAxis, close: async () => undefined };
}

async function imageOf(cube: Extract<CubeOfSet, { kind: 'xrf' }>) {
  if (cube.image === undefined) return patchImage(cube.width, cube.height, cube.seed);
  const image = await readRgbImage(cube.image);
  return shrinkImage(image, Math.min(cube.width, image.width));
}

async function openFile(given: string, truth: string | undefined, options: OpenCubeOptions): Promise<OpenCube> {
  const folder = await stat(given).then(
    found => found.isDirectory(),
    () => false,
  );
  const path = folder ? join(given, 'cube.fits') : given;
  const truthPath = truth ?? (folder ? join(given, 'truth.fits') : undefined);
  const source = await openInput(path, options);
  try {
    const { cube } = await scanCube(source, { minGood: options.minGood, limit: 1024 }, options.signal);
    const labels = truthPath === undefined ? undefined : await readLabels(truthPath, options.signal);
    const { width, height, bands } = cube.shape;
    if (labels && (labels.width !== width || labels.height !== height))
      throw new UsageError('the truth has another size than the cube', {
        where: truthPath,
        why: `it is ${labels.width} x ${labels.height}, the cube ${width} x ${height}`,
      });
    const named = folder ? await classesOf(join(given, 'recipe.json')) : [];
    const most = labels ? countIds(labels).length - 1 : 0;
    return {
      name: given,
      shape: cube.shape,
      axis: cube.spectralAxis,
      unit: cube.unit,
      labels,
      classes: Array.from({ length: most }, (_, i) => named[i] ?? `class ${i + 1}`),
      async row(y, data) {
        const block = await cube.block(y, 1, {}, options.signal);
        data.set(block.data);
        for (let i = 0; i < data.length; i++) if (cube.excludedBands[i % bands]) data[i] = Number.NaN;
        for (let x = 0; x < width; x++) if (!block.valid[x]) data.fill(Number.NaN, x * bands, (x + 1) * bands);
      },
      close: () => source.close(),
    };
  } catch (err) {
    await source.close();
    throw err;
  }
}

/** Names of the classes in the recipe that `synth` leaves beside a cube; none when it cannot be read. */
async function classesOf(path: string): Promise<string[]> {
  try {
    const { classes } = JSON.parse(await readRegularText(path)) as { classes: { name: string }[] };
    return classes.map(({ name }) => String(name));
  } catch {
    return [];
  }
}
