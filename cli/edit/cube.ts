import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCube } from '../../core/cube/cube.js';
import { InputError, UsageError } from '../../core/cube/errors.js';
import { planRows } from '../../core/cube/memory.js';
import type { CubeSource, SampleSource } from '../../core/cube/types.js';
import { type LabelMoments, momentsByLabel } from '../../core/describe/by-label.js';
import { requireWeights, type Weights, weightsPlan } from '../../core/describe/weights.js';
import type { LabelMap } from '../../core/labels/index.js';
import { parseCubeName } from '../../formats/index.js';
import { COMPANIONS, companionsFrom } from '../companions.js';
import { inputSha256, openInput } from '../inputs.js';
import { OWN_LIVE_TIME } from '../live-time.js';
import { readRegularText } from '../regular.js';
import { planeFrom } from '../selection.js';
import type { EditableResult, Json } from './result.js';

/**
 * Opens the cube that was segmented, the caller closes it: `name`, or what run.json says. Throws UsageError where neither is there, InputError
 * for another cube.
 */
export async function openSegmented(
  result: EditableResult,
  name: string | undefined,
  signal: AbortSignal,
): Promise<SampleSource> {
  const path = name ?? (await recordedInput(result.dir));
  const cube = result.document.cube as Json;
  const provenance = result.document.provenance as Json | undefined;
  const recorded = (provenance?.options ?? {}) as Json;
  const { plane, dataset, 'spectral-axis': spectralAxis, axis, energy, 'live-time': times } = recorded;
  // The document names other files without their folder: they are looked for beside the cube.
  const beside = (value: unknown): unknown =>
    typeof value === 'string' && existsSync(join(dirname(path), parseCubeName(value).path)) ? join(dirname(path), value) : value;
  const companions = companionsFrom(
    Object.fromEntries([...COMPANIONS, 'dq-bits'].map(key => [key, beside(recorded[key]) ?? undefined])),
  );
  const options = {
    companions,
    plane: planeFrom(plane ?? undefined),
    dataset: typeof dataset === 'string' ? dataset : undefined,
    spectralAxis: typeof spectralAxis === 'string' ? spectralAxis : undefined,
    keepOrder: typeof axis === 'string' || typeof energy === 'string',
    bands: (result.document.axis as { values: number[] }).values.length,
    // The document names an image of live times without its folder: it is looked for beside the cube.
    liveTime:
      typeof times !== 'string' || times === OWN_LIVE_TIME
        ? ((times as string | undefined) ?? undefined)
        : join(dirname(path), times),
  };
  const source = await openInput(path, { ...options, signal }).catch(err => {
    if (name !== undefined) throw err;
    throw new UsageError('the spectra need the cube that was segmented', {
      why: (err as Error).message,
      remedy: 'Say where it is with --cube.',
      cause: err,
    });
  });
  try {
    const sha256 = typeof cube.sha256 === 'string' ? await inputSha256(path, source.files) : undefined;
    if (sha256 !== undefined && sha256 !== cube.sha256)
      throw new InputError('this is not the cube that was segmented', { where: path, why: 'its SHA-256 differs' });
    const { length } = (result.document.axis as { values: number[] }).values;
    if (length !== source.shape.bands)
      throw new InputError('this is not the cube that was segmented', {
        where: path,
        why: `it has ${source.shape.bands} bands, the axis of the result ${length}`,
      });
    return source;
  } catch (err) {
    await source.close();
    throw err;
  }
}

/** [bands] 1 for those that took no part when the cube was segmented. */
export function excludedOf({ document }: EditableResult): Uint8Array {
  const excluded = new Uint8Array((document.axis as { values: number[] }).values.length);
  for (const [first, last] of (document.cube as Json).excludedBands as [number, number][]) excluded.fill(1, first, last + 1);
  return excluded;
}

/** The cube in which the bands take part that did when it was segmented. Its blocks have all. */
export function withoutExcluded(source: SampleSource, result: EditableResult): CubeSource {
  return createCube(source, { notch: excludedOf(result) });
}

/** Spectra of the clusters of an edited map, from the cube that was segmented. Throws what `openSegmented` throws. */
export async function editedSpectra(
  result: EditableResult,
  labels: LabelMap,
  ids: readonly number[],
  name: string | undefined,
  maxMemory: number,
  signal: AbortSignal,
): Promise<LabelMoments[]> {
  const source = await openSegmented(result, name, signal);
  try {
    const opened = withoutExcluded(source, result);
    const { weights: asked } = ((result.document.provenance as Json).options ?? {}) as Json;
    const weights: Weights | undefined = asked === 'variance' ? asked : undefined;
    requireWeights(source, weights);
    const rows = planRows(opened, weightsPlan(weights), maxMemory, 0);
    return await momentsByLabel(opened, labels, ids, { rows, weights, signal });
  } finally {
    await source.close();
  }
}

async function recordedInput(dir: string): Promise<string> {
  const text = await readRegularText(join(dir, 'run.json')).catch(() => '{}');
  const { input } = JSON.parse(text) as { input?: { name?: unknown } };
  if (typeof input?.name === 'string') return input.name;
  throw new UsageError('the spectra need the cube that was segmented', { remedy: 'Say where it is with --cube.' });
}
