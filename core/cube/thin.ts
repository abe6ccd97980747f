/** At most `most` of n spectra [n, bands], evenly spread; the same array where they are no more. */
export function thinSpectra(
  { data, n }: { readonly data: Float32Array; readonly n: number },
  bands: number,
  most: number,
): { data: Float32Array; n: number } {
  if (n <= most) return { data: data.subarray(0, n * bands), n };
  const part = new Float32Array(most * bands);
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * n) / most) * bands;
    part.set(data.subarray(from, from + bands), i * bands);
  }
  return { data: part, n: most };
}
