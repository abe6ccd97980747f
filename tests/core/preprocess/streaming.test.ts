import { describe, expect, it } from 'vitest';
import { createStreamingReducer, reduceSpectrum } from '../../../core/cube/reduce.js';
import type { Reducer } from '../../../core/cube/types.js';
import { seeded } from './random.js';

type Random = () => number;

const below = (random: Random, n: number): number => Math.floor(random() * n);

/** A reducer of one of the shapes that steps make: fractional, cropped, reversed, finer than the input, identity, or anything. */
function randomReducer(random: Random): Reducer {
  const inputBands = 1 + below(random, 120);
  const outputBands = 1 + below(random, 90);
  const shape = below(random, 4);
  const lists = Array.from({ length: inputBands }, (_, b): number[] => {
    if (shape === 3) return Array.from({ length: below(random, 4) }, () => below(random, outputBands));
    const first = Math.floor((b * outputBands) / inputBands);
    const last = Math.min(outputBands - 1, Math.floor(((b + 1) * outputBands) / inputBands));
    if (random() < 0.1) return [];
    const bins = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    return shape === 1 ? bins.map(i => outputBands - 1 - i) : bins;
  });
  const start = new Int32Array(inputBands + 1);
  lists.forEach((list, b) => {
    start[b + 1] = start[b] + list.length;
  });
  const bin = Int32Array.from(lists.flat());
  const clips = random() < 0.4;
  return {
    inputBands,
    outputBands,
    clipMin: clips ? -0.7 : Number.NEGATIVE_INFINITY,
    clipMax: clips ? 0.9 : Number.POSITIVE_INFINITY,
    start,
    bin,
    weight: Float32Array.from(bin, () => random() * 2),
  };
}

/** [spaxels][bands] values with isolated bad samples, long gaps, dead spaxels and dead bands. */
function randomSpectra(random: Random, spaxels: number, bands: number): Float32Array {
  const data = Float32Array.from({ length: spaxels * bands }, () => random() * 4 - 2);
  const rate = [0, 0.02, 0.3, 0.9][below(random, 4)];
  for (let i = 0; i < data.length; i++) if (random() < rate) data[i] = Number.NaN;
  for (let s = 0; s < spaxels; s++) {
    if (random() < 0.05) data.fill(Number.NaN, s * bands, (s + 1) * bands);
    if (random() < 0.2) {
      const from = below(random, bands);
      data.fill(Number.NaN, s * bands + from, s * bands + Math.min(bands, from + below(random, bands)));
    }
  }
  if (random() < 0.5) {
    const b = below(random, bands);
    for (let s = 0; s < spaxels; s++) data[s * bands + b] = Number.NaN;
  }
  return data;
}

describe('streaming reducer', () => {
  it('is bit for bit the per-spectrum reducer, for any gaps, bins and piece sizes', () => {
    const random = seeded(20240124);
    for (let trial = 0; trial < 400; trial++) {
      const reducer = randomReducer(random);
      const { inputBands, outputBands } = reducer;
      const spaxels = 1 + below(random, 40);
      const spectra = randomSpectra(random, spaxels, inputBands);
      const out = new Float32Array(spaxels * outputBands).fill(7);
      const stream = createStreamingReducer(reducer, spaxels, trial % 2 ? out : undefined);
      for (let band = 0; band < inputBands; ) {
        const bands = Math.min(inputBands - band, 1 + below(random, 20));
        const piece = new Float32Array(bands * spaxels);
        for (let b = 0; b < bands; b++)
          for (let s = 0; s < spaxels; s++) piece[b * spaxels + s] = spectra[s * inputBands + band + b];
        stream.push(band, bands, piece);
        piece.fill(1e9);
        band += bands;
      }
      stream.finish(out);
      const expected = new Float32Array(outputBands);
      for (let s = 0; s < spaxels; s++) {
        const spectrum = spectra.slice(s * inputBands, (s + 1) * inputBands);
        reduceSpectrum(reducer, spectrum, expected);
        const got = out.slice(s * outputBands, (s + 1) * outputBands);
        expect(new Uint32Array(got.buffer), `trial ${trial} spaxel ${s}`).toEqual(new Uint32Array(expected.slice().buffer));
        expect(stream.good[s]).toBe(spectrum.reduce((n, v) => n + (Number.isNaN(v) ? 0 : 1), 0));
      }
    }
  });

  it('refuses bands out of order and a premature end', () => {
    const reducer = randomReducer(seeded(5));
    const stream = createStreamingReducer(reducer, 2);
    expect(() => stream.push(1, 1, new Float32Array(2))).toThrow(/out of order/);
    expect(() => stream.finish(new Float32Array(2 * reducer.outputBands))).toThrow(/samples are missing/);
  });
});

describe('reduceSpectrum', () => {
  const identity = (bands: number, clipMin = Number.NEGATIVE_INFINITY): Reducer => ({
    inputBands: bands,
    outputBands: bands,
    clipMin,
    clipMax: Number.POSITIVE_INFINITY,
    start: Int32Array.from({ length: bands + 1 }, (_, i) => i),
    bin: Int32Array.from({ length: bands }, (_, i) => i),
    weight: new Float32Array(bands).fill(1),
  });

  it('fills gaps with the straight line and ends with the nearest value, before it clips', () => {
    const out = new Float32Array(8);
    reduceSpectrum(identity(8), Float32Array.of(Number.NaN, -4, Number.NaN, Number.NaN, 2, 3, Number.NaN, Number.NaN), out);
    expect([...out]).toEqual([-4, -4, -2, 0, 2, 3, 3, 3]);
    reduceSpectrum(identity(8, 0), Float32Array.of(Number.NaN, -4, Number.NaN, Number.NaN, 2, 3, Number.NaN, Number.NaN), out);
    expect([...out]).toEqual([0, 0, 0, 0, 2, 3, 3, 3]);
  });

  it('gives NaN when nothing is good, and leaves its input alone', () => {
    const out = new Float32Array(3);
    const input = new Float32Array(3).fill(Number.NaN);
    reduceSpectrum(identity(3), input, out);
    expect([...out]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const gap = Float32Array.of(1, Number.NaN, 3);
    reduceSpectrum(identity(3), gap, out);
    expect(gap[1]).toBeNaN();
  });
});
