import { rgbPng } from 'cloisonne/formats';
import { celestialWcs, registerBySky } from 'cloisonne/labels';

/** Pixels of the picture for one of the cube. */
const scale = 20;
const stops = [
  [0, 4, 6, 14],
  [0.25, 20, 30, 66],
  [0.5, 88, 66, 120],
  [0.72, 214, 128, 96],
  [0.88, 255, 214, 150],
  [1, 255, 252, 240],
];

function tint(value) {
  const v = Math.min(1, Math.max(0, value));
  const upper = Math.max(
    1,
    stops.findIndex(([at]) => v <= at),
  );
  const [[a, ...low], [b, ...high]] = [stops[upper - 1], stops[upper]];
  return low.map((from, i) => Math.round(from + ((high[i] - from) * (v - a)) / (b - a)));
}

const cubic = t => (t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((2.5 - 0.5 * t) * t - 4) * t + 2 : 0);

/** Value at a point where pixel i covers [i, i + 1), by Catmull-Rom; edges are held. */
function sample({ data, width, height }, x, y) {
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  let sum = 0;
  for (let j = -1; j <= 2; j++)
    for (let i = -1; i <= 2; i++) {
      const [column, row] = [Math.min(width - 1, Math.max(0, left + i)), Math.min(height - 1, Math.max(0, top + j))];
      sum += data[row * width + column] * cubic(Math.abs(x - 0.5 - left - i)) * cubic(Math.abs(y - 0.5 - top - j));
    }
  return sum;
}

/**
 * The mean over all bands as a picture with north up and east to the left, and the affine map from cube to picture by the celestial coordinates
 * of both. The picture has a world coordinate system of its own: gnomonic, its first row in the north.
 */
export async function whiteLight(cube) {
  const { width, height, bands } = cube.shape;
  const sums = new Float64Array(width * height);
  for (let band = 0; band < bands; band++) {
    const plane = await cube.plane(band);
    for (let i = 0; i < sums.length; i++) if (plane[i] === plane[i]) sums[i] += plane[i] / bands;
  }
  const wcs = celestialWcs(cube.frame.cards);
  const [ra, dec] = wcs.pixelToSky(width / 2, height / 2);
  const [, north] = wcs.pixelToSky(width / 2, height / 2 + 1);
  const [east] = wcs.pixelToSky(width / 2, height / 2 + 1);
  const step = Math.hypot((east - ra) * Math.cos((dec * Math.PI) / 180), north - dec) / scale;
  const side = Math.ceil(Math.hypot(width, height) * 1.04) * scale;
  const card = (key, value) =>
    `${key.padEnd(8)}= ${typeof value === 'string' ? `'${value}'` : String(value).padStart(20)}`.padEnd(80);
  const numbers = { CRVAL1: ra, CRVAL2: dec, CRPIX1: side / 2 + 0.5, CRPIX2: side / 2 + 0.5, CDELT1: -step, CDELT2: -step };
  const header = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CUNIT1: 'deg', CUNIT2: 'deg', RADESYS: 'FK5', ...numbers };
  const picture = celestialWcs(Object.entries(header).map(([key, value]) => card(key, value)));
  const { affine, matrix = affine } = registerBySky(wcs, picture, width, height);

  const sorted = [...sums].sort((a, b) => a - b);
  const [black, white] = [sorted[Math.floor(0.3 * sorted.length)], sorted[sorted.length - 2]];
  const stretch = value => Math.asinh((3 * (value - black)) / (white - black)) / Math.asinh(3);
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at = wcs.skyToPixel(...picture.pixelToSky(x + 0.5, y + 0.5));
      const inside = at[0] >= 0 && at[0] < width && at[1] >= 0 && at[1] < height;
      const value = inside ? stretch(sample({ data: sums, width, height }, at[0], at[1])) : -1;
      pixels.set(inside ? tint(0.06 + 0.94 * value) : [4, 6, 14], 3 * (y * side + x));
    }
  return { png: rgbPng(side, side, pixels), matrix: [...matrix] };
}
