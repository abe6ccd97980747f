import { InputError } from './errors.js';
import type { Reducer } from './types.js';

/** Spaxel-contiguous bins kept before they are written out together: 32 float32 fill two cache lines of a spectrum. */
const RUN = 32;

/** Value of the straight line through (fromBand, from) and (toBand, to) at `band`, as float32. */
function between(band: number, fromBand: number, from: number, toBand: number, to: number): number {
  return fromBand < 0 ? to : Math.fround(from + (to - from) * ((band - fromBand) / (toBand - fromBand)));
}

/**
 * Applies a Reducer to one native spectrum [inputBands] with NaN for bad samples, into `out` [outputBands] (float32). Bad runs are
 * filled by linear interpolation over band numbers between their good neighbours, with the nearest good value at the ends. The
 * input is left alone. A spectrum without a good sample gives NaN throughout.
 */
export function reduceSpectrum(reducer: Reducer, spectrum: Float32Array, out: Float32Array): void {
  const { inputBands, outputBands } = reducer;
  out.fill(0, 0, outputBands);
  let last = -1;
  let from = 0;
  for (let band = 0; band < inputBands; band++) {
    const v = spectrum[band];
    if (Number.isNaN(v)) continue;
    for (let gap = last + 1; gap < band; gap++) addSample(reducer, gap, between(gap, last, from, band, v), out);
    addSample(reducer, band, v, out);
    last = band;
    from = v;
  }
  for (let gap = last + 1; gap < inputBands; gap++) addSample(reducer, gap, from, out);
  if (last < 0) out.fill(Number.NaN, 0, outputBands);
}

function addSample({ clipMin, clipMax, start, bin, weight }: Reducer, band: number, value: number, out: Float32Array): void {
  const v = value < clipMin ? clipMin : value > clipMax ? clipMax : value;
  const end = start[band + 1];
  for (let j = start[band]; j < end; j++) out[bin[j]] += weight[j] * v;
}

/** Reduces many spectra at once while they arrive band by band. */
export interface StreamingReducer {
  /** The next `bands` bands from `band` on, `samples` [bands][spaxels] with NaN for bad. Bands must come in order, without holes. */
  push(band: number, bands: number, samples: Float32Array): void;
  /** Ends the spectra; with `out` [spaxels, outputBands] other than the array given at creation, copies them there. */
  finish(out?: Float32Array): void;
  /** [spaxels] good samples; complete after `finish`. */
  readonly good: Uint32Array;
}

/** Bytes a streaming reducer holds besides its output. */
export function streamingReducerBytes(reducer: Reducer, spaxels: number): number {
  return spaxels * (4 * windowOf(reducer).rows + 21);
}

/**
 * The Reducer over `spaxels` spectra in band-sequential order, bit for bit what `reduceSpectrum` gives for each of them. Give `out`
 * [spaxels, outputBands] to have the sums made in place.
 *
 * Sums are kept [bin][spaxel] for a window of neighbouring bins, so that the hot loop runs along memory, and are written to their
 * spectra a run at a time. A spaxel in a gap gets nothing until its next good sample, which first adds the bands of the gap.
 */
export function createStreamingReducer(
  reducer: Reducer,
  spaxels: number,
  out: Float32Array = new Float32Array(spaxels * reducer.outputBands),
): StreamingReducer {
  const { inputBands, outputBands, clipMin, clipMax, start, bin, weight } = reducer;
  const clips = clipMin > Number.NEGATIVE_INFINITY || clipMax < Number.POSITIVE_INFINITY;
  const { rows, low, high } = windowOf(reducer);
  const window = new Float32Array(rows * spaxels);
  const good = new Uint32Array(spaxels);
  // Spaxels in a gap: which, the last good band before it and its value. All start in a gap before the first band.
  const gaps = Uint32Array.from({ length: spaxels }, (_, s) => s);
  const inGap = new Uint8Array(spaxels).fill(1);
  const lastBand = new Int32Array(spaxels).fill(-1);
  const lastValue = new Float32Array(spaxels);
  const previous = new Float32Array(spaxels);
  let gapCount = spaxels;
  let base = 0;
  let wholeBands = 0;
  let next = 0;

  /** Writes the bins before `end` to their spectra and frees their rows. */
  const flush = (end: number): void => {
    for (let first = base; first < end; ) {
      const slot = first % rows;
      const count = Math.min(end - first, rows - slot, RUN);
      for (let s = 0; s < spaxels; s++) {
        let to = s * outputBands + first;
        for (let from = slot * spaxels + s, i = 0; i < count; i++, from += spaxels) out[to++] = window[from];
      }
      window.fill(0, slot * spaxels, (slot + count) * spaxels);
      first += count;
    }
    base = Math.max(base, end);
  };

  /** Adds one sample of one spaxel to its sums, wherever they are. */
  const addOne = (band: number, s: number, value: number): void => {
    const v = value < clipMin ? clipMin : value > clipMax ? clipMax : value;
    for (let j = start[band]; j < start[band + 1]; j++) {
      const to = bin[j];
      if (to >= base) window[(to % rows) * spaxels + s] += weight[j] * v;
      else out[s * outputBands + to] += weight[j] * v;
    }
  };

  const leaveGaps = (band: number, samples: Float32Array, at: number): void => {
    for (let i = gapCount - 1; i >= 0; i--) {
      const s = gaps[i];
      const v = samples[at + s];
      if (Number.isNaN(v)) continue;
      for (let gap = lastBand[s] + 1; gap < band; gap++) addOne(gap, s, between(gap, lastBand[s], lastValue[s], band, v));
      gaps[i] = gaps[--gapCount];
      inGap[s] = 0;
    }
  };

  const enterGap = (band: number, s: number, value: number): void => {
    inGap[s] = 1;
    gaps[gapCount++] = s;
    lastBand[s] = band - 1;
    lastValue[s] = value;
  };

  const pushBand = (band: number, samples: Float32Array, at: number, before: Float32Array, beforeAt: number): void => {
    if (high[band] >= base + rows) flush(low[band]);
    if (gapCount > 0) leaveGaps(band, samples, at);
    let count = -1;
    for (let j = start[band]; j < start[band + 1]; j++) {
      const row = (bin[j] % rows) * spaxels;
      count = clips
        ? addClipped(window, row, samples, at, spaxels, weight[j], clipMin, clipMax)
        : addRow(window, row, samples, at, spaxels, weight[j]);
    }
    if (count < 0) count = countGood(samples, at, spaxels);
    if (count === spaxels) {
      wholeBands++;
      return;
    }
    for (let s = 0; s < spaxels; s++) {
      const v = samples[at + s];
      if (!Number.isNaN(v)) good[s]++;
      else if (!inGap[s]) enterGap(band, s, before[beforeAt + s]);
    }
  };

  return {
    good,
    push(band, bands, samples) {
      if (band !== next || band + bands > inputBands || samples.length < bands * spaxels) {
        throw new InputError('samples arrived out of order', {
          why: `expected band ${next} of ${inputBands}, got ${bands} from ${band}`,
        });
      }
      for (let k = 0; k < bands; k++) {
        if (k === 0) pushBand(band, samples, 0, previous, 0);
        else pushBand(band + k, samples, k * spaxels, samples, (k - 1) * spaxels);
      }
      previous.set(samples.subarray((bands - 1) * spaxels, bands * spaxels));
      next = band + bands;
    },
    finish(target = out) {
      if (next !== inputBands) throw new InputError('samples are missing', { why: `${next} of ${inputBands} bands arrived` });
      flush(outputBands);
      for (let i = 0; i < gapCount; i++) {
        const s = gaps[i];
        if (lastBand[s] < 0) out.fill(Number.NaN, s * outputBands, (s + 1) * outputBands);
        else for (let gap = lastBand[s] + 1; gap < inputBands; gap++) addOne(gap, s, lastValue[s]);
      }
      for (let s = 0; s < spaxels; s++) good[s] += wholeBands;
      if (target !== out) target.set(out);
    },
  };
}

/** Rows of the window, the first bin still needed from each band on, and the last bin each band adds to. */
function windowOf({ inputBands, outputBands, start, bin }: Reducer): { rows: number; low: Int32Array; high: Int32Array } {
  const low = new Int32Array(inputBands);
  const high = new Int32Array(inputBands).fill(-1);
  let first = outputBands;
  let span = 1;
  for (let band = inputBands - 1; band >= 0; band--) {
    for (let j = start[band]; j < start[band + 1]; j++) {
      first = Math.min(first, bin[j]);
      high[band] = Math.max(high[band], bin[j]);
    }
    low[band] = first;
    span = Math.max(span, high[band] - first + 1);
  }
  return { rows: Math.min(outputBands, span + RUN - 1), low, high };
}

/** Adds weight * sample to a row of sums wherever the sample is good; returns how many were. */
function addRow(sums: Float32Array, row: number, samples: Float32Array, at: number, n: number, weight: number): number {
  let count = 0;
  for (let s = 0; s < n; s++) {
    const v = samples[at + s];
    if (!Number.isNaN(v)) {
      sums[row + s] += weight * v;
      count++;
    }
  }
  return count;
}

function addClipped(
  sums: Float32Array,
  row: number,
  samples: Float32Array,
  at: number,
  n: number,
  w: number,
  lo: number,
  hi: number,
): number {
  let count = 0;
  for (let s = 0; s < n; s++) {
    const v = samples[at + s];
    if (!Number.isNaN(v)) {
      sums[row + s] += w * (v < lo ? lo : v > hi ? hi : v);
      count++;
    }
  }
  return count;
}

function countGood(samples: Float32Array, at: number, n: number): number {
  let count = 0;
  for (let s = 0; s < n; s++) if (!Number.isNaN(samples[at + s])) count++;
  return count;
}
