const A = [0.17699, -0.50447, -0.02427, 0.72085, 0.01979, -0.7753, 0.32999];
const B = [1.41338, 2.28305, 1.07233, -5.38434, -0.62251, 5.3026, -2.09002];
/** Ratio of total to selective extinction of the Milky Way. */
const RV = 3.1;

/**
 * Extinction in magnitudes per magnitude of E(B-V) at a wavelength in Angstrom, R_V = 3.1 (Cardelli, Clayton and Mathis 1989, 3030 to 33300
 * Angstrom).
 */
export function extinction(wavelength: number): number {
  const x = 1e4 / wavelength;
  if (x < 1.1) return RV * 0.574 * x ** 1.61 - 0.527 * x ** 1.61;
  const y = x - 1.82;
  const series = (list: readonly number[]) => list.reduce((sum, c, i) => sum + c * y ** (i + 1), 0);
  return RV * (1 + series(A)) + series(B);
}
