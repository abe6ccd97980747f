import { hungarian } from './assignment.js';

/** Two spectra that stand for the same thing, as far as their shapes tell. */
export interface SpectralMatch {
  /** Positions in the two lists. */
  readonly a: number;
  readonly b: number;
  /** Spectral angle in radians (Kruse et al. 1993): 0 for spectra that differ by a factor. */
  readonly angle: number;
  /** Correlation of the two spectra: 1 for those that differ by a factor and an offset. */
  readonly correlation: number;
}

/** Angle between two spectra and their correlation, over the bands where both are finite; NaN for fewer than two or a constant one. */
export function spectralLikeness(a: ArrayLike<number>, b: ArrayLike<number>): { angle: number; correlation: number } {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) continue;
    n++;
    sa += a[i];
    sb += b[i];
  }
  const [meanA, meanB] = [sa / n, sb / n];
  let [caa, cbb, cab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) continue;
    saa += a[i] * a[i];
    sbb += b[i] * b[i];
    sab += a[i] * b[i];
    caa += (a[i] - meanA) ** 2;
    cbb += (b[i] - meanB) ** 2;
    cab += (a[i] - meanA) * (b[i] - meanB);
  }
  const cosine = (product: number, p: number, q: number) =>
    n > 1 && p > 0 && q > 0 ? Math.max(-1, Math.min(1, product / Math.sqrt(p * q))) : Number.NaN;
  return { angle: Math.acos(cosine(sab, saa, sbb)), correlation: cosine(cab, caa, cbb) };
}

/**
 * The one-to-one matching of two lists of spectra on the same bands with the smallest summed spectral angle, nearest pair first. Spectra that
 * cannot be compared (NaN) match last. As many pairs as the shorter list has.
 */
export function matchSpectra(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): SpectralMatch[] {
  const likeness = a.map(p => b.map(q => spectralLikeness(p, q)));
  const cost = likeness.flatMap(row => row.map(({ angle }) => (Number.isNaN(angle) ? Math.PI : angle)));
  const partner = hungarian(cost, a.length, b.length);
  return [...partner.entries()]
    .filter(([, j]) => j >= 0)
    .map(([i, j]) => ({ a: i, b: j, ...likeness[i][j] }))
    .sort((p, q) => p.angle - q.angle);
}
