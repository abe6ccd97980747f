import { unzlibSync } from 'fflate';
import { BaseDecoder, getDecoder } from 'geotiff';
import { COMPRESSION } from './compression.js';
import type { Layout } from './layout.js';
import { lercHeader } from './lerc.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './packbits.js';
import { rowBytes, swapBytes } from './samples.js';
import { stateSize, zstdFrames } from './zstd.js';

const { LZW, DEFLATE, LERC, OLD_DEFLATE, ZSTD } = COMPRESSION;

/** A decoded strip or tile, byte order as said; `mask` (LERC) is 0 for pixels without a value. */
export interface DecodedBlock {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly mask?: Uint8Array;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let i = 0; i < bytes.length; ) {
    for (const end = Math.min(i + 3800, bytes.length); i < end; i++) b += a += bytes[i];
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/** zlib data into at most `size` bytes. The checksum tells damage and surplus, which the bounded output would hide. */
function inflate(input: Uint8Array, size: number): Uint8Array {
  const out = unzlibSync(input, { out: new Uint8Array(size) });
  const sum = adler32(out);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  // Some writers pad the stream: the checksum may stand a few bytes before the end.
  for (let at = input.length - 4; at >= Math.max(2, input.length - 8); at--) if (view.getUint32(at, false) === sum) return out;
  throw new Error(`checksum differs: damaged, or more than ${size} bytes`);
}

type Parameters = ConstructorParameters<typeof BaseDecoder>[0] & { LercParameters?: readonly number[] };

async function viaGeotiff(compression: number, input: Uint8Array, parameters: Parameters): Promise<Uint8Array> {
  const decoder = await getDecoder(compression, parameters);
  const own = input.slice();
  return new Uint8Array(await decoder.decodeBlock(own.buffer as ArrayBuffer));
}

/**
 * Zstandard data of one of the `sizes`, or of a stated size up to `most`. geotiff's decoder streams for ever over damaged frames that
 * state no size, so they get the size we expect.
 */
async function unzstd(input: Uint8Array, sizes: readonly number[], most: number, parameters: Parameters): Promise<Uint8Array> {
  const frames = zstdFrames(input);
  const bound = frames.reduce((n, f) => n + f.most, 0);
  const [only] = frames;
  if (frames.every(f => f.exact)) {
    if (bound === 0 || bound > most) throw new Error(`${bound} bytes decoded where at most ${most} are expected`);
    const out = await viaGeotiff(ZSTD, input, parameters);
    if (out.length === bound) return out;
  } else if (frames.length === 1) {
    for (const size of sizes) {
      if (size > bound) continue;
      const out = await viaGeotiff(ZSTD, stateSize(input, only, size), parameters);
      if (out.length === size) return out;
    }
  }
  throw new Error('damaged Zstandard data, or of another size than the image needs');
}

/** geotiff's decoder with decompression that cannot grow beyond the block; its predictors follow, on little-endian samples. */
class BoundedDecoder extends BaseDecoder {
  mask?: Uint8Array;

  constructor(
    readonly layout: Layout,
    readonly size: number,
    readonly geometry: Parameters,
  ) {
    super(geometry);
  }

  override async decodeBlock(buffer: ArrayBufferLike): Promise<ArrayBufferLike> {
    const { compression, predictor, littleEndian, type } = this.layout;
    const bytes = await this.expand(compression, new Uint8Array(buffer));
    if (bytes.length < this.size) throw new Error(`${bytes.length} bytes decoded, ${this.size} expected`);
    const block = bytes.length === this.size && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice(0, this.size);
    if (predictor === 2 && !littleEndian) swapBytes(block, type.bits / 8);
    return block.buffer;
  }

  private async expand(compression: number, input: Uint8Array): Promise<Uint8Array> {
    const { layout, geometry } = this;
    // A last strip may be written at full height.
    const full = rowBytes(layout.blockWidth, layout.order === 'bip' ? layout.bands : 1, layout.type.bits) * layout.blockHeight;
    if (compression === DEFLATE || compression === OLD_DEFLATE) return inflate(input, full);
    if (compression === ZSTD) return unzstd(input, [this.size, full], full, geometry);
    if (compression === LERC) return this.unlerc(input, full);
    const out = new Uint8Array(this.size);
    return out.subarray(0, compression === LZW ? decodeLzw(input, out) : decodePackBits(input, out));
  }

  private async unlerc(input: Uint8Array, full: number): Promise<Uint8Array> {
    const { layout, geometry } = this;
    const { lercInner: inner, order, bands, blockWidth, blockHeight, type } = layout;
    if (inner > 2) throw new Error(`additional compression ${inner}`);
    const blob =
      inner === 1 ? inflate(input, 2 * full + 65536) : inner === 2 ? await unzstd(input, [], 2 * full + 65536, geometry) : input;
    const head = lercHeader(blob, blockWidth * blockHeight);
    const samples = order === 'bip' ? bands : 1;
    if (head.columns !== blockWidth || head.depth !== samples || head.bytesPerSample * 8 !== type.bits) {
      throw new Error(`LERC blob of ${head.columns} columns, ${head.depth} bands, ${head.bytesPerSample * 8} bits`);
    }
    this.mask = head.mask;
    return viaGeotiff(LERC, blob, { ...geometry, LercParameters: [4, 0] });
  }
}

/**
 * Decodes one strip or tile of `rows` rows. Decompression is bounded by the declared size; LZW, PackBits and Deflate are ours for that
 * reason, ZSTD, LERC and the predictors are geotiff's. Throws Error with the reason.
 */
export async function decodeBlock(layout: Layout, input: Uint8Array, rows: number): Promise<DecodedBlock> {
  const { blockWidth, bands, order, type, compression, predictor, littleEndian } = layout;
  const samples = order === 'bip' ? bands : 1;
  const size = rowBytes(blockWidth, samples, type.bits) * rows;
  const decoder = new BoundedDecoder(layout, size, {
    tileWidth: blockWidth,
    tileHeight: rows,
    predictor,
    bitsPerSample: new Array<number>(samples).fill(type.bits),
    planarConfiguration: order === 'bip' ? 1 : 2,
  });
  const own = input.byteLength === input.buffer.byteLength ? input : input.slice();
  const decoded = new Uint8Array(await decoder.decode(own.buffer));
  return { bytes: decoded, littleEndian: littleEndian || predictor !== 1 || compression === LERC, mask: decoder.mask };
}
