/** The deepest order whose nested numbers are exact in a float64 (cells of 0.013 arcsec). */
export const deepestOrder = 24;

/** Side of a cell of an order, in degrees: the square root of its area. */
export const cellSide = (order: number): number => (Math.sqrt(Math.PI / 3) / 2 ** order) * (180 / Math.PI);

const RADIANS = Math.PI / 180;
/** Ring (from the north, in units of the side) and longitude (in units of pi / 4) of the lowest corner of each base cell. */
const BASE_RING = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4];
const BASE_LONGITUDE = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7];

/** Bits of x at the even places of a number, those of y at the odd ones; float64, so that it holds more than 32. */
function interleave(x: number, y: number): number {
  let [sum, place] = [0, 1];
  for (let [a, b] = [x, y]; a > 0 || b > 0; a = Math.floor(a / 2), b = Math.floor(b / 2), place *= 4)
    sum += place * ((a & 1) + 2 * (b & 1));
  return sum;
}

function separate(bits: number): [x: number, y: number] {
  let [x, y, place] = [0, 0, 1];
  for (let rest = bits; rest > 0; rest = Math.floor(rest / 4), place *= 2) {
    const four = rest % 4;
    x += place * (four & 1);
    y += place * (four >> 1);
  }
  return [x, y];
}

/** The nested number of the HEALPix cell at a longitude and latitude in degrees (Gorski et al. 2005, section 5; order 0 to 24). */
export function healpixOf(order: number, longitude: number, latitude: number): number {
  const side = 2 ** order;
  const z = Math.sin(latitude * RADIANS);
  const t = ((((longitude % 360) + 360) % 360) / 90) % 4;
  let [face, x, y] = [0, 0, 0];
  if (Math.abs(z) <= 2 / 3) {
    // Equatorial: lines of constant t + 3z/4 and t - 3z/4 bound the cells.
    const [a, b] = [side * (0.5 + t), side * 0.75 * z];
    const [up, down] = [Math.floor(a - b), Math.floor(a + b)];
    const [i, j] = [Math.floor(up / side), Math.floor(down / side)];
    face = i === j ? (i & 3) + 4 : i < j ? i & 3 : (j & 3) + 8;
    x = down - j * side;
    y = side - 1 - (up - i * side);
  } else {
    const quarter = Math.min(3, Math.floor(t));
    const part = t - quarter;
    // 1 - |z| from the latitude itself: near the poles the difference would lose all digits.
    const half = (90 - Math.abs(latitude)) * RADIANS * 0.5;
    const width = side * Math.sqrt(6) * Math.sin(half);
    const p = Math.min(side - 1, Math.floor(part * width));
    const q = Math.min(side - 1, Math.floor((1 - part) * width));
    face = z > 0 ? quarter : quarter + 8;
    [x, y] = z > 0 ? [side - 1 - q, side - 1 - p] : [p, q];
  }
  return face * side * side + interleave(x, y);
}

/** Longitude (0 to 360) and latitude of the centre of a cell by its nested number, in degrees. */
export function healpixCentre(order: number, cell: number): [longitude: number, latitude: number] {
  const side = 2 ** order;
  const face = Math.floor(cell / (side * side));
  const [x, y] = separate(cell - face * side * side);
  const ring = BASE_RING[face] * side - x - y - 1;
  const cap = ring < side ? ring : ring > 3 * side ? 4 * side - ring : side;
  const column = (BASE_LONGITUDE[face] * cap + x - y) / cap;
  const longitude = (((column * 45) % 360) + 360) % 360;
  if (ring >= side && ring <= 3 * side) return [longitude, Math.asin((2 * (2 * side - ring)) / (3 * side)) / RADIANS];
  // sin(colatitude / 2) = cap / (side sqrt 6).
  const latitude = 90 - (2 * Math.asin(cap / (side * Math.sqrt(6)))) / RADIANS;
  return [longitude, ring < side ? latitude : -latitude];
}
