import { join } from 'node:path';
import { type CommonClusters, commonClusters } from '../../core/common.js';
import { isCloisonneError, UsageError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import type { SampleSource } from '../../core/cube/types.js';
import { encoderFiles } from '../../core/encoder/index.js';
import type { CommonInput } from '../../core/pipeline/common/sample.js';
import { parseCubeName } from '../../formats/index.js';
import { jsonNumber, jsonText, scoresJson } from '../../formats/result/index.js';
import { openInput } from '../inputs.js';
import { openOutput } from '../output/index.js';
import { hashOf, inputPaths } from '../recipe.js';
import { readRegularText } from '../regular.js';
import { segmentOptions } from '../request.js';
import { inputFrom, selectionFrom, snrSelection } from '../selection.js';
import { packageVersion } from '../version.js';
import { type CubeColumns, withColumns } from './columns.js';
import type { BatchTask } from './plan.js';
import { recipeOf } from './recipe.js';

const folderOf = (out: string): string => join(out, 'common');

/** The file with the common clusters of the batch in `out`. */
export const commonPath = (out: string): string => join(folderOf(out), 'clusters.json');

/** Hashes of what the common clusters rest on. */
interface Basis {
  readonly options: string;
  readonly inputs: string;
}

/** Whether common clusters are there that were found with these options, and, unless `grown`, in these very inputs. */
async function areThere(out: string, basis: Basis, grown: boolean): Promise<boolean> {
  const json: unknown = await readRegularText(commonPath(out)).then(JSON.parse, () => undefined);
  return isObject(json) && json.options === basis.options && (grown || json.inputs === basis.inputs);
}

/** The batch whose cubes are to share their clusters. */
export interface CommonRequest {
  readonly argv: Record<string, unknown>;
  readonly columns: CubeColumns;
  readonly out: string;
  readonly tasks: readonly BatchTask[];
  /** The list of cubes may have grown since. */
  readonly grown: boolean;
  /** Other shards of the batch are at work. */
  readonly shared: boolean;
}

/**
 * Sees to it that the common clusters of a batch are in `out`/common, with their encoder; they are found once and stay as long as options and inputs
 * do. Throws UsageError when a shard finds none, and what `commonClusters` throws.
 */
export async function ensureCommon(
  { argv, columns, out, tasks, grown, shared }: CommonRequest,
  warn: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const entries = tasks.map(({ entry }) => entry);
  const basis: Basis = {
    options: await recipeOf(argv),
    // The recipe of an entry here is that of its own options alone.
    inputs: hashOf(entries.map(({ input, bytes, modified, files, recipe }) => [input, bytes, modified, files, recipe])),
  };
  if (await areThere(out, basis, grown)) return;
  if (shared)
    throw new UsageError('the common clusters have not been found yet', {
      where: commonPath(out),
      remedy: 'Run the same with --common-only and without a shard first.',
    });
  const inputs: CommonInput[] = [];
  for (const { input } of entries) {
    const own = withColumns(argv, columns, input);
    const open = async () => openInput(input, { ...inputFrom(own), signal });
    const select = async (source: SampleSource) =>
      (await snrSelection(own, source, await selectionFrom(own, source.shape, signal), signal)).selection;
    try {
      const source = await open();
      inputs.push({ name: input, spaxels: source.shape.width * source.shape.height, open, select });
      await source.close();
    } catch (err) {
      // It fails again, and is counted, when its own turn comes.
      if (!isCloisonneError(err, 'InputError') && !(columns.has(input) && isCloisonneError(err, 'UsageError'))) throw err;
    }
  }
  const found = await commonClusters(inputs, { ...(await segmentOptions(argv)), signal }, warn);
  const output = await openOutput(folderOf(out), {
    ...{ command: 'batch --common', overwrite: true, recipeHash: hashOf(basis) },
    inputs: [
      ...entries.map(({ input }) => parseCubeName(input).path),
      ...entries.flatMap(({ input }) => inputPaths(withColumns(argv, columns, input))),
    ],
  });
  try {
    for (const [name, bytes] of Object.entries(encoderFiles(found.encoder))) await output.write(`encoder/${name}`, bytes);
    await output.write('clusters.json', jsonText({ ...document(found), ...basis }));
    await output.commit();
  } finally {
    await output.release();
  }
}

/** What `segment --clusters` reads, and how it was found. */
function document({ clusters, encoder, origin, k, why, sweep, inputs }: CommonClusters): object {
  const { card } = encoder;
  return {
    format: 'cloisonne-clusters',
    version: '1.0',
    software: `cloisonne ${packageVersion()}`,
    cube: { name: clusters.name },
    k,
    why,
    clusters: clusters.styles.map(style => {
      const { centre, radius } = clusters.centres.find(({ id }) => id === style.id)!;
      return { ...style, centre, radius: jsonNumber(radius ?? Number.NaN) };
    }),
    sweep: sweep.map(scoresJson),
    sampled: inputs,
    provenance: { encoder: { name: card.name, origin, latent: card.latent, weightsSha256: card.weights.sha256 } },
  };
}
