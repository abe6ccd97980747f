// Damage inside the chunks of a PNG, with checksums that are right again, so that it is not turned away at the door.
import { crc32 } from 'node:zlib';
import { mutateBytes, oneOf } from './bytes.mjs';

function chunksOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) break;
    found.push({ type: bytes.slice(at + 4, at + 8), data: bytes.slice(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return found;
}

function join(chunks) {
  const out = new Uint8Array(8 + chunks.reduce((sum, { data }) => sum + 12 + data.length, 0));
  out.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(out.buffer);
  let at = 8;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    out.set(type, at + 4);
    out.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(out.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return out;
}

/** Damage to a PNG: within chunks, chunks doubled or exchanged, and bytes. */
export function mutatePng(random, bytes, others) {
  const chunks = bytes[0] === 0x89 ? chunksOf(bytes) : [];
  if (chunks.length === 0 || random.uniform() < 0.3) return mutateBytes(random, bytes, others);
  for (let i = Math.floor(random.uniform() * 2); i >= 0; i--) {
    const chunk = oneOf(random, chunks);
    const kind = random.uniform();
    if (kind < 0.75 && chunk.data.length > 0) chunk.data = mutateBytes(random, chunk.data, [chunk.data]);
    else if (kind < 0.85) chunks.splice(chunks.indexOf(oneOf(random, chunks)), 0, { ...chunk });
    else chunk.type = oneOf(random, chunks).type;
  }
  return join(chunks);
}
