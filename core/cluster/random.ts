/** A seeded source of random numbers: the same seed gives the same numbers on every machine and engine. */
export interface Random {
  /** 32 random bits, 0 .. 2^32 - 1. */
  uint32(): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, n), without bias, for 1 <= n <= 2^32. */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** Puts `items` in random order, in place (Fisher and Yates). */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T;
  /** `count` different integers of [0, n), in increasing order. */
  sample(n: number, count: number): Int32Array;
}

/**
 * sfc32 (Doty-Humphrey, PractRand) seeded through splitmix32 from `seed` (any integer up to 2^53) and `stream`, which gives independent
 * sequences for one seed. Draws use integer arithmetic, + - * / and one logarithm that only decides (see `normal`), so no library
 * function shapes the numbers.
 */
export function createRandom(seed: number, stream = 0): Random {
  const mix = splitmix32(seed, stream);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];

  function uint32(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  }
  for (let i = 0; i < 12; i++) uint32();

  const uniform = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;

  function integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let x = uint32();
    while (x >= limit) x = uint32();
    return x % n;
  }

  // Leva, ACM TOMS 18 (1992) 449: a ratio of uniforms; the logarithm is reached in 1 % of the draws and only accepts or rejects.
  function normal(): number {
    for (;;) {
      const u = 1 - uniform();
      const v = 1.7156 * (uniform() - 0.5);
      const x = u - 0.449871;
      const y = Math.abs(v) + 0.386595;
      const q = x * x + y * (0.196 * y - 0.25472 * x);
      if (q < 0.27597 || (q <= 0.27846 && v * v <= -4 * Math.log(u) * u * u)) return v / u;
    }
  }

  function shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
    return items;
  }

  function sample(n: number, count: number): Int32Array {
    const out = new Int32Array(Math.min(n, count));
    for (let i = 0, taken = 0; taken < out.length; i++) {
      if (uniform() * (n - i) < out.length - taken) out[taken++] = i;
    }
    return out;
  }

  return { uint32, uniform, integer, normal, shuffle, sample };
}

/** 32-bit words for a generator's state (Steele, Lea and Flood 2014, in its 32-bit form), from both halves of the seed. */
function splitmix32(seed: number, stream: number): () => number {
  let state = (seed % 4294967296) | 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  for (const word of [Math.floor(seed / 4294967296), stream]) state = next() ^ word;
  return next;
}
