import { convertIndexedToRgb, decode } from 'fast-png';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { schemeColors, valuePicture } from '../../../cli/report/picture.js';
import { bandDomain, waterfall } from '../../../cli/report/waterfall.js';

const image = (src: string) => {
  const png = decode(Buffer.from(src.replace(/^data:image\/png;base64,/, ''), 'base64'));
  const rgba = convertIndexedToRgb(png);
  return {
    width: png.width,
    height: png.height,
    at: (x: number, y: number) => [...rgba.subarray(4 * (y * png.width + x), 4 * (y * png.width + x) + 4)],
  };
};
const colors = schemeColors('cividis', 64);
const options = { id: 'w', label: 'spectra', scheme: 'cividis', range: [0, 63] } as const;
const drawn = (values: readonly number[], rows: readonly (readonly number[])[]) => {
  const axis = { values: Float64Array.from(values), label: 'Energy (keV)' };
  const { document } = parseHTML(
    `<html><body>${waterfall(axis, { data: Float32Array.from(rows.flat()), n: rows.length }, options)}</body></html>`,
  );
  return image(document.querySelector('image')!.getAttribute('href')!);
};
const value = (pixel: number[]) => colors.findIndex(color => color.every((c, i) => c === pixel[i]));

describe('pictures of values', () => {
  test('64 colours over the range, beyond it the ends, nothing where there is no number; turned for FITS', () => {
    const values = Float32Array.of(0, 63, -9, 99, Number.NaN, 10);
    const upright = image(valuePicture(values, { width: 3, height: 2, yUp: false }, 'cividis', [0, 63]).src);
    expect([0, 1, 2].map(x => value(upright.at(x, 0)))).toEqual([0, 63, 0]);
    expect(value(upright.at(0, 1))).toBe(63);
    expect(upright.at(1, 1)[3]).toBe(0);
    expect(value(upright.at(2, 1))).toBe(10);
    expect(value(image(valuePicture(values, { width: 3, height: 2, yUp: true }, 'cividis', [0, 63]).src).at(1, 1))).toBe(63);
  });
});

describe('waterfalls', () => {
  test('one band a column on an even axis, whichever way it runs', () => {
    const up = drawn(
      [1, 2, 3],
      [
        [0, 10, 20],
        [30, 40, 50],
      ],
    );
    expect([up.width, up.height]).toEqual([3, 2]);
    expect([0, 1, 2].map(x => value(up.at(x, 1)))).toEqual([30, 40, 50]);
    const down = drawn([3, 2, 1], [[0, 10, 20]]);
    expect([0, 1, 2].map(x => value(down.at(x, 0)))).toEqual([20, 10, 0]);
  });

  test('many bands are averaged', () => {
    const bands = Array.from({ length: 480 }, (_, b) => b);
    const { width, at } = drawn(bands, [bands.map(b => (b % 2 ? 20 : 10))]);
    expect(width).toBe(240);
    expect([0, 100, 239].map(x => value(at(x, 0)))).toEqual([15, 15, 15]);
  });

  test('on an uneven axis a band covers what is nearest to it', () => {
    const { width, at } = drawn([0, 1, 2, 10], [[0, 10, 20, 30]]);
    expect(width).toBe(240);
    const [low, high] = bandDomain([0, 1, 2, 10]);
    const column = (x: number) => Math.floor((240 * (x - low)) / (high - low));
    expect([0, 1, 2, 5.5, 6.5, 10].map(x => value(at(column(x), 0)))).toEqual([0, 10, 20, 20, 30, 30]);
  });

  test('one band has a width too', () => {
    expect(bandDomain([5])).toEqual([4.5, 5.5]);
    expect(value(drawn([5], [[33]]).at(0, 0))).toBe(33);
  });
});
