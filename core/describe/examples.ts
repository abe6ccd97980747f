import type { Labeling } from '../cluster/cells.js';
import { createRandom } from '../cluster/random.js';
import type { ClusterExamples } from '../segmentation.js';

/** Spectra kept of a cluster, and samples of all clusters together, before and after the networks. */
const MOST = 160;
const MOST_SAMPLES = 1 << 21;

const perCluster = (k: number, depth: number) => Math.max(1, Math.min(MOST, Math.floor(MOST_SAMPLES / (k * depth))));

/** What was kept of valid spaxel `index`: its pixel, its preprocessed spectrum and the decoded one [depth]. */
export interface ExampleRow {
  readonly index: number;
  readonly pixel: number;
  readonly input: Float32Array;
  readonly decoded: Float32Array;
}

/** Keeps a few preprocessed spectra of every cluster of a labelling with what decoding makes of them, for pictures of what a cluster is like. */
export class ExampleCollector {
  private readonly places = new Map<number, { readonly label: number; readonly row: number }>();
  private readonly clusters: readonly ClusterExamples[];
  private readonly looked = new Set<number>();

  /** Draws the spaxels: of each cluster up to 160, fewer where that makes more than 2 million samples, by the seed. */
  constructor(
    { k, labels }: Labeling,
    private readonly depth: number,
    seed: number,
  ) {
    const counts = new Uint32Array(k);
    for (const label of labels) counts[label]++;
    const random = createRandom(seed, 13);
    const ranks = Array.from(counts, count => random.sample(count, perCluster(k, depth)));
    const seen = new Uint32Array(k);
    const taken = new Uint32Array(k);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      if (seen[label]++ === ranks[label][taken[label]]) this.places.set(i, { label, row: taken[label]++ });
    }
    this.clusters = ranks.map(({ length }) => ({
      pixels: new Uint32Array(length),
      input: new Float32Array(length * depth),
      decoded: new Float32Array(length * depth),
    }));
  }

  /** Bytes an instance holds, for memory estimates. */
  static bytes(k: number, depth: number): number {
    return 2 * 4 * k * depth * perCluster(k, depth);
  }

  /** Looks at valid spaxel `index` of the cube's `pixel`: input[from ..] is its preprocessed spectrum, decoded[from ..] the decoded one. */
  add(index: number, pixel: number, input: Float32Array, decoded: Float32Array, from: number): void {
    const place = this.places.get(index);
    if (!place) return;
    this.looked.add(index);
    const { depth } = this;
    const kept = this.clusters[place.label];
    kept.pixels[place.row] = pixel;
    kept.input.set(input.subarray(from, from + depth), place.row * depth);
    kept.decoded.set(decoded.subarray(from, from + depth), place.row * depth);
  }

  /** The rows of all clusters that were looked at, for `add` to a collector elsewhere with the same labelling and seed. */
  taken(): ExampleRow[] {
    const { depth } = this;
    return [...this.looked].map(index => {
      const { label, row } = this.places.get(index)!;
      const { pixels, input, decoded } = this.clusters[label];
      const cut = (all: Float32Array) => all.slice(row * depth, (row + 1) * depth);
      return { index, pixel: pixels[row], input: cut(input), decoded: cut(decoded) };
    });
  }

  /** The spectra of a cluster, in pixel order. */
  of(label: number): ClusterExamples {
    return this.clusters[label];
  }
}
