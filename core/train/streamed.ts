import type { Random } from '../cluster/random.js';
import { EmptyError } from '../cube/errors.js';
import { putter, scalingOf } from './scaling.js';
import { FEWEST, heldOut, keepFinite, type Pass, readAll, type TrainingData } from './spectra.js';
import type { Recipe, TrainingSpectra } from './types.js';

/** Most spectra of one reading. */
const BLOCK = 4096;
/** Blocks that a window holds at least, so that a batch mixes spectra from all over the set. */
const BLOCKS = 16;

/** Blocks [from, to) of a set in the order given, their finite rows in storage order. */
async function* windows(
  { read, bands }: { read: TrainingSpectra['read']; bands: number },
  blocks: Iterable<readonly [number, number]>,
  rows: number,
): AsyncGenerator<{ data: Float32Array; n: number }> {
  const data = new Float32Array(rows * bands);
  let n = 0;
  for (const [from, to] of blocks) {
    if (n + to - from > rows) {
      yield { data, n };
      n = 0;
    }
    const part = data.subarray(n * bands, (n + to - from) * bands);
    await read(from, to - from, part);
    n += keepFinite(part, to - from, bands);
  }
  if (n > 0) yield { data, n };
}

/**
 * Training spectra that are never in memory as a whole. Rows are taken to be stored in random order: the last ones validate (`given` of them, else the recipe's share), the first
 * `shuffleWindow` of the others give mean and scale. A pass that trains reads blocks of at most 4096 rows in shuffled order into a window of
 * `shuffleWindow` rows, shuffles that, and goes on to the next; batches run on across windows. Memory: one window and its order. Rows with
 * samples that are not finite are passed over. Throws EmptyError, TrainingError.
 */
export async function streamedData(spectra: TrainingSpectra, recipe: Recipe, given?: number): Promise<TrainingData> {
  const { n, bands } = spectra;
  const { shuffleWindow } = recipe;
  const held = heldOut(n, recipe, given);
  const trains = n - held;
  const source = { read: spectra.read.bind(spectra), bands };
  const first = await readAll(spectra, Math.min(shuffleWindow, trains));
  const known = keepFinite(first, first.length / bands, bands);
  if (known === 0) throw new EmptyError('training needs finite spectra', { why: 'none of the first ones is' });
  const scaling = scalingOf(first, known, bands);
  const put = putter(scaling, recipe.output);
  const size = Math.max(1, Math.min(BLOCK, Math.floor(shuffleWindow / BLOCKS)));
  const cut = (from: number, to: number) =>
    Array.from({ length: Math.ceil((to - from) / size) }, (_, i): [number, number] => [
      from + i * size,
      Math.min(to, from + (i + 1) * size),
    ]);

  const pass = (blocks: [number, number][], total: number, random?: Random): Pass => {
    const parts = windows(source, blocks, random ? shuffleWindow : size);
    let order = new Int32Array(0);
    let data: Float32Array = new Float32Array(0);
    let at = 0;
    return {
      total,
      async next(input, target) {
        const most = Math.floor(input.length / bands);
        let rows = 0;
        while (rows < most) {
          if (at === order.length) {
            const next = await parts.next();
            if (next.done) break;
            data = next.value.data;
            order = Int32Array.from({ length: next.value.n }, (_, i) => i);
            random?.shuffle(order);
            at = 0;
            continue;
          }
          put(data, order[at++] * bands, input, target, rows++ * bands);
        }
        return rows;
      },
    };
  };

  return {
    trains,
    validates: held,
    scaling,
    training: random => pass(random.shuffle(cut(0, trains)), trains, random),
    validation: () => pass(cut(trains, n), held),
    async probe(count) {
      const [from, rows] = held >= FEWEST ? [trains, Math.min(held, count)] : [0, Math.min(n, count)];
      const out = new Float32Array(rows * bands);
      for (const [start, to] of cut(from, from + rows)) {
        await source.read(start, to - start, out.subarray((start - from) * bands, (to - from) * bands));
      }
      return out.slice(0, keepFinite(out, rows, bands) * bands);
    },
  };
}
