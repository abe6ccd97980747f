import { axisOfBands, keptBands, takeBands } from './bands.js';
import { throwIfAborted, UsageError } from './errors.js';
import { createStreamingReducer, reduceSpectrum, type StreamingReducer, streamingReducerBytes } from './reduce.js';
import { excludedBands, type Selection, selectedSpaxels } from './select.js';
import { countGood, goodSamples, placePiece } from './slab.js';
import type { CubeSource, ReadPlan, Reducer, SampleSource, SpectraBlock } from './types.js';

/** How a cube is opened: what takes part, and how much of a spaxel must be good. */
export interface CubeOptions {
  readonly selection?: Selection;
  /** [bands] 1 for bands to leave out besides the selection's, e.g. a notch found by `scanCube`. */
  readonly notch?: Uint8Array;
  /** Smallest fraction of good samples, among the bands that take part, of a valid spaxel (default 0.8). */
  readonly minGood?: number;
}

/** Smallest fraction of good samples of a valid spaxel unless told otherwise. */
export const MIN_GOOD = 0.8;

/** How many of `included` bands must be good in a valid spaxel. */
export function neededSamples(included: number, minGood: number): number {
  return Math.max(1, Math.ceil(included * minGood - 1e-9));
}

/** One of the two slabs a walk alternates between. */
interface Slab {
  data: Float32Array;
  variance?: Float32Array;
  valid: Uint8Array;
  good: Uint32Array;
}

/**
 * Puts the missing-data policy over a format's samples: bands that take no part are gone first, then a spaxel is valid when enough of the remaining
 * samples are good; with a reducer, whose input are the remaining bands, bad samples are interpolated and the spectra arrive at the encoder's depth.
 * Without one, blocks have all bands of the file.
 */
export function createCube(source: SampleSource, options: CubeOptions = {}): CubeSource {
  const { width, height, bands } = source.shape;
  const minGood = options.minGood ?? MIN_GOOD;
  if (!(minGood > 0 && minGood <= 1))
    throw new UsageError('the fraction of good samples must lie in (0, 1]', { why: `it is ${minGood}` });
  const excluded = excludedBands(source.spectralAxis, options.selection ?? {});
  const missing = Uint8Array.from(excluded, (out, band) => (!out && options.notch?.[band] ? 1 : 0));
  missing.forEach((bad, band) => {
    if (bad) excluded[band] = 1;
  });
  const kept = keptBands(excluded);
  const selected = selectedSpaxels(source.shape, options.selection ?? {});
  const needed = neededSamples(kept.length, minGood);
  const depth = (plan: Pick<ReadPlan, 'reducer'>): number => plan.reducer?.outputBands ?? bands;
  const withVariance = (plan: Pick<ReadPlan, 'variance'>): boolean => plan.variance === true && source.variance !== undefined;

  function allocate(rows: number, plan: Pick<ReadPlan, 'reducer' | 'variance'>): Slab {
    const spaxels = rows * width;
    return {
      data: new Float32Array(spaxels * depth(plan)),
      variance: withVariance(plan) ? new Float32Array(spaxels * bands) : undefined,
      valid: new Uint8Array(spaxels),
      good: new Uint32Array(spaxels),
    };
  }

  async function reduceRows(slab: Slab, row: number, rows: number, reducer: Reducer, signal?: AbortSignal): Promise<void> {
    if (reducer.inputBands !== kept.length)
      throw new UsageError('the steps are for other bands', {
        where: source.name,
        why: `they take ${reducer.inputBands}, ${kept.length} of the cube's take part`,
      });
    const streams = new Map<number, { readonly stream: StreamingReducer; next: number }>();
    const one = new Float32Array(kept.length);
    for await (const piece of source.samples(row, rows, signal)) {
      const offset = (piece.y0 - row) * width;
      const spaxels = piece.rows * width;
      if (piece.order === 'bip' && piece.bands === bands) {
        for (let p = 0; p < spaxels; p++) {
          takeBands(piece.data.subarray(p * bands, (p + 1) * bands), kept, one);
          slab.good[offset + p] = goodSamples(one);
          reduceSpectrum(
            reducer,
            one,
            slab.data.subarray((offset + p) * reducer.outputBands, (offset + p + 1) * reducer.outputBands),
          );
        }
        continue;
      }
      if (piece.order === 'bip')
        throw new UsageError('a reader handed out part of the bands pixel by pixel', { where: source.name });
      let running = streams.get(offset);
      if (!running) {
        const out = slab.data.subarray(offset * reducer.outputBands, (offset + spaxels) * reducer.outputBands);
        streams.set(offset, (running = { stream: createStreamingReducer(reducer, spaxels, out), next: 0 }));
      }
      const { stream } = running;
      const end = piece.band + piece.bands;
      // Runs of neighbouring bands that take part; the stream counts these only.
      while (running.next < kept.length && kept[running.next] < end) {
        const first = running.next;
        const from = kept[first];
        let count = 1;
        while (from + count < end && kept[first + count] === from + count) count++;
        stream.push(first, count, piece.data.subarray((from - piece.band) * spaxels, (from - piece.band + count) * spaxels));
        running.next += count;
      }
      if (end === bands) {
        stream.finish();
        slab.good.set(stream.good, offset);
        streams.delete(offset);
      }
    }
  }

  async function fill(
    slab: Slab,
    row: number,
    rows: number,
    plan: Omit<ReadPlan, 'rows'>,
    signal?: AbortSignal,
  ): Promise<SpectraBlock> {
    throwIfAborted(signal);
    const spaxels = rows * width;
    if (plan.reducer) {
      await reduceRows(slab, row, rows, plan.reducer, signal);
    } else {
      for await (const piece of source.samples(row, rows, signal)) placePiece(piece, slab.data, row, width, bands);
      countGood(slab.data, spaxels, bands, kept, slab.good);
    }
    if (slab.variance && source.variance) {
      for await (const piece of source.variance(row, rows, signal)) placePiece(piece, slab.variance, row, width, bands);
    }
    for (let p = 0; p < spaxels; p++) slab.valid[p] = slab.good[p] >= needed && (!selected || selected[row * width + p]) ? 1 : 0;
    return {
      row,
      rows,
      bands: depth(plan),
      data: slab.data.subarray(0, spaxels * depth(plan)),
      variance: slab.variance?.subarray(0, spaxels * bands),
      valid: slab.valid.subarray(0, spaxels),
    };
  }

  async function* blocks(plan: ReadPlan, signal?: AbortSignal): AsyncGenerator<SpectraBlock, void, undefined> {
    const end = Math.min(height, plan.endRow ?? height);
    const ring = [allocate(plan.rows, plan), plan.readAhead === false ? undefined : allocate(plan.rows, plan)];
    const start = (index: number): Promise<SpectraBlock> | undefined => {
      const row = (plan.firstRow ?? 0) + index * plan.rows;
      if (row >= end) return undefined;
      const block = fill((ring[1] ? ring[index % 2] : ring[0]) as Slab, row, Math.min(plan.rows, end - row), plan, signal);
      block.catch(() => {});
      return block;
    };
    let pending = start(0);
    for (let index = 0; pending; index++) {
      const block = await pending;
      pending = ring[1] ? start(index + 1) : undefined;
      yield block;
      pending ??= start(index + 1);
    }
  }

  return {
    name: source.name,
    format: source.format,
    shape: source.shape,
    dtype: source.dtype,
    unit: source.unit,
    spectralAxis: source.spectralAxis,
    frame: source.frame,
    warnings: source.warnings,
    rowAlign: source.rowAlign,
    hasVariance: source.variance !== undefined,
    excludedBands: excluded,
    missingBands: missing,
    kept,
    keptAxis: axisOfBands(source.spectralAxis, kept),
    selected,
    planBytes: plan => {
      const perRow = width * (4 * depth(plan) + (withVariance(plan) ? 4 * bands : 0) + 5);
      const reducing = plan.reducer ? streamingReducerBytes(plan.reducer, plan.rows * width) : 0;
      return perRow * plan.rows * (plan.readAhead === false ? 1 : 2) + reducing + source.stagingBytes(plan.rows);
    },
    block: (row, rows, plan, signal) => fill(allocate(rows, plan), row, rows, plan, signal),
    blocks,
    spectrum: (x, y, signal) => source.spectrum(x, y, signal),
    plane: (band, signal) => source.plane(band, signal),
    close: () => source.close(),
  };
}
