/** The three axes of a cube. */
export type Role = 'x' | 'y' | 'band';

/** One axis in storage: distance in samples between neighbours along it, and its length. */
export interface StoredAxis {
  readonly role: Role;
  /** The n of NAXISn. */
  readonly axis: number;
  readonly stride: number;
  readonly length: number;
  /** Samples of the file from one to the next along the axis, where not every one is taken. */
  readonly step?: number;
}

/** The axes of a cube from slowest to fastest, and the sample where the chosen plane of further axes starts. */
export interface Layout {
  readonly axes: readonly [outer: StoredAxis, mid: StoredAxis, inner: StoredAxis];
  readonly base: number;
}

/** Part of a cube: first index and count along each axis. */
export type Window = Readonly<Record<Role, readonly [start: number, count: number]>>;

/** A part of a window small enough to stage: ranges of the outer and mid axes, all of the inner one. */
export interface Chunk {
  readonly outer: number;
  readonly outers: number;
  readonly mid: number;
  readonly mids: number;
  /** One read per entry: sample offset in the data unit. All are `readSamples` long and follow each other in the staging buffer. */
  readonly reads: readonly number[];
  readonly readSamples: number;
  /** Distance in staged samples between neighbours along the outer axis. */
  readonly outerStride: number;
}

/** Samples staged at once: 1 MiB of float32 stays in cache between swapping and transposing. */
const TARGET = 1 << 18;

/** How a window is staged: samples of a chunk at most, whether all it reads is wanted and in order, and the chunks in storage order. */
export interface ChunkPlan {
  readonly maxSamples: number;
  readonly contiguous: boolean;
  readonly chunks: Iterable<Chunk>;
}

/**
 * Splits a window into chunks. Neighbouring outer indices share a read when little lies between them, else each has its own.
 * `wholeMid` keeps the mid axis in one piece, whatever its size.
 */
export function planChunks({ axes: [outer, mid, inner], base }: Layout, window: Window, wholeMid: boolean): ChunkPlan {
  const [o0, oCount] = window[outer.role];
  const [m0, mCount] = window[mid.role];
  const [i0, iCount] = window[inner.role];
  const innerSpan = (iCount - 1) * inner.stride + 1;
  const spanOf = (mids: number): number => (mids - 1) * mid.stride + innerSpan;
  const mids = wholeMid ? mCount : Math.max(1, Math.min(mCount, Math.floor((TARGET - innerSpan) / mid.stride) + 1));
  const span = spanOf(mids);
  const merge = mids === mCount && outer.stride - span <= 256 + span / 8;
  const perOuter = merge ? outer.stride : span;
  const outers = mids < mCount ? 1 : Math.max(1, Math.min(oCount, Math.floor(TARGET / perOuter)));
  const start = base + i0 * inner.stride;

  function* chunks(): Generator<Chunk> {
    for (let o = 0; o < oCount; o += outers) {
      const n = Math.min(outers, oCount - o);
      for (let m = 0; m < mCount; m += mids) {
        const count = Math.min(mids, mCount - m);
        const first = start + (o0 + o) * outer.stride + (m0 + m) * mid.stride;
        const reads = merge ? [first] : Array.from({ length: n }, (_, k) => first + k * outer.stride);
        const length = merge ? (n - 1) * outer.stride + spanOf(count) : spanOf(count);
        yield {
          outer: o0 + o,
          outers: n,
          mid: m0 + m,
          mids: count,
          reads,
          readSamples: length,
          outerStride: merge ? outer.stride : length,
        };
      }
    }
  }
  return {
    maxSamples: (outers - 1) * perOuter + span,
    contiguous:
      (iCount === 1 || inner.stride === 1) &&
      (mids === 1 || mid.stride === iCount) &&
      (outers === 1 || perOuter === mids * iCount),
    chunks: chunks(),
  };
}

/** The samples of a window in one array, chunk after chunk in storage order. */
export async function gather(
  { x, y, band }: Window,
  chunks: AsyncIterable<{ readonly data: Float32Array }>,
): Promise<Float32Array> {
  const out = new Float32Array(x[1] * y[1] * band[1]);
  let at = 0;
  for await (const { data } of chunks) {
    out.set(data, at);
    at += data.length;
  }
  return out;
}
