/** Good samples, mean and standard deviation per band of one group of spaxels. */
export interface BandMoments {
  readonly samples: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/** The sums of one chunk of at most 65535 spectra about a shift, for those cells that had a spectrum in it. */
export interface ChunkSums {
  /** [cells with a spectrum] in increasing order. */
  readonly cells: Uint32Array;
  /** [cells with a spectrum, bands] good samples, their sum and their sum of squares. */
  readonly n: Uint16Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Mean and variance per band for many cells at once, over spectra that arrive in pixel order. Samples are summed in float64 about
 * `shift` within a chunk (4096 pixels, see `endChunk`), and chunks are merged in order by Chan, Golub & LeVeque (1983):
 * results depend on the pixel order alone, never on how the cube was cut into blocks. NaN samples are left out.
 */
export class CellMoments {
  private readonly n: Float64Array;
  private readonly mean: Float64Array;
  private readonly m2: Float64Array;
  private readonly chunkN: Float64Array;
  private readonly chunkSum: Float64Array;
  private readonly chunkSquares: Float64Array;
  private readonly touched: Uint8Array;

  /** `shift` [bands]: values near the mean, which keep the sums well conditioned. */
  constructor(
    private readonly cells: number,
    private readonly bands: number,
    private readonly shift: Float64Array,
  ) {
    const size = cells * bands;
    this.n = new Float64Array(size);
    this.mean = new Float64Array(size);
    this.m2 = new Float64Array(size);
    this.chunkN = new Float64Array(size);
    this.chunkSum = new Float64Array(size);
    this.chunkSquares = new Float64Array(size);
    this.touched = new Uint8Array(cells);
  }

  /** Bytes an instance holds. */
  static bytes(cells: number, bands: number): number {
    return 6 * 8 * cells * bands;
  }

  /** Adds the spectrum data[from .. from + bands) to a cell. */
  add(cell: number, data: Float32Array | Float64Array, from: number): void {
    const { bands, shift, chunkN, chunkSum, chunkSquares } = this;
    const base = cell * bands;
    this.touched[cell] = 1;
    for (let b = 0; b < bands; b++) {
      const v = data[from + b] - shift[b];
      if (v === v) {
        chunkN[base + b]++;
        chunkSum[base + b] += v;
        chunkSquares[base + b] += v * v;
      }
    }
  }

  /** Merges the running chunk; call after every 4096th pixel of the cube, and at the end. */
  endChunk(): void {
    this.eachTouched((from, to) => {
      for (let i = from; i < to; i++) this.mergeSums(i, this.chunkN[i], this.chunkSum[i], this.chunkSquares[i]);
    });
  }

  /** The sums of the running chunk, for `addChunk` of an instance elsewhere; the chunk starts again from nothing. */
  takeChunk(): ChunkSums {
    const { bands } = this;
    const cells = Uint32Array.from(this.touched.keys()).filter(cell => this.touched[cell]);
    const [n, sum, squares] = [this.chunkN, this.chunkSum, this.chunkSquares].map(all => {
      const taken = new Float64Array(cells.length * bands);
      cells.forEach((cell, row) => {
        taken.set(all.subarray(cell * bands, (cell + 1) * bands), row * bands);
      });
      return taken;
    });
    this.eachTouched(() => {});
    return { cells, n: Uint16Array.from(n), sum, squares };
  }

  /** Merges the sums of a chunk; chunks come in the order of the cube. */
  addChunk({ cells, n, sum, squares }: ChunkSums): void {
    const { bands } = this;
    cells.forEach((cell, row) => {
      for (let b = 0, i = row * bands; b < bands; b++, i++) this.mergeSums(cell * bands + b, n[i], sum[i], squares[i]);
    });
  }

  /** Shows the ranges of the cells that the running chunk has spectra of, and empties them. */
  private eachTouched(show: (from: number, to: number) => void): void {
    for (let cell = 0; cell < this.cells; cell++) {
      if (!this.touched[cell]) continue;
      this.touched[cell] = 0;
      const [from, to] = [cell * this.bands, (cell + 1) * this.bands];
      show(from, to);
      this.chunkN.fill(0, from, to);
      this.chunkSum.fill(0, from, to);
      this.chunkSquares.fill(0, from, to);
    }
  }

  private mergeSums(i: number, n: number, sum: number, squares: number): void {
    if (n > 0) this.merge(i, n, sum / n, Math.max(0, squares - (sum * sum) / n));
  }

  private merge(i: number, n: number, mean: number, m2: number): void {
    const before = this.n[i];
    const all = before + n;
    const delta = mean - this.mean[i];
    this.mean[i] += (delta * n) / all;
    this.m2[i] += m2 + (delta * delta * before * n) / all;
    this.n[i] = all;
  }

  /** The moments of a union of cells, merged in the order given; std is the population value (ddof 0), NaN where nothing was good. */
  union(cells: readonly number[]): BandMoments {
    const { bands } = this;
    const out = new CellMoments(1, bands, this.shift);
    for (const cell of cells) {
      for (let b = 0; b < bands; b++) {
        const i = cell * bands + b;
        if (this.n[i] > 0) out.merge(b, this.n[i], this.mean[i], this.m2[i]);
      }
    }
    return {
      samples: out.n,
      mean: out.mean.map((mean, b) => (out.n[b] > 0 ? mean + this.shift[b] : Number.NaN)),
      std: out.m2.map((m2, b) => (out.n[b] > 0 ? Math.sqrt(m2 / out.n[b]) : Number.NaN)),
    };
  }
}
