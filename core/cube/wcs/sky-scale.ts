import type { SpatialFrame } from '../types.js';

/** North and east as unit vectors in cube pixels (y up), and the side of a pixel in arcseconds. */
export interface Sky {
  readonly north: readonly [x: number, y: number];
  readonly east: readonly [x: number, y: number];
  readonly pixelArcsec: number;
}

function cardNumbers(cards: readonly string[]): (name: string) => number | undefined {
  const found = new Map(
    cards
      .filter(card => card[8] === '=')
      .map(card => [card.slice(0, 8).trim(), Number(card.slice(10).split('/')[0].trim().replace(/[dD]/, 'e'))]),
  );
  return name => {
    const value = found.get(name);
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
}

/**
 * Orientation and scale of a celestial frame from its CD matrix, or from CDELT with PC or CROTA2 (Greisen and Calabretta 2002, in
 * degrees). Undefined for other frames and for singular ones.
 */
export function skyOf(frame: SpatialFrame): Sky | undefined {
  if (frame.kind !== 'celestial') return undefined;
  const card = cardNumbers(frame.cards);
  const latitudeFirst = /^CTYPE1 *= *'(DEC|.LAT)/m.test(frame.cards.join('\n'));
  const hasCd = [1, 2].some(i => [1, 2].some(j => card(`CD${i}_${j}`) !== undefined));
  const rotation = ((card('CROTA2') ?? 0) * Math.PI) / 180;
  const turn = [Math.cos(rotation), -Math.sin(rotation), Math.sin(rotation), Math.cos(rotation)];
  const element = (i: number, j: number): number => {
    if (hasCd) return card(`CD${i}_${j}`) ?? 0;
    const hasPc = card('PC1_1') ?? card('PC1_2') ?? card('PC2_1') ?? card('PC2_2');
    const unit = card(`CDELT${i}`) ?? 1;
    // CROTA2 turns after scaling: its off-diagonal terms carry the other axis' CDELT.
    if (hasPc === undefined) return turn[2 * (i - 1) + j - 1] * (card(`CDELT${j}`) ?? 1);
    return unit * (card(`PC${i}_${j}`) ?? (i === j ? 1 : 0));
  };
  const rows = [
    [element(1, 1), element(1, 2)],
    [element(2, 1), element(2, 2)],
  ];
  const [[a, b], [c, d]] = latitudeFirst ? rows.reverse() : rows;
  const determinant = a * d - b * c;
  const scale = Math.sqrt(Math.abs(determinant));
  if (!(scale > 0) || scale > 1) return undefined;
  const unit = (x: number, y: number): readonly [number, number] => [x / Math.hypot(x, y), y / Math.hypot(x, y)];
  const sign = Math.sign(determinant);
  return { east: unit(sign * d, -sign * c), north: unit(-sign * b, sign * a), pixelArcsec: scale * 3600 };
}

/** The longest of 1, 2 and 5 times a power of ten that is not above `most`. */
export function roundLength(most: number): number {
  const base = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map(m => m * base).find(v => v <= most) ?? base;
}

/** A round length in arcseconds for a scale bar of about a quarter of `pixels`, with its text. */
export function scaleBar({ pixelArcsec }: Sky, pixels: number): { pixels: number; text: string } {
  const arcsec = roundLength((pixels * pixelArcsec) / 4);
  const text = arcsec >= 60 && arcsec % 60 === 0 ? `${arcsec / 60}′` : `${Number(arcsec.toPrecision(2))}″`;
  return { pixels: arcsec / pixelArcsec, text };
}
