import type { ByteSource } from '../../core/platform/types.js';
import { BLOCK } from './card.js';
import { type Hdu, hduLabel } from './hdu.js';

/** The one pure function of fitsjs that is used: big-endian bytes of a plane (overwritten) to numbers. */
type GetFrame = (buffer: ArrayBuffer, bitpix: number, bzero: number, bscale: number) => ArrayLike<number>;

/** Longest header fitsjs reads: it drops later cards in silence. */
const MAX_CARDS = 600;

/**
 * Whether fitsjs 0.6.6 reads this file right, and if not, why. It is wrong in silence, or hangs, on 64-bit samples, integers with
 * scaling (they wrap: unsigned by BZERO), BLANK, tile compression, a fourth axis, headers over 600 cards and files whose length is not
 * what their headers say; so only what is left is handed to it.
 */
export function fitsjsCanRead(hdus: readonly Hdu[], source: Pick<ByteSource, 'size'>): { ok: boolean; reason: string } {
  const no = (reason: string) => ({ ok: false, reason });
  for (const hdu of hdus) {
    const { header, bitpix, kind } = hdu;
    const at = `${hduLabel(hdu)}: `;
    if (kind !== 'image') return no(`${at}${kind}`);
    if (![8, 16, 32, -32].includes(bitpix)) return no(`${at}BITPIX ${bitpix}`);
    if (header.get('BLANK')) return no(`${at}BLANK`);
    if (bitpix > 0 && ((header.number('BSCALE') ?? 1) !== 1 || (header.number('BZERO') ?? 0) !== 0))
      return no(`${at}scaled integers`);
    if (hdu.shape.length > 3) return no(`${at}${hdu.shape.length} axes`);
    if (header.cards.length >= MAX_CARDS) return no(`${at}${header.cards.length} cards`);
    if (
      header.cards.some(card => card.raw.startsWith('CONTINUE') || (typeof card.value === 'string' && card.value.includes(' /')))
    ) {
      return no(`${at}strings it cuts`);
    }
  }
  const last = hdus[hdus.length - 1];
  const end = last ? last.dataOffset + Math.ceil(last.dataBytes / BLOCK) * BLOCK : 0;
  return end === source.size
    ? { ok: true, reason: 'every HDU is of a kind fitsjs reads right' }
    : no('the file is not as long as its headers say');
}

let loaded: Promise<GetFrame> | undefined;

/**
 * Whether fitsjs can be loaded here. It hangs its exports on `this`, so a bundle that takes it for an ES module (Rollup, Rolldown)
 * cannot run it; our own reader does everything then.
 */
export function fitsjsLoads(): Promise<boolean> {
  loaded ??= loadGetFrame();
  return loaded.then(
    () => true,
    () => false,
  );
}

async function loadGetFrame(): Promise<GetFrame> {
  // CommonJS: bundlers and Node put its exports under `default`.
  const module = (await import('fitsjs')) as { default?: FitsjsExports } & FitsjsExports;
  const image = (module.default ?? module).astro?.FITS.Image.prototype;
  if (typeof image?._getFrame !== 'function') throw new Error('fitsjs has no Image.prototype._getFrame');
  return image._getFrame.bind(image);
}

/**
 * Decodes the big-endian bytes of one plane with fitsjs (loaded on first use). `bytes` is overwritten. Inf becomes NaN, as everywhere
 * here. Only for HDUs that fitsjsCanRead accepts. Rejects when fitsjs cannot be loaded.
 */
export async function planeByFitsjs(bytes: Uint8Array, bitpix: number, bzero = 0, bscale = 1): Promise<Float32Array> {
  loaded ??= loadGetFrame();
  const getFrame = await loaded;
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer;
  const values = getFrame(whole ? (bytes.buffer as ArrayBuffer) : bytes.slice().buffer, bitpix, bzero, bscale);
  const plane = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let i = 0; i < plane.length; i++) if (!Number.isFinite(plane[i])) plane[i] = Number.NaN;
  return plane;
}

interface FitsjsExports {
  readonly astro?: { readonly FITS: { readonly Image: { readonly prototype: { readonly _getFrame?: GetFrame } } } };
}
