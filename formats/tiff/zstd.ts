const MAGIC = 0xfd2fb528;
const BLOCK = 128 << 10;

/** One Zstandard frame: `most` bytes when decoded; `exact` where the header states the size; a size would stand at byte `sizeAt`. */
export interface ZstdFrame {
  readonly start: number;
  readonly sizeAt: number;
  readonly most: number;
  readonly exact: boolean;
}

/** Walks the headers of Zstandard frames and blocks (RFC 8878, 3.1.1), decoding nothing. Throws Error when they are not whole. */
export function zstdFrames(bytes: Uint8Array): ZstdFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: ZstdFrame[] = [];
  let at = 0;
  const take = (n: number): number => {
    if (at + n > bytes.length) throw new Error('Zstandard frame cut short');
    at += n;
    return at - n;
  };
  while (at < bytes.length) {
    const start = take(4);
    const magic = view.getUint32(start, true);
    if (magic >>> 4 === 0x184d2a5) {
      const size = view.getUint32(take(4), true);
      take(size);
      continue;
    }
    if (magic !== MAGIC) throw new Error('not a Zstandard frame');
    const flags = bytes[take(1)];
    if ((flags & 8) !== 0 || (flags & 3) !== 0) throw new Error('Zstandard frame with a dictionary or reserved bits');
    const single = (flags & 32) !== 0;
    take(single ? 0 : 1);
    const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6];
    const sizeAt = take(sizeBytes);
    let most = 0;
    if (sizeBytes === 1) most = bytes[sizeAt];
    else if (sizeBytes === 2) most = view.getUint16(sizeAt, true) + 256;
    else if (sizeBytes === 4) most = view.getUint32(sizeAt, true);
    else if (sizeBytes === 8) most = Number(view.getBigUint64(sizeAt, true));
    for (let last = false; !last; ) {
      const p = take(3);
      const head = bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16);
      last = (head & 1) === 1;
      const kind = (head >> 1) & 3;
      take(kind === 1 ? 1 : head >> 3);
      if (sizeBytes === 0) most += kind === 2 ? BLOCK : head >> 3;
    }
    take((flags & 4) !== 0 ? 4 : 0);
    frames.push({ start, sizeAt, most, exact: sizeBytes > 0 });
  }
  return frames;
}

/** The same bytes with `size` stated in the header of a frame that states none. */
export function stateSize(bytes: Uint8Array, { start, sizeAt }: ZstdFrame, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length + 8);
  out.set(bytes.subarray(0, sizeAt));
  out[start + 4] |= 0xc0;
  new DataView(out.buffer).setBigUint64(sizeAt, BigInt(size), true);
  out.set(bytes.subarray(sizeAt), sizeAt + 8);
  return out;
}
