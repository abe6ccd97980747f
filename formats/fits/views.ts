/** Typed views of one buffer, made once and reused for every read. */
export interface Views {
  readonly u8: Uint8Array;
  readonly i16: Int16Array;
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** A zeroed buffer of at least `bytes` bytes with all its views. */
export function makeViews(bytes: number): Views {
  const buffer = new ArrayBuffer(Math.max(8, Math.ceil(bytes / 8) * 8));
  return {
    u8: new Uint8Array(buffer),
    i16: new Int16Array(buffer),
    i32: new Int32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
