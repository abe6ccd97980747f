import type { CubeShape } from '../../core/cube/types.js';

/** A part of a cube: for every axis the first index and the one after the last. */
export interface Window {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly band: readonly [number, number];
}

/** Places that are looked at along each axis. */
const PLACES: CubeShape = { width: 2, height: 2, bands: 6 };
/** Samples along a row and along a spectrum at each. */
const RUN = 32;
/** Of chunks of more samples only one place along x and y is looked at, and two along the bands. */
const LARGE = 1 << 21;

const places = (length: number, most: number): number[] => {
  const few = Math.min(length, most);
  return Array.from({ length: few }, (_, i) => Math.floor(((i + 0.5) * length) / few));
};

/** A run from `first` on that ends with its chunk. */
const run = (first: number, chunk: number, length: number): readonly [number, number] => [
  first,
  Math.min(length, first + RUN, (Math.floor(first / chunk) + 1) * chunk),
];

/** Small windows spread over a cube, one row each and within one chunk: what is looked at to learn of its values. */
export function samplingWindows(shape: CubeShape, chunk: CubeShape): Window[] {
  const large = chunk.width * chunk.height * chunk.bands > LARGE;
  const { width, height, bands } = large ? { width: 1, height: 1, bands: 2 } : PLACES;
  return places(shape.height, height).flatMap(y =>
    places(shape.width, width).flatMap(x =>
      places(shape.bands, bands).map(
        (band): Window => ({
          x: run(x, chunk.width, shape.width),
          y: [y, y + 1],
          band: run(band, chunk.bands, shape.bands),
        }),
      ),
    ),
  );
}
