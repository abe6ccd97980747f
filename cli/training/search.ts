import { sweepK } from '../../core/cluster/index.js';
import { isCloisonneError } from '../../core/cube/errors.js';
import type { Encoder } from '../../core/encoder/types.js';
import { completeRecipe, type GivenRecipe, type Recipe } from '../../core/train/index.js';
import type { Output } from '../output/index.js';
import type { Grid } from './grid.js';
import { type Trained, type TrainingJob, trainOne } from './one.js';
import { packEncoder, unpackEncoder } from './pack.js';

/** What a grid search knows of one combination. Terms are those of the best epoch on validation; NaN where one was not computed. */
export interface GridRow {
  readonly loss: number;
  readonly reconstruction: number;
  readonly mmd: number;
  readonly silhouetteLoss: number;
  /** Best macro silhouette of latents of validation spectra over the recipe's range of K, and that K. */
  readonly silhouette: number;
  readonly k: number;
  readonly parameters: number;
  readonly epochs: number;
  readonly seconds: number;
}

/** By what the best encoder of a grid is kept. */
export const CRITERIA = ['loss', 'reconstruction', 'mmd', 'silhouette'] as const;
/** One of `CRITERIA`: the silhouette is best where it is largest, the others where they are smallest. */
export type Criterion = (typeof CRITERIA)[number];

/** How good a row is: the higher the better. */
function merit(row: GridRow, by: Criterion): number {
  const value = by === 'silhouette' ? row[by] : -row[by];
  return Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY;
}

/** What a search found. */
export interface Found {
  readonly encoder: Encoder;
  /** Row of the encoder. */
  readonly best: number;
  /** In the grid's order. */
  readonly rows: readonly GridRow[];
}

/**
 * Trains every combination of a grid that is not done yet. Rows that are done, the best encoder so far and the training under way are checkpoints
 * of the output, so that an interrupted search goes on where it stopped. Throws what training throws.
 */
export async function searchGrid(job: TrainingJob, grid: Grid, by: Criterion, output: Output): Promise<Found> {
  const rows: GridRow[] = [];
  let best = -1;
  let encoder = await output.load('best').then(bytes => bytes && unpackEncoder(bytes));
  const under = await output.load('training');
  for (const [i, { values, recipe }] of grid.combinations.entries()) {
    const known = await output.load(`row-${i}`);
    let row = known && readRow(known);
    if (!row) {
      job.progress.line(`${i + 1} of ${grid.combinations.length}: ${valuesText(values)}`);
      const mine = under && under.length > 4 && new DataView(under.buffer, under.byteOffset).getUint32(0) === i;
      const resume = mine ? under.slice(4) : undefined;
      const trained = await trainOne(job, { recipe, resume, save: bytes => output.save('training', numbered(i, bytes)) });
      row = await rowOf(trained, recipe);
      if (best < 0 || merit(row, by) > merit(rows[best], by)) {
        encoder = trained.encoder;
        // Before the row: whoever finds the row finds the encoder, too.
        await output.save('best', packEncoder(encoder));
      }
      await output.save(`row-${i}`, Buffer.from(JSON.stringify(row)));
    }
    if (best < 0 || merit(row, by) > merit(rows[best], by)) best = i;
    rows.push(row);
  }
  return { encoder: encoder as Encoder, best, rows };
}

/** A value of a grid as text: plain words and numbers as they are, else JSON. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const valuesText = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([field, value]) => `${field} ${valueText(value)}`)
    .join(', ');

function numbered(i: number, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + bytes.length);
  new DataView(out.buffer).setUint32(0, i);
  out.set(bytes, 4);
  return out;
}

/** JSON has no NaN: null stands for it. */
const readRow = (bytes: Uint8Array): GridRow =>
  Object.fromEntries(
    Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as object).map(([key, value]) => [key, value ?? Number.NaN]),
  ) as unknown as GridRow;

async function rowOf({ encoder, parameters, seconds }: Trained, given: GivenRecipe): Promise<GridRow> {
  const recipe = completeRecipe(given);
  const { result } = encoder.card.training;
  const explained = result.explainedVariance;
  const at = encoder.history?.epochs.find(({ epoch }) => epoch === result.bestEpoch);
  const unexplained = Array.isArray(explained) ? 1 - explained.reduce((sum, share) => sum + share, 0) : Number.NaN;
  return {
    loss: at?.valLoss ?? unexplained,
    reconstruction: at?.valTerms.reconstruction ?? unexplained,
    mmd: at?.valTerms.mmd ?? Number.NaN,
    silhouetteLoss: at?.valTerms.silhouetteLoss ?? Number.NaN,
    ...(await silhouetteOf(encoder, recipe)),
    parameters,
    epochs: Number(result.epochs ?? 0),
    seconds: Math.round(10 * seconds) / 10,
  };
}

/** The K of the recipe's range with the best macro silhouette of the latents that the history keeps. */
async function silhouetteOf({ card, history }: Encoder, { silhouette }: Recipe): Promise<{ silhouette: number; k: number }> {
  const latents = history?.latents ?? [];
  try {
    const points = { data: Float32Array.from(latents.flat()), n: latents.length, dim: card.latent };
    const sweep = await sweepK(points, { kMin: silhouette.kMin, kMax: silhouette.kMax, seed: 0 });
    const best = sweep.reduce((a, b) => (b.silhouette.macro > a.silhouette.macro ? b : a));
    return { silhouette: best.silhouette.macro, k: best.k };
  } catch (err) {
    // Collapsed latents are one point: there is nothing to cluster, and the row says so.
    if (isCloisonneError(err)) return { silhouette: Number.NaN, k: 0 };
    throw err;
  }
}
