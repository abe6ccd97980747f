/** PackBits into exactly `out`; what would go beyond it is dropped. Returns the bytes written. */
export function decodePackBits(input: Uint8Array, out: Uint8Array): number {
  let o = 0;
  for (let i = 0; i < input.length && o < out.length; ) {
    const head = input[i++];
    if (head < 128) {
      const run = input.subarray(i, i + Math.min(head + 1, out.length - o));
      out.set(run, o);
      o += run.length;
      i += head + 1;
    } else if (head > 128) {
      const n = Math.min(257 - head, out.length - o);
      if (i < input.length) out.fill(input[i++], o, (o += n));
    }
  }
  return o;
}
