import type { Labeling } from '../cluster/cells.js';
import type { CubeSource } from '../cube/types.js';
import type { ClusterExamples, WeightedMean } from '../segmentation.js';
import { type CellMap, cellMaps } from './cells.js';
import type { ExampleCollector } from './examples.js';
import { CellMoments, type ChunkSums } from './moments.js';
import { CellWeights, type Weights } from './weights.js';

/** Spaxels per chunk of every sum over the cube (DESIGN, "Fixed sums"). */
export const CHUNK = 4096;

/** Native moments and the paper's eq. 8 and 9 of one cluster. */
export interface ClusterMoments {
  readonly samples: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly weighted?: WeightedMean;
  readonly meanInput: Float64Array;
  readonly meanDecoded: Float64Array;
  readonly examples?: ClusterExamples;
}

/**
 * Sums of native, preprocessed and decoded spectra over the joint cells of several labellings of n spaxels, chunk by chunk of 4096 pixels of
 * the cube: merged here, or taken out and merged in order by an instance elsewhere, with the same numbers.
 */
export class DescriptionSums {
  private readonly maps: readonly CellMap[];
  private readonly native: readonly CellMoments[];
  private readonly inputs: readonly CellMoments[];
  private readonly decoded: readonly CellMoments[];
  private readonly weighted: readonly CellWeights[];

  /** `shift` [bands] as for CellMoments, `depth` bands in the encoder's space; with `weights`, weighted means beside the plain ones. */
  constructor(
    private readonly labellings: readonly Labeling[],
    n: number,
    { shape: { bands } }: Pick<CubeSource, 'shape'>,
    depth: number,
    shift: Float64Array,
    weights?: Weights,
  ) {
    const zero = new Float64Array(depth);
    this.maps = cellMaps(labellings, n, bands);
    this.native = this.maps.map(map => new CellMoments(map.cells, bands, shift));
    this.inputs = this.maps.map(map => new CellMoments(map.cells, depth, zero));
    this.decoded = this.maps.map(map => new CellMoments(map.cells, depth, zero));
    this.weighted = weights ? this.maps.map(map => new CellWeights(map.cells, bands, shift)) : [];
  }

  private get all(): readonly CellMoments[] {
    return [...this.native, ...this.inputs, ...this.decoded, ...this.weighted.flatMap(({ sums }) => sums)];
  }

  /** Adds the native spectrum data[from ..] of valid spaxel `index`, with its variance where samples are weighted. */
  addNative(index: number, data: Float32Array, from: number, variance?: Float32Array): void {
    for (const [m, map] of this.maps.entries()) {
      this.native[m].add(map.of[index], data, from);
      if (variance) this.weighted[m]?.add(map.of[index], data, variance, from);
    }
  }

  /** Adds the preprocessed spectrum input[from ..] of valid spaxel `index`, and the decoded one. */
  addEncoded(index: number, input: Float32Array, decoded: Float32Array, from: number): void {
    for (const [m, map] of this.maps.entries()) {
      this.inputs[m].add(map.of[index], input, from);
      this.decoded[m].add(map.of[index], decoded, from);
    }
  }

  /** Merges the running chunk. */
  endChunk(): void {
    for (const moments of this.all) moments.endChunk();
  }

  /** Takes the sums of the running chunk out. */
  takeChunk(): ChunkSums[] {
    return this.all.map(moments => moments.takeChunk());
  }

  /** Merges the sums of a chunk that were taken out elsewhere; chunks come in the order of the cube. */
  addChunk(sums: readonly ChunkSums[]): void {
    for (const [i, moments] of this.all.entries()) moments.addChunk(sums[i]);
  }

  /** For each labelling, for each label 0..k-1; `examples` go with labelling `examplesOf`. */
  clusters(examplesOf?: number, examples?: ExampleCollector): ClusterMoments[][] {
    return this.labellings.map(({ k }, which) => {
      const m = this.maps.findIndex(map => map.members.has(which));
      const members = this.maps[m].members.get(which) ?? [];
      return Array.from({ length: k }, (_, label) => ({
        ...this.native[m].union(members[label]),
        ...(this.weighted.length > 0 && { weighted: this.weighted[m].union(members[label]) }),
        meanInput: this.inputs[m].union(members[label]).mean,
        meanDecoded: this.decoded[m].union(members[label]).mean,
        ...(which === examplesOf && { examples: examples?.of(label) }),
      }));
    });
  }
}
