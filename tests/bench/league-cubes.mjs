/** Cubes whose right answer is known, made from a seed at any size: the kinds of the league's generated cubes, with numbers of our own. */
import { createRandom } from '../../dist/core/index.js';

const peak = (x, at, width = 0.05) => Math.exp(-0.5 * ((x - at) / width) ** 2);

/** A number of Poisson events (Knuth), for small means. */
function poisson(mean, random) {
  const limit = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > limit; events++) product *= random.uniform();
  return Math.max(0, events);
}

/** The mean over 9 pixels along rows and columns, three times: noise that is smooth in space. */
function smoothed(data, size, bands) {
  const pass = (from, stride, length, start) => {
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      let [sum, count] = [0, 0];
      for (let j = Math.max(0, i - 4); j <= Math.min(length - 1, i + 4); j++, count++) sum += from[start + j * stride];
      out[i] = sum / count;
    }
    for (let i = 0; i < length; i++) from[start + i * stride] = out[i];
  };
  for (let round = 0; round < 3; round++) {
    for (let line = 0; line < size; line++) {
      for (let b = 0; b < bands; b++) {
        pass(data, bands, size, line * size * bands + b);
        pass(data, size * bands, size, line * bands + b);
      }
    }
  }
  const std = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
  return data.map(v => v / std);
}

/** A picture of some flat colours in irregular areas, of which no two cubes from different seeds share a border. */
export function picture(colors, seed, size) {
  const random = createRandom(seed, 98);
  const bands = colors.length;
  const heights = smoothed(
    Float64Array.from({ length: size * size * bands }, () => random.normal()),
    size,
    bands,
  );
  const highest = p => colors.map((_, c) => heights[p * bands + c]).reduce((best, v, c, all) => (v > all[best] ? c : best), 0);
  return {
    width: size,
    height: size,
    data: Uint8Array.from(Array.from({ length: size * size }, (_, p) => colors[highest(p)]).flat()),
  };
}

/**
 * Each as { name, what, answer, truth, data }: `answer` is a K, or 'continuum', where one cluster is right too; `truth` [size * size] is missing where
 * there is nothing to divide; `data` [size * size, bands]; `known` [size * size] is what one would say who knew the spectra, where that is not the truth.
 */
export function* generated(seed, size, bands) {
  const n = size * size;
  const axis = Float64Array.from({ length: bands }, (_, b) => b / (bands - 1));
  const one = axis.map(x => 1 + 0.5 * x + peak(x, 0.3));
  const two = axis.map(x => 1 + 0.5 * x + peak(x, 0.7));
  const three = axis.map(x => 1.5 - 0.3 * x + peak(x, 0.5, 0.08));
  const across = p => (p % size) / (size - 1);
  const down = p => Math.floor(p / size) / (size - 1);
  const blocks = Uint8Array.from({ length: n }, (_, p) => (down(p) >= 0.5 ? 3 : across(p) >= 0.5 ? 2 : 1));
  const halves = blocks.map((_, p) => (across(p) < 0.5 ? 1 : 2));
  const few = halves.map((kind, p) => {
    const [x, y] = [p % size, Math.floor(p / size)];
    return y >= 10 && y < 14 && x >= 20 && x < 25 ? 3 : kind;
  });
  let stream = 0;
  const make = (name, what, answer, truth, value) => {
    const random = createRandom(seed, 100 + stream++);
    const data = new Float32Array(n * bands);
    for (let i = 0; i < data.length; i++) data[i] = value(Math.floor(i / bands), i % bands, random);
    return { name, what, answer, truth, data, random };
  };
  const kinds = (spectra, truth, noise) => (p, b, random) => spectra[truth[p] - 1][b] + noise * random.normal();
  const spiked = cube => {
    for (const p of cube.random.sample(n, 20)) cube.data[p * bands + cube.random.integer(bands)] += 50;
    return cube;
  };
  yield make('noise-gauss', 'Gaussian noise', 1, undefined, (_p, _b, r) => r.normal());
  yield make('noise-poisson', 'Poisson noise of mean 3', 1, undefined, (_p, _b, r) => poisson(3, r));
  const r = createRandom(seed, 99);
  const smooth = smoothed(
    Float64Array.from({ length: n * bands }, () => r.normal()),
    size,
    bands,
  );
  yield make(
    'noise-smooth',
    'one material under noise that is smooth in space',
    'continuum',
    undefined,
    (p, b) => one[b] + 0.05 * smooth[p * bands + b],
  );
  yield make(
    'vignette',
    'one material, light that fades',
    'continuum',
    undefined,
    (p, b, g) => (0.5 + across(p)) * one[b] + 0.02 * g.normal(),
  );
  yield make(
    'gradient',
    'two materials mixed from side to side',
    'continuum',
    undefined,
    (p, b, g) => one[b] + across(p) * (two[b] - one[b]) + 0.02 * g.normal(),
  );
  yield make(
    'gradient-2d',
    'three materials mixed along both sides',
    'continuum',
    undefined,
    (p, b, g) => one[b] + 0.5 * (across(p) * (two[b] - one[b]) + down(p) * (three[b] - one[b])) + 0.02 * g.normal(),
  );
  yield make('three', 'three kinds', 3, blocks, kinds([one, two, three], blocks, 0.05));
  yield make('imbalanced', 'two kinds and one of 20 spaxels', 3, few, kinds([one, three, two], few, 0.05));
  yield spiked(
    make('spikes', 'one material, spikes of one sample in 20 spaxels', 1, undefined, (_p, b, g) => one[b] + 0.05 * g.normal()),
  );
  yield spiked(make('two-spikes', 'two kinds, spikes of one sample in 20 spaxels', 2, halves, kinds([one, three], halves, 0.05)));
  const lines = [
    axis.map(x => 0.1 + peak(x, 0.2, 0.03)),
    axis.map(x => 0.1 + peak(x, 0.5, 0.03)),
    axis.map(x => 0.1 + 0.5 * peak(x, 0.2, 0.03) + 0.5 * peak(x, 0.8, 0.03)),
  ];
  const level = 0.7 / (lines.flatMap(line => [...line]).reduce((a, b) => a + b) / (3 * bands));
  const counted = make('low-counts', 'three kinds, 0.7 counts a band', 3, blocks, (p, b, g) =>
    poisson(level * lines[blocks[p] - 1][b], g),
  );
  // Log-likelihood of counts, less what is the same for every kind.
  const likelihood = (p, kind) =>
    lines[kind].reduce((sum, v, b) => sum + counted.data[p * bands + b] * Math.log(level * v) - level * v, 0);
  const likeliest = p => [0, 1, 2].reduce((best, kind) => (likelihood(p, kind) > likelihood(p, best) ? kind : best)) + 1;
  yield { ...counted, known: blocks.map((_, p) => likeliest(p)) };
  const faint = [0.1, 0.25, 0.4].map(at => axis.map(x => 1 + peak(x, at)));
  yield make('half-noise', 'three kinds in half of the bands, noise in the others', 3, blocks, (p, b, g) =>
    b < bands / 2 ? faint[blocks[p] - 1][b] + 0.05 * g.normal() : g.normal(),
  );
  const hot = Math.floor(0.6 * bands);
  yield make('hot-band', 'three kinds and one band that is 20 times as bright and says nothing', 3, blocks, (p, b, g) =>
    b === hot ? 30 + 5 * g.normal() : [one, two, three][blocks[p] - 1][b] + 0.05 * g.normal(),
  );
}
