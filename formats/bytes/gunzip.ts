import { platform } from '#platform';
import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import { spillFull } from '../../core/platform/spill-room.js';
import type { ByteSource, OnSpill } from '../../core/platform/types.js';

const CHUNK = 1 << 20;
/** Packed files below this unpack to less than 2^32 bytes, so that their trailer holds the whole length. */
const SHORT = 2 ** 32 / 1032;
/** Share that is told before the end. */
const MOST_SHARE = 0.999;

/** How much compressed data may unpack to where nobody says. */
export const MAX_SPILL_BYTES = 2 ** 34;

/** How gunzipToSpill goes about it. */
export interface GunzipOptions {
  readonly signal?: AbortSignal;
  readonly onSpill?: OnSpill;
  /** What the first unpacked bytes say of the length of the whole, at least; undefined where they say nothing. */
  readonly leastBytes?: (head: Uint8Array) => Promise<number | undefined>;
}

/** True for the first bytes of a gzip member (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/** All bytes of a source, in order, 1 MiB at a time. */
export async function* byteChunks(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += CHUNK) yield await source.read(at, Math.min(CHUNK, source.size - at), signal);
}

/**
 * Inflates a gzip source once into a spill (temporary file, Blob), because gzip cannot be sought. `source` stays open; closing the
 * result removes the spill. Throws InputError when the data are damaged or unpack to more than `maxBytes` or than the disk has to spare: at
 * once when the gzip trailer or the first bytes say so, else as soon as the limit is passed.
 */
export async function gunzipToSpill(source: ByteSource, maxBytes: number, options: GunzipOptions = {}): Promise<ByteSource> {
  const { signal, onSpill, leastBytes } = options;
  if (source.size < 18) throw new InputError('the gzip file is truncated', { where: source.name, why: `${source.size} bytes` });
  const trailer = await source.read(source.size - 4, 4, signal);
  // The trailer holds the length modulo 2^32: a lower bound.
  const claimed = (trailer[0] | (trailer[1] << 8) | (trailer[2] << 16) | (trailer[3] << 24)) >>> 0;

  const spill = await platform.createSpill(maxBytes);
  let taken = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of byteChunks(source, signal)) {
      taken += chunk.length;
      yield chunk;
    }
  };
  try {
    if (claimed > spill.room.bytes) throw spillFull(spill.room, claimed, source.name);
    let size = 0;
    for await (const bytes of platform.gunzip(counted())) {
      throwIfAborted(signal);
      const least = size === 0 ? ((await leastBytes?.(bytes)) ?? 0) : 0;
      size += bytes.length;
      if (Math.max(least, size) > spill.room.bytes) throw spillFull(spill.room, Math.max(least, size), source.name, true);
      await spill.append(bytes);
      const share = source.size < SHORT ? size / claimed : taken / source.size;
      onSpill?.({ name: source.name, share: Math.min(MOST_SHARE, share), bytes: size });
    }
    onSpill?.({ name: source.name, share: 1, bytes: size });
  } catch (err) {
    await spill.discard();
    throw err;
  }
  return spill.finish(source.name);
}
