/** The cubes of the paper's studies, made as protocol.json says: fields of nebulae, and paintings under X-rays. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodeJpeg } from '../../dist/cli/tiles/jpeg.js';
import { SPEED_OF_LIGHT } from '../../dist/core/cube/units.js';
import { addError, degradation, degraded, noError, synthNebular, synthXrf } from '../../dist/core/index.js';
import { shrinkImage } from '../../dist/core/synth/index.js';
import { paint } from './paint.mjs';

/** What is done with which seeds and sizes; fixed before anything was tuned. */
export const protocol = JSON.parse(readFileSync(new URL('protocol.json', import.meta.url), 'utf8'));

let night;
/** Van Gogh's Starry Night, 1280 x 1014. */
const starryNight = () => {
  const file = new URL('../data/starry_night.jpg', import.meta.url);
  night ??= decodeJpeg(new Uint8Array(readFileSync(file)), file.pathname);
  return night;
};

/** A square of a picture with its colour channels in another order ('gbr': green becomes red ...). */
function recoloured({ width, data }, [left, top, side], channels) {
  const from = [...channels].map(channel => 'rgb'.indexOf(channel));
  const out = new Uint8Array(side * side * 3);
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++) for (const c of from) out[at++] = data[((top + y) * width + left + x) * 3 + c];
  return { width: side, height: side, data: out };
}

/** One of the protocol's images at a size. */
export function picture(spec, side) {
  if (spec.kind !== 'night') return paint({ ...spec, side });
  return shrinkImage(recoloured(starryNight(), spec.crop, spec.channels), side);
}

/** A painting as a cube of counts; `seed` of the photons, by default the image's own. */
export function painting(spec, side, seed = spec.seed) {
  const { bands, counts, threshold } = protocol.painting;
  const [kMin, kMax] = spec.colors;
  return synthXrf({ image: picture(spec, side), palette: spec.palette, seed, bands, counts, threshold, kMin, kMax });
}

/** Field number `i` of a part of the astronomical sets; noise and velocity follow from its place in the list. */
export function field(part, i, size) {
  const { bands, edge, noises, velocities, [size]: sizes } = protocol.astro;
  const { side } = sizes;
  const options = { noise: noises[i % noises.length], velocity: velocities[i % velocities.length] };
  return synthNebular({ width: side, height: side, seed: sizes[part].seeds[0] + i, bands, edge, ...options });
}

/** Velocity of field number `i`, km/s. */
export const velocityOf = i => protocol.astro.velocities[i % protocol.astro.velocities.length];

/**
 * A cube as seen at rest, the systemic velocity (km/s) taken out: each band gets the sample (and variance) of the band where its wavelength was
 * observed. Samples are moved whole, for interpolation would correlate their noise; bands beyond the ends repeat the last one.
 */
export function atRest(cube, velocity) {
  const { shape, spectralAxis } = cube;
  const { width, bands } = shape;
  const { values } = spectralAxis;
  const step = values[1] - values[0];
  const from = Int32Array.from(values, v =>
    Math.min(bands - 1, Math.max(0, Math.round((v * (1 + velocity / SPEED_OF_LIGHT) - values[0]) / step))),
  );
  const [seen, spread] = [new Float32Array(width * bands), new Float32Array(width * bands)];
  const move = (source, target) => {
    for (let x = 0, at = 0; x < width; x++)
      for (let band = 0; band < bands; band++) target[at++] = source[x * bands + from[band]];
  };
  const moved = make => (y, data, variance) => {
    make(y, seen, variance && spread);
    move(seen, data);
    if (variance) move(spread, variance);
  };
  return { ...cube, row: moved(cube.row), expected: moved(cube.expected) };
}

/** The test cube of a study, `side` spaxels across. */
export async function testCube(study, side) {
  const { cube, bands, edge, images } = protocol[study];
  const { seed, noise, velocity } = cube;
  if (study === 'astro') return synthNebular({ width: side, height: side, seed, bands, edge, noise, velocity });
  return painting(
    images.find(({ id }) => id === cube.image),
    side,
    seed,
  );
}

/** The levels of the degradation ladder for a test cube: what each adds or takes away. */
export function ladderOf(cube) {
  const { width, height, bands } = cube.shape;
  const [data, truth] = [new Float32Array(width * bands), new Float32Array(width * bands)];
  let error = noError;
  for (let y = 0; y < height; y++) {
    cube.row(y, data);
    cube.expected(y, truth);
    error = addError(error, data, truth);
  }
  return protocol.ladder.map(level => degradation(error, level));
}

/** A test cube at a level of its ladder. */
export function atLevel(study, cube, { level, sigma, keep }) {
  return level === 0 ? cube : degraded(cube, study === 'astro' ? { sigma } : { keep }, protocol[study].cube.damageSeed);
}

/** A cube of the quality bench by its id. */
export async function benchCube(id) {
  const { kind, width, height, seed, bands, noise, velocity, palette, threshold, counts, colors } = protocol.bench.find(
    entry => entry.id === id,
  );
  if (kind === 'nebular') return synthNebular({ width, height, seed, bands, noise, velocity });
  const [kMin, kMax] = colors;
  return synthXrf({ image: shrinkImage(starryNight(), width), palette, seed, bands, threshold, counts, kMin, kMax });
}

/** SHA-256 of a few rows of a cube and of its truth. */
export function rowsHash(cube) {
  const { width, height, bands } = cube.shape;
  const hash = createHash('sha256').update(cube.labels.data);
  const row = new Float32Array(width * bands);
  for (const y of [0, height >> 1, height - 1]) {
    cube.row(y, row);
    hash.update(new Uint8Array(row.buffer));
  }
  return hash.digest('hex');
}
