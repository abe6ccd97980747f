/** One field of a protocol-buffers message: integers of wire type 0 as a signed number, all else as its bytes. */
export interface WireField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Bytes that are no protocol-buffers message. */
export class WireError extends Error {}

/** Ten bytes hold 64 bits. */
const LONGEST_VARINT = 10;

function varint(bytes: Uint8Array, from: number): readonly [value: number, next: number] {
  let value = 0n;
  for (let i = 0; i < LONGEST_VARINT; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new WireError(`it breaks off at byte ${from + i}`);
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return [Number(BigInt.asIntN(64, value)), from + i + 1];
  }
  throw new WireError('a number has no end');
}

/**
 * The fields of a message, in order, as views of its bytes: nothing is copied, and no length is believed that the bytes do not hold
 * (https://protobuf.dev/programming-guides/encoding/). Throws WireError.
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  for (let at = 0; at < bytes.length; ) {
    const [tag, next] = varint(bytes, at);
    const [number, kind] = [Math.floor(tag / 8), tag & 7];
    if (number < 1) throw new WireError(`a field has the number ${number}`);
    if (kind === 0) {
      const [value, end] = varint(bytes, next);
      yield { number, value };
      at = end;
      continue;
    }
    const [size, start] = kind === 2 ? varint(bytes, next) : [{ 1: 8, 5: 4 }[kind] ?? -1, next];
    if (kind !== 2 && size < 0) throw new WireError(`a field has the wire type ${kind}`);
    if (size < 0 || size > bytes.length - start) throw new WireError(`field ${number} is longer than what holds it`);
    yield { number, value: bytes.subarray(start, start + size) };
    at = start + size;
  }
}

/** A field's bytes. Throws WireError for an integer. */
export function bytesOf({ number, value }: WireField): Uint8Array {
  if (typeof value === 'number') throw new WireError(`field ${number} is a number`);
  return value;
}

/** A field's text. Throws WireError for an integer. */
export const textOf = (field: WireField): string => new TextDecoder().decode(bytesOf(field));

/** A field's integer. Throws WireError for bytes. */
export function integerOf({ number, value }: WireField): number {
  if (typeof value !== 'number') throw new WireError(`field ${number} is not a number`);
  return value;
}

/** The integers of a repeated field, one by one or packed. */
export function* integersOf({ value }: WireField): Generator<number> {
  if (typeof value === 'number') {
    yield value;
    return;
  }
  for (let at = 0; at < value.length; ) {
    const [item, next] = varint(value, at);
    yield item;
    at = next;
  }
}

/** The little-endian floats of a repeated field, one by one or packed: 4 bytes each, or 8. Throws WireError. */
export function floatsOf(field: WireField, size: 4 | 8): Float64Array {
  const bytes = bytesOf(field);
  if (bytes.length % size) throw new WireError(`field ${field.number} ends within a float`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / size }, (_, i) =>
    size === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true),
  );
}
