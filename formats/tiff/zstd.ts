const MAGIC = 0xfd2fb528;
const BLOCK = 128 << 10;

/**
 * Upper bound of the decoded bytes of Zstandard frames, from the frame and block headers alone (RFC 8878, 3.1.1): a frame's stated
 * content size, else 128 KiB a compressed block. Throws Error when the bytes are not whole frames.
 */
export function zstdBound(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let total = 0;
  const need = (n: number) => {
    if (at + n > bytes.length) throw new Error('Zstandard frame cut short');
  };
  while (at < bytes.length) {
    need(4);
    const magic = view.getUint32(at, true);
    at += 4;
    if (magic >>> 4 === 0x184d2a5) {
      need(4);
      at += 4 + view.getUint32(at, true);
      continue;
    }
    if (magic !== MAGIC) throw new Error('not a Zstandard frame');
    need(1);
    const flags = bytes[at++];
    const single = (flags & 32) !== 0;
    const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6];
    at += (single ? 0 : 1) + [0, 1, 2, 4][flags & 3];
    need(sizeBytes);
    let stated = -1;
    if (sizeBytes === 1) stated = bytes[at];
    else if (sizeBytes === 2) stated = view.getUint16(at, true) + 256;
    else if (sizeBytes === 4) stated = view.getUint32(at, true);
    else if (sizeBytes === 8) stated = Number(view.getBigUint64(at, true));
    at += sizeBytes;
    let blocks = 0;
    for (let last = false; !last; ) {
      need(3);
      const head = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
      at += 3;
      last = (head & 1) === 1;
      const kind = (head >> 1) & 3;
      const size = head >> 3;
      const stored = kind === 1 ? 1 : size;
      need(stored);
      at += stored;
      blocks += kind === 2 ? BLOCK : size;
    }
    if ((flags & 4) !== 0) at += 4;
    total += stated >= 0 ? stated : blocks;
  }
  return total;
}
