import type { Random } from '../cluster/random.js';

/** Above this mean, rejection is cheaper than adding up the distribution. */
const SMALL = 12;

/**
 * A Poisson number of this mean: by inversion for small means (`decay` is exp(-mean), for those who draw often), above by transformed
 * rejection (Hoermann 1993, PTRS). 0 for means that are not positive.
 */
export function poisson(random: Random, mean: number, decay = Math.exp(-mean)): number {
  if (!(mean > 0)) return 0;
  return mean < SMALL ? byInversion(random.uniform(), mean, decay) : byRejection(random, mean);
}

function byInversion(u: number, mean: number, decay: number): number {
  let n = 0;
  let share = decay;
  // The end guards against the last few units of rounding, where the shares no longer add up to u.
  for (let rest = u - share; rest >= 0 && n < 200; rest -= share) share *= mean / ++n;
  return n;
}

function byRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const accept = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const us = 0.5 - Math.abs(u);
    const n = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= accept) return n;
    if (n < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverse) / (a / (us * us) + b)) <= n * Math.log(mean) - mean - logFactorial(n)) return n;
  }
}

/** ln n! by Stirling's series, from a larger argument where n is small. */
function logFactorial(n: number): number {
  let x = n + 1;
  let product = 1;
  while (x < 8) product *= x++;
  const series = (1 / 12 - (1 / 360 - 1 / (1260 * x * x)) / (x * x)) / x;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series - Math.log(product);
}
