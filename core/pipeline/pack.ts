import { isObject } from '../cube/json.js';

const arrays = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
type Packed = InstanceType<(typeof arrays)[keyof typeof arrays]>;

/** Arrays start at multiples of this, so that they can be viewed in place. */
const ALIGN = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;
const STRANGE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

/** A value of plain objects, lists, numbers, strings and typed arrays as bytes: length of a JSON text, the text, then the arrays. */
export function pack(value: unknown): Uint8Array {
  const parts: Packed[] = [];
  let length = 0;
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0)))
      return { $number: Object.is(item, -0) ? '-0' : String(item) };
    if (!ArrayBuffer.isView(item)) return item;
    const part = item as Packed;
    const start = length;
    parts.push(part);
    length += aligned(part.byteLength);
    return { $array: part.constructor.name, start, length: part.length };
  });
  const head = new TextEncoder().encode(text);
  const base = aligned(ALIGN + head.length);
  const bytes = new Uint8Array(base + length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, ALIGN);
  let at = base;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += aligned(part.byteLength);
  }
  return bytes;
}

/** What `pack` was given. The bytes are trusted: whoever stores them keeps their checksum. */
export function unpack<T>(bytes: Uint8Array): T {
  const whole = bytes.byteOffset % ALIGN === 0 ? bytes : bytes.slice();
  const size = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
  const base = whole.byteOffset + aligned(ALIGN + size);
  return JSON.parse(new TextDecoder().decode(whole.subarray(ALIGN, ALIGN + size)), (_, item: unknown) => {
    if (!isObject(item)) return item;
    if (typeof item.$number === 'string') return STRANGE[item.$number];
    if (typeof item.$array !== 'string') return item;
    return new arrays[item.$array as keyof typeof arrays](
      whole.buffer as ArrayBuffer,
      base + Number(item.start),
      Number(item.length),
    );
  }) as T;
}
