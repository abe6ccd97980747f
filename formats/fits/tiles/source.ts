import { throwIfAborted } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { checkRange } from '../../bytes/index.js';
import type { Hdu } from '../hdu.js';
import { describeTiles, type TileDescription } from './description.js';
import { readTiles } from './reader.js';
import { bytesTouched, tileRuns } from './tiling.js';

/** Bytes of the table that are read at once. */
const TABLE = 1 << 22;
/** Decoded tiles kept where nobody reserved more. */
const KEEP = 1 << 24;
/** Bytes that decoding holds for a sample, besides the result: its compressed form, integers, coefficients. */
const DECODING = 20;
/** Small buffers that the garbage collector has not come round to. */
const LEFT_OVER = 1 << 26;
/** Reads at once, and the size of a tile from which on there is one. */
const LANES = 4;
const LARGE = 1 << 22;

/** Tiles from `from` on that are being read. */
interface Fetch {
  readonly from: number;
  readonly tiles: Promise<readonly Uint8Array[]>;
}

/**
 * A tile-compressed image as a ByteSource: the bytes of the data unit it would have uncompressed. Tiles are decoded where they are read, the
 * latest kept as far as `reserve` allows; what is read of the file are the rows of those tiles and their part of the heap.
 */
export class TiledSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  private readonly sampleBytes: number;
  private readonly kept = new Map<number, Uint8Array>();
  private readonly pending = new Map<number, Fetch>();
  private keptBytes = 0;
  private limit = KEEP;

  private constructor(
    private readonly source: ByteSource,
    private readonly hdu: Hdu,
    private readonly tiles: TileDescription,
  ) {
    this.name = source.name;
    this.sampleBytes = Math.abs(tiles.bitpix) / 8;
    this.size = tiles.shape.reduce((product, n) => product * n, this.sampleBytes);
  }

  /** Throws InputError for a header that makes no sense or an algorithm that is not known. */
  static of(source: ByteSource, hdu: Hdu): TiledSource {
    return new TiledSource(source, hdu, describeTiles(source, hdu));
  }

  /** ZTILEn. */
  get tile(): readonly number[] {
    return this.tiles.tile;
  }

  /** How many reads may decode at once: large tiles one by one. */
  get lanes(): number {
    return this.tileBytes > LARGE ? 1 : LANES;
  }

  /** Bytes held while a window of this extent along each axis is read: its tiles, and one of them being decoded. */
  bytesFor(extent: readonly number[]): number {
    const decoding = (this.tileBytes / this.sampleBytes) * DECODING;
    return this.keeps(extent) + decoding + this.lanes * this.tileBytes + Math.min(LEFT_OVER, this.size);
  }

  /** Keeps the decoded tiles of such a window, so that each is decoded once while it is walked over. */
  reserve(extent: readonly number[]): void {
    this.limit = this.keeps(extent);
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    checkRange(this, offset, length);
    const out = new Uint8Array(length);
    await this.readInto(offset, out, signal);
    return out;
  }

  async readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    checkRange(this, offset, target.length);
    const { sampleBytes } = this;
    const [first, count] = [offset / sampleBytes, target.length / sampleBytes];
    if (!Number.isInteger(first) || !Number.isInteger(count)) throw new RangeError('a part of a sample was asked for');
    const runs = [...tileRuns(this.tiles, first, count)];
    throwIfAborted(signal);
    const tiles = await this.load([...new Set(runs.map(run => run.tile))]);
    for (const run of runs) {
      const bytes = tiles.get(run.tile) as Uint8Array;
      target.set(bytes.subarray(run.from * sampleBytes, (run.from + run.count) * sampleBytes), run.to * sampleBytes);
    }
  }

  async close(): Promise<void> {
    this.kept.clear();
    this.keptBytes = 0;
  }

  private async load(indices: readonly number[]): Promise<Map<number, Uint8Array>> {
    const wanted = indices.filter(index => !this.kept.has(index) && !this.pending.has(index)).sort((a, b) => a - b);
    for (let i = 0; i < wanted.length; ) {
      let n = 1;
      while (i + n < wanted.length && wanted[i + n] === wanted[i] + n && (n + 1) * this.tiles.rowBytes <= TABLE) n++;
      this.fetch(wanted[i], n);
      i += n;
    }
    const found = new Map<number, Uint8Array>();
    const awaited = new Set<Fetch>();
    for (const index of indices) {
      const kept = this.touch(index);
      const fetch = this.pending.get(index);
      if (kept) found.set(index, kept);
      else if (fetch) awaited.add(fetch);
    }
    await Promise.all(
      Array.from(awaited, async ({ from, tiles }) => {
        for (const [i, bytes] of (await tiles).entries()) found.set(from + i, bytes);
      }),
    );
    return found;
  }

  /** The tile where it is kept, now the latest used. */
  private touch(index: number): Uint8Array | undefined {
    const bytes = this.kept.get(index);
    if (!bytes) return undefined;
    this.kept.delete(index);
    this.kept.set(index, bytes);
    return bytes;
  }

  /** Starts to read and decode tiles [from, from + count). Others may wait for the same tiles: it is not for one of them to stop it. */
  private fetch(from: number, count: number): void {
    const fetch = { from, tiles: this.decode(from, count) };
    for (let index = from; index < from + count; index++) this.pending.set(index, fetch);
    const done = (): void => {
      for (let index = from; index < from + count; index++) this.pending.delete(index);
    };
    fetch.tiles.then(done, done);
  }

  private async decode(from: number, count: number): Promise<readonly Uint8Array[]> {
    const tiles = await readTiles(this.source, this.hdu, this.tiles, from, count);
    for (const [i, bytes] of tiles.entries()) this.keep(from + i, bytes);
    return tiles;
  }

  private keep(index: number, bytes: Uint8Array): void {
    this.kept.set(index, bytes);
    this.keptBytes += bytes.length;
    for (const [oldest, old] of this.kept) {
      if (this.keptBytes <= this.limit) break;
      this.kept.delete(oldest);
      this.keptBytes -= old.length;
    }
  }

  private keeps(extent: readonly number[]): number {
    return Math.max(Math.min(KEEP, this.size), bytesTouched(this.tiles, extent, this.sampleBytes));
  }

  private get tileBytes(): number {
    return this.tiles.tile.reduce((product, n) => product * n, this.sampleBytes);
  }
}
