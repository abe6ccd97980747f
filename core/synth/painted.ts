import { createRandom } from '../cluster/random.js';
import { UsageError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { clusterColors } from './colors.js';
import { type Material, mixColors, mixSpectra } from './mixing.js';
import { poisson } from './poisson.js';
import type { RgbImage, Synthesis } from './types.js';

/** How an image becomes a cube of counts. */
export interface PaintedOptions {
  readonly image: RgbImage;
  readonly materials: readonly Material[];
  readonly spectralAxis: SpectralAxis;
  /** Mean counts of a spectrum. */
  readonly counts: number;
  readonly seed: number;
  /** Smallest alpha at which a material takes part (see `mixColors`), between 0 and 1. */
  readonly threshold: number;
  /** Fewest and most colours of the image. */
  readonly kMin: number;
  readonly kMax: number;
}

/**
 * A cube of counts from an image and a palette, the way of ganX (Bombini et al. 2023) with honest statistics: the image is reduced to its
 * colours, each colour is a mixture of materials, each sample is a Poisson number, so that totals vary too. Colours that come to the same
 * mixture are one class. Throws UsageError for wrong options.
 */
export async function paintedCube(options: PaintedOptions): Promise<Synthesis> {
  const { image, materials, spectralAxis, counts, seed, threshold, kMin, kMax } = options;
  const wrong: readonly (readonly [boolean, string])[] = [
    [materials.length === 0, 'the palette is empty'],
    [!(counts > 0 && counts < 1e9), `${counts} counts, expected a number above 0`],
    [!(threshold > 0 && threshold < 1), `a threshold of ${threshold}, expected a number between 0 and 1`],
    [
      !(Number.isInteger(kMin) && Number.isInteger(kMax) && kMin >= 1 && kMax >= kMin && kMax <= 255),
      `${kMin} to ${kMax} colours`,
    ],
  ];
  for (const [is, why] of wrong) if (is) throw new UsageError('the cube cannot be synthesised', { why });

  const { width, height } = image;
  const found = await clusterColors(image, { kMin, kMax, seed });
  const { mixtures, classOf, names } = classes(found.colors, materials, threshold);
  const labels = Uint8Array.from(found.labels, color => classOf[color] + 1);
  const bands = spectralAxis.values.length;
  const means = mixtures.map(shares => mixSpectra(shares, materials).map(v => v * counts));
  const decays = means.map(mean => mean.map(v => Math.exp(-v)));
  return {
    shape: { width, height, bands },
    spectralAxis,
    unit: 'count',
    classes: names,
    labels: { width, height, data: labels },
    materials: materials.map(({ name }) => name),
    abundances: materials.map((_, m) => Float32Array.from(labels, label => mixtures[label - 1][m])),
    hasVariance: false,
    row(y, data) {
      const random = createRandom(seed, 2 + y);
      for (let x = 0, at = 0; x < width; x++) {
        const label = labels[y * width + x] - 1;
        const [mean, decay] = [means[label], decays[label]];
        for (let band = 0; band < bands; band++) data[at++] = poisson(random, mean[band], decay[band]);
      }
    },
    expected(y, data) {
      for (let x = 0; x < width; x++) data.set(means[labels[y * width + x] - 1], x * bands);
    },
  };
}

/** One class for each different mixture, in the order of the colours; named by its largest share and its colour. */
function classes(colors: readonly number[], materials: readonly Material[], threshold: number) {
  const mixtures: Float64Array[] = [];
  const names: string[] = [];
  const known = new Map<string, number>();
  const classOf = colors.map(color => {
    const shares = mixColors(color, materials, threshold);
    const key = shares.join();
    let index = known.get(key);
    if (index === undefined) {
      known.set(key, (index = mixtures.length));
      const most = materials[shares.indexOf(Math.max(...shares))].name;
      names.push(shares.includes(1) ? most : `${most} mixture #${color.toString(16).padStart(6, '0')}`);
      mixtures.push(shares);
    }
    return index;
  });
  return { mixtures, classOf, names };
}
