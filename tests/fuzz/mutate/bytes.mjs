// Damage that any file can take.

const EXTREMES = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x10000n, 0x7fffffffn, 0x80000000n, 0xffffffffn,
  0x100000000n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]; // biome-ignore format: a list

const below = (random, n) => Math.floor(random.uniform() * n);

/** One of a list. */
export const oneOf = (random, list) => list[below(random, list.length)];

/** Somewhere in a file: mostly near its beginning, where the structure stands. */
function place(random, length) {
  return below(random, random.uniform() < 0.6 ? Math.min(length, 512) : length);
}

function extreme(random, bytes) {
  const size = oneOf(random, [1, 2, 4, 8]);
  if (bytes.length < size) return bytes;
  const at = place(random, bytes.length - size + 1);
  const aligned = random.uniform() < 0.5 ? at - (at % size) : at;
  const near = [BigInt(bytes.length), BigInt(bytes.length - 1), BigInt(bytes.length + 1), BigInt(at)];
  const value = BigInt.asUintN(64, oneOf(random, random.uniform() < 0.8 ? EXTREMES : near) - (random.uniform() < 0.2 ? 1n : 0n));
  const little = random.uniform() < 0.5;
  for (let i = 0; i < size; i++) bytes[aligned + (little ? i : size - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

function flip(random, bytes) {
  for (let i = oneOf(random, [1, 1, 2, 8]); i > 0; i--) bytes[place(random, bytes.length)] ^= 1 << below(random, 8);
  return bytes;
}

function scribble(random, bytes) {
  const at = place(random, bytes.length);
  const end = Math.min(bytes.length, at + 1 + below(random, 16));
  for (let i = at; i < end; i++)
    bytes[i] = random.uniform() < 0.3 ? oneOf(random, [0, 0x20, 0x7f, 0x80, 0xff]) : below(random, 256);
  return bytes;
}

const truncate = (random, bytes) => bytes.slice(0, below(random, bytes.length));

function insert(random, bytes, other) {
  const from = below(random, other.length);
  const piece = other.slice(from, from + 1 + below(random, 200));
  const at = place(random, bytes.length);
  const out = new Uint8Array(bytes.length + piece.length);
  out.set(bytes.subarray(0, at));
  out.set(piece, at);
  out.set(bytes.subarray(at), at + piece.length);
  return out;
}

function overwrite(random, bytes, other) {
  const from = below(random, other.length);
  const at = place(random, bytes.length);
  bytes.set(other.subarray(from, from + Math.min(1 + below(random, 400), bytes.length - at)), at);
  return bytes;
}

function cut(random, bytes) {
  const at = place(random, bytes.length);
  const length = Math.min(bytes.length - at, 1 + below(random, 100));
  const out = new Uint8Array(bytes.length - length);
  out.set(bytes.subarray(0, at));
  out.set(bytes.subarray(at + length), at);
  return out;
}

const KINDS = [flip, flip, extreme, extreme, extreme, scribble, scribble, truncate, insert, overwrite, cut];

/** A damaged copy: a few flips, extreme numbers, cuts, truncations, and splices with itself or another file. */
export function mutateBytes(random, bytes, others) {
  let out = bytes.slice();
  const rounds = oneOf(random, [1, 1, 1, 2, 3, 5]);
  for (let i = 0; i < rounds && out.length > 0; i++) {
    const other = random.uniform() < 0.5 ? bytes : oneOf(random, others);
    out = oneOf(random, KINDS)(random, out, other);
  }
  return out;
}

/** A copy damaged only from byte `at` on, as long as it was: tables and streams behind a header. */
export function mutateFrom(random, bytes, others, at) {
  const out = bytes.slice();
  out.set(mutateBytes(random, bytes.subarray(at), others).subarray(0, bytes.length - at), at);
  return out;
}
