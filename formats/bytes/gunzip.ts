import { platform } from '#platform';
import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';

const CHUNK = 1 << 20;

/** True for the first bytes of a gzip member (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/** All bytes of a source, in order, 1 MiB at a time. */
export async function* byteChunks(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += CHUNK) yield await source.read(at, Math.min(CHUNK, source.size - at), signal);
}

/**
 * Inflates a gzip source once into a spill (temporary file, Blob), because gzip cannot be sought. `source` stays open; closing the
 * result removes the spill. Throws InputError when the data are damaged or unpack to more than `maxBytes`: at once when the gzip
 * trailer says so, else as soon as the limit is passed.
 */
export async function gunzipToSpill(source: ByteSource, maxBytes: number, signal?: AbortSignal): Promise<ByteSource> {
  const tooLarge = (size: string): InputError =>
    new InputError('the gzip file unpacks to more than allowed', {
      where: source.name,
      why: `${size} bytes, the limit is ${maxBytes}`,
      remedy: 'Unpack it yourself (gunzip) and open the result, or raise the limit.',
    });
  if (source.size < 18) throw new InputError('the gzip file is truncated', { where: source.name, why: `${source.size} bytes` });
  const trailer = await source.read(source.size - 4, 4, signal);
  // The trailer holds the length modulo 2^32: a lower bound.
  const claimed = (trailer[0] | (trailer[1] << 8) | (trailer[2] << 16) | (trailer[3] << 24)) >>> 0;
  if (claimed > maxBytes) throw tooLarge(`${claimed}`);

  const spill = await platform.createSpill(maxBytes);
  try {
    let size = 0;
    for await (const bytes of platform.gunzip(byteChunks(source, signal))) {
      throwIfAborted(signal);
      size += bytes.length;
      if (size > maxBytes) throw tooLarge(`at least ${size}`);
      await spill.append(bytes);
    }
  } catch (err) {
    await spill.discard();
    throw err;
  }
  return spill.finish(source.name);
}
