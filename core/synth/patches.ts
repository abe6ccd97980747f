import { createRandom } from '../cluster/random.js';
import { UsageError } from '../cube/errors.js';
import type { RgbImage } from './types.js';

/** How far brush strokes change a colour, of 255. */
const GRAIN = 6;

/**
 * A picture to paint from where there is none: `patches` cells of flat colours drawn evenly from the sRGB cube, with borders that waver and a
 * grain of brush strokes. Same numbers, same picture. Throws UsageError for sizes that are not whole numbers from 1.
 */
export function patchImage(width: number, height: number, seed: number, patches = 12): RgbImage {
  if (![width, height, patches].every(n => Number.isInteger(n) && n >= 1 && n <= 65536))
    throw new UsageError('the picture cannot be made', { why: `${width} x ${height} with ${patches} patches` });
  const random = createRandom(seed, 1);
  const cells = Array.from({ length: patches }, () => ({
    x: random.uniform() * width,
    y: random.uniform() * height,
    color: [0, 1, 2].map(() => Math.floor(256 * random.uniform())),
  }));
  const [phaseX, phaseY] = [2 * Math.PI * random.uniform(), 2 * Math.PI * random.uniform()];
  const sway = Math.max(width, height) / 40;
  const grain = createRandom(seed, 2);
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x + 0.5 + sway * Math.sin(y / sway / 2 + phaseX);
      const v = y + 0.5 + sway * Math.sin(x / sway / 2 + phaseY);
      const away = cells.map(cell => Math.hypot(cell.x - u, cell.y - v));
      const { color } = cells[away.indexOf(Math.min(...away))];
      const stroke = GRAIN * grain.normal();
      for (const channel of color) data[at++] = channel + stroke;
    }
  }
  return { width, height, data };
}
