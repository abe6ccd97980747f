import { expect, test } from 'vitest';
import { memorySource } from '../../../formats/bytes/index.js';
import { formatCard, openFits, writeFits } from '../../../formats/fits/index.js';
import { gather } from './helpers.js';

/** A cube of more than one chunk whose every sample is its own number, stored in any order of axes (`e` is one of 3 Stokes). */
function stored(order: string, sizes: Record<string, number>, type: Float32ArrayConstructor | Int32ArrayConstructor) {
  const shape = [...order].map(axis => sizes[axis]);
  const data = new type(shape.reduce((a, b) => a * b, 1));
  const index: Record<string, number> = { x: 0, y: 0, b: 0, e: 0 };
  for (let i = 0; i < data.length; i++) {
    let rest = i;
    for (const axis of order) {
      index[axis] = rest % sizes[axis];
      rest = Math.floor(rest / sizes[axis]);
    }
    data[i] = index.e === 1 ? index.x + sizes.x * (index.y + sizes.y * index.b) : -1;
    if (!order.includes('e')) data[i] = index.x + sizes.x * (index.y + sizes.y * index.b);
  }
  const ctype: Record<string, string> = { x: 'RA---TAN', y: 'DEC--TAN', b: 'FREQ', e: 'STOKES' };
  const header = [...order].map((axis, i) => formatCard(`CTYPE${i + 1}`, ctype[axis]));
  return memorySource(writeFits([{ header, data, shape }]), `${order}.fits`);
}

const small = { x: 70, y: 50, b: 80, e: 3 };
const tall = { x: 700, y: 400, b: 2, e: 3 };
const long = { x: 2, y: 3, b: 60_000, e: 3 };

test.each([
  ['xyb', small],
  ['xby', small],
  ['bxy', small],
  ['xyb', tall],
  ['xby', tall],
  ['bxy', tall],
  ['xyb', long],
  ['xby', long],
  ['bxy', long],
  ['exyb', small],
  ['xeyb', small],
  ['xyeb', small],
  ['exby', small],
  ['bexy', small],
])('%s %o: slabs, planes and spectra from every order of axes', async (order, sizes) => {
  const plane = order.includes('e') ? [1] : undefined;
  for (const type of [Float32Array, Int32Array] as const) {
    const cube = await openFits(stored(order, sizes, type), { plane });
    const { width, height, bands } = cube.shape;
    expect([width, height, bands]).toEqual([sizes.x, sizes.y, sizes.b]);
    const [y0, rows] = [1, height - 1];
    const slab = await gather(cube, cube.samples(y0, rows));
    let wrong = 0;
    for (let b = 0; b < bands; b++) {
      for (let p = y0 * width; p < height * width; p++) if (slab[b * width * height + p] !== p + b * width * height) wrong++;
    }
    const image = await cube.plane(bands - 1);
    for (let p = 0; p < image.length; p++) if (image[p] !== p + (bands - 1) * width * height) wrong++;
    const spectrum = await cube.spectrum(1, 2);
    for (let b = 0; b < bands; b++) if (spectrum[b] !== 1 + width * (2 + height * b)) wrong++;
    expect(wrong).toBe(0);
  }
});

test('staging stays small whatever the slab, and two walks at once do not disturb each other', async () => {
  const cube = await openFits(stored('xyb', tall, Int32Array));
  expect(cube.stagingBytes(400)).toBeLessThan(16 << 20);
  const [a, b] = await Promise.all([gather(cube, cube.samples(0, 400)), gather(cube, cube.samples(0, 400))]);
  expect(Buffer.from(a.buffer).equals(Buffer.from(b.buffer))).toBe(true);
});

test('a walk that is left early closes cleanly', async () => {
  const cube = await openFits(stored('xyb', tall, Float32Array));
  for await (const piece of cube.samples(0, 400)) {
    expect(piece.band).toBe(0);
    break;
  }
  await cube.close();
});
