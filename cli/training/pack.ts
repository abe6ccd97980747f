import { type EncoderFiles, encoderFiles, parseEncoder } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';

/** A whole encoder in one checkpoint: its files in base64, by name, as JSON. */
export function packEncoder(encoder: Encoder): Uint8Array {
  const entries = Object.entries(encoderFiles(encoder)).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
}

/** The encoder of a checkpoint. Throws EncoderMismatchError. */
export function unpackEncoder(bytes: Uint8Array): Promise<Encoder> {
  const files = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>;
  const entries = Object.entries(files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text, 'base64'))]);
  return parseEncoder(Object.fromEntries(entries) as EncoderFiles, 'the best encoder so far');
}
