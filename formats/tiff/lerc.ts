/** What a LERC2 blob says of itself. `mask`: [rows * columns], 1 where the pixel has a value; absent when all have. */
export interface LercHeader {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly bytesPerSample: number;
  readonly mask?: Uint8Array;
}

const SIZES = [1, 1, 2, 2, 4, 4, 4, 8];

/** Run-length coded bit mask: int16 counts, n > 0 literal bytes, n < 0 one byte repeated -n times, -32768 ends. */
function readMask(view: DataView, at: number, end: number, pixels: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(pixels / 8));
  let o = 0;
  while (at + 2 <= end && o < bits.length) {
    const n = view.getInt16(at, true);
    at += 2;
    if (n === -32768) break;
    for (let i = 0; i < Math.abs(n) && o < bits.length; i++) bits[o++] = view.getUint8(n > 0 ? at + i : at);
    at += n > 0 ? n : 1;
  }
  return Uint8Array.from({ length: pixels }, (_, i) => (bits[i >> 3] >> (7 - (i & 7))) & 1);
}

/**
 * Reads the header and the mask of a LERC2 blob (versions 2 to 5), because geotiff drops the mask and leaves 0 where a value is missing.
 * Throws Error for other versions, sizes beyond `maxPixels`, or a blob cut short.
 */
export function lercHeader(bytes: Uint8Array, maxPixels: number): LercHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 70 || new TextDecoder().decode(bytes.subarray(0, 6)) !== 'Lerc2 ') throw new Error('not a LERC2 blob');
  const version = view.getInt32(6, true);
  if (version < 2 || version > 5) throw new Error(`LERC2 version ${version}, supported 2 to 5`);
  let at = version >= 3 ? 14 : 10;
  const int = () => view.getInt32((at += 4) - 4, true);
  const rows = int();
  const columns = int();
  const depth = version >= 4 ? int() : 1;
  const valid = int();
  at += 4;
  const size = int();
  const type = int();
  at += 24;
  const pixels = rows * columns;
  if (rows < 1 || columns < 1 || pixels > maxPixels) throw new Error(`LERC blob of ${columns} x ${rows} pixels`);
  if (size !== bytes.length) throw new Error(`LERC blob of ${size} bytes in a block of ${bytes.length}`);
  const bytesPerSample = SIZES[type];
  if (!bytesPerSample) throw new Error(`LERC sample type ${type}`);
  const maskBytes = int();
  if (at + maskBytes > bytes.length) throw new Error('LERC mask past the end of its blob');
  const head = { rows, columns, depth, bytesPerSample };
  if (valid === pixels) return head;
  return { ...head, mask: valid === 0 ? new Uint8Array(pixels) : readMask(view, at, at + maskBytes, pixels) };
}
