import { createRandom } from '../../../core/cluster/index.js';
import type { SpatialFrame } from '../../../core/cube/types.js';
import type { EncoderCard } from '../../../core/encoder/types.js';
import type { ClusterDescription, Segmentation, SweepResult } from '../../../core/segmentation.js';

/** What a made-up segmentation can be told to be. */
export interface FakeOptions {
  readonly format?: 'FITS' | 'TIFF';
  readonly frame?: SpatialFrame;
  readonly name?: string;
  readonly unit?: string;
  readonly width?: number;
  readonly height?: number;
  readonly bands?: number;
  readonly latent?: number;
  readonly exact?: boolean;
  readonly warnings?: readonly string[];
  /** Whether it has example spectra and the cube summed up (default true). */
  readonly examples?: boolean;
  /** One column of spaxels is unclassified. */
  readonly unclassified?: boolean;
}

/** Celestial cards of the MUSE sample: rotated by 138 degrees, pixels of 0.2 arcsec. */
export const celestial: SpatialFrame = {
  kind: 'celestial',
  cards: [
    "CTYPE1  = 'RA---TAN'",
    "CTYPE2  = 'DEC--TAN'",
    'CRPIX1  =                -41.0',
    'CRPIX2  =               -336.0',
    'CRVAL1  =        53.1631122222',
    'CRVAL2  =       -27.8244911111',
    'CD1_1   =   -4.12858236376E-05',
    'CD1_2   =    3.71739225755E-05',
    'CD2_1   =    3.71739225755E-05',
    'CD2_2   =    4.12858236376E-05',
  ].map(card => card.padEnd(80)),
};

const card = (bands: number, latent: number): EncoderCard => ({
  format: 'cloisonne-encoder',
  version: '1.0',
  name: 'fake-pca',
  description: 'Principal components of nothing.',
  method: 'pca',
  licence: 'MIT',
  input: { axis: { kind: 'wavelength-air', unit: 'Angstrom', edges: [] }, bands, unit: 'counts' },
  steps: [{ name: 'asinh', version: 1, scale: 3, offset: 0 }],
  latent,
  layers: { encoder: [`${bands} input`, `${latent} linear`], decoder: [`${latent} latent`, `${bands} linear`] },
  training: { data: 'nothing', spectra: 10, recipe: {}, seed: 0, software: 'cloisonne 0.0.0', result: {} },
  weights: { file: 'weights.bin', sha256: 'ab'.repeat(32) },
  golden: [],
});

/**
 * A segmentation with two columns without data, stripes as clusters (K = 2 and 3), noise as spectra, a band that was never good and a
 * cluster id that the chosen K does not have. Always the same.
 */
export function fakeSegmentation(options: FakeOptions = {}): Segmentation {
  const { format = 'FITS', frame = { kind: 'none' }, name = 'fake.fits', unit = 'counts', exact = true, warnings = [] } = options;
  const { width = 14, height = 9, bands = 40, latent = 3, examples = true } = options;
  const { unclassified = false } = options;
  const random = createRandom(5);
  const pixels = width * height;
  const noData = (i: number) => i % width < 2;
  const floats = (n: number, of: (i: number) => number) => Float32Array.from({ length: n }, (_, i) => of(i));
  const labelsOf = (k: number) => {
    const data = Uint8Array.from({ length: pixels }, (_, i) =>
      noData(i) ? 0 : unclassified && i % width === width - 1 ? 255 : 1 + (Math.floor((i % width) / 2) % k),
    );
    return { width, height, data };
  };
  const valid = pixels - 2 * height;
  const describe = (id: number, data: Uint8Array): ClusterDescription => {
    const count = data.filter(label => label === id).length;
    const spectrum = (level: number) =>
      Float64Array.from({ length: bands }, (_, b) => (b === 3 ? Number.NaN : level + random.normal()));
    return {
      id,
      count,
      fraction: count / valid,
      centroid: [width / 2 + 0.123456789, height / 2],
      mean: spectrum(10 * id),
      std: spectrum(3),
      samples: Float64Array.from({ length: bands }, (_, b) => (b === 3 ? 0 : count)),
      meanInput: spectrum(id),
      meanDecoded: spectrum(id),
      decodedMean: spectrum(id),
      centre: Float64Array.from({ length: latent }, () => random.normal()),
      radius: 1.5,
      silhouette: 0.5,
      reconstructionError: 0.0123,
      peaks: [{ position: 4761.26, value: 12, significance: 9.5 }],
      ...(examples && {
        examples: {
          pixels: Uint32Array.of(...[...data.keys()].filter(i => data[i] === id).slice(0, 12)),
          input: floats(Math.min(12, count) * bands, i => id + Math.sin(i)),
          decoded: floats(Math.min(12, count) * bands, i => id + Math.sin(i) + 0.1 * Math.cos(i / 7)),
        },
      }),
    };
  };
  const entry = (k: number): SweepResult => {
    const labels = labelsOf(k);
    return {
      k,
      labels,
      clusters: Array.from({ length: k }, (_, i) => describe(i + 1, labels.data)),
      silhouetteMacro: 0.7 - 0.1 * k,
      silhouetteBalanced: 0.65 - 0.1 * k,
      silhouettePointwise: 0.6 - 0.1 * k,
      silhouetteError: exact ? 0 : 0.01,
      ...{ calinskiHarabasz: 100 * k, daviesBouldin: 1 / k, bic: -1234.5 * k },
      ...{
        stability: 1.2 - 0.15 * k,
        stabilityError: 0.01,
        gap: 0.3 * k,
        gapError: 0.02,
        mixture: Number.NaN,
        apart: 0.9 - 0.2 * k,
      },
      exact,
      inertia: 100 / k,
      iterations: 5,
    };
  };
  const sweep = [entry(2), entry(3)];
  const image = (of: () => number) => floats(pixels, i => (noData(i) ? Number.NaN : of()));
  const values = Float64Array.from({ length: bands }, (_, b) => 4750 + 1.25 * b);
  return {
    cube: {
      name,
      format,
      shape: { width, height, bands },
      unit,
      dtype: 'f32',
      excludedBands: Uint8Array.from({ length: bands }, (_, b) => (b === 3 ? 1 : 0)),
      missingBands: new Uint8Array(bands),
    },
    axis: {
      kind: 'wavelength-air',
      unit: 'Angstrom',
      values,
      edges: Float64Array.from({ length: bands + 1 }, (_, b) => 4749.375 + 1.25 * b),
    },
    encoderAxis: { values, label: 'Wavelength (Angstrom)' },
    frame,
    card: card(bands, latent),
    encoderOrigin: 'fitted',
    measured: [],
    engine: 'cpu',
    seed: 7,
    k: 2,
    chosenBy: 'silhouette-macro',
    why: 'largest mean silhouette of clusters (0.5); next: K = 3 (0.4)',
    runnerUp: 3,
    labels: sweep[0].labels,
    ...(unclassified && {
      unclassified: {
        ...{ id: 255, limits: { reconstruction: 0.5 } },
        reasons: { reconstruction: height, distance: 0, margin: 0, clusters: 0, odd: 0 },
        description: describe(255, Uint8Array.from(sweep[0].labels.data)),
      },
    }),
    sweep,
    latents: floats(pixels * latent, i => (noData(Math.floor(i / latent)) ? Number.NaN : random.normal())),
    latent,
    confidence: {
      silhouette: image(() => random.normal() / 3),
      margin: image(() => random.uniform()),
      reconstruction: image(() => random.uniform()),
    },
    brightness: image(() => random.normal()),
    ...(examples && {
      integrated: {
        input: image(() => 1 + random.uniform()),
        decoded: image(() => 1 + random.uniform()),
        colors: floats(3 * pixels, i => (noData(Math.floor(i / 3)) ? Number.NaN : random.uniform())),
      },
    }),
    valid,
    warnings,
  };
}

/** Facts to go with it. */
export const fakeRun = {
  version: '0.0.0',
  input: { name: '/somewhere/fake.fits', bytes: 123456, sha256: '0f'.repeat(32) },
  options: { k: '2..3', region: null },
};
