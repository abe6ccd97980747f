import { describe, expect, test } from 'vitest';
import { anchors } from '../../../cli/report/anchors.js';
import { lineColors, luminance } from '../../../cli/report/colors.js';
import { escapeHtml, html, trusted } from '../../../cli/report/html.js';
import { colorMap, greyPixels, picture, quantiles } from '../../../cli/report/picture.js';
import { axisTitle, fixed, onAxis, percent, prettyUnit, short, size, stepInWords, whole } from '../../../cli/report/words.js';
import { scaleBar, skyOf } from '../../../core/cube/wcs/sky-scale.js';
import { apart, curve, valueRange } from '../../../core/describe/curve.js';
import { palette } from '../../../core/labels/index.js';
import { celestial } from '../products/fake.js';

describe('html', () => {
  test('escapes what is put in, once, and joins lists', () => {
    expect(`${html`<p>${'<b>&"\''}</p>`}`).toBe('<p>&lt;b&gt;&amp;&quot;&#39;</p>');
    expect(`${html`${[html`<i>${'&'}</i>`, 1, false, undefined]}`}`).toBe('<i>&amp;</i>1');
    expect(`${html`${trusted('<hr>')}`}`).toBe('<hr>');
    expect(escapeHtml('a\u0000b\u001b')).toBe('a\ufffdb\ufffd');
  });
});

describe('words', () => {
  test('units as they are printed', () => {
    expect(prettyUnit('10**-20 Angstrom-1 cm-2 erg s-1')).toBe('10⁻²⁰ Å⁻¹ cm⁻² erg s⁻¹');
    expect(prettyUnit('erg/s/cm**2/Angstrom')).toBe('erg/s/cm²/Å');
    expect(prettyUnit('10^(-16) erg')).toBe('10⁻¹⁶ erg');
    expect(prettyUnit('cm-1')).toBe('cm⁻¹');
    expect(prettyUnit('um')).toBe('µm');
    expect(prettyUnit('counts')).toBe('counts');
    expect(axisTitle({ kind: 'raman-shift', unit: 'cm-1' })).toBe('Raman shift (cm⁻¹)');
    expect(axisTitle({ kind: 'channel', unit: '' })).toBe('Band');
  });

  test('numbers', () => {
    expect(whole(1234567)).toBe('1\u202f234\u202f567');
    expect([short(0.0123456), short(-12345), short(1.5e-20), short(Number.NaN)]).toEqual(['0.0123', '−12300', '1.50e−20', '–']);
    expect([fixed(-0.5, 1), percent(0.5), percent(0.0123)]).toEqual(['−0.5', '50\u202f%', '1.2\u202f%']);
    expect([size(0), size(999), size(3.6e6), size(2.9e9)]).toEqual(['0 bytes', '999 bytes', '3.6 MB', '2.9 GB']);
    const axis = { kind: 'energy', unit: 'keV', values: Float64Array.of(1, 1.01, 1.02), edges: new Float64Array(4) } as const;
    expect(onAxis(6.4038, axis)).toBe('6.404');
  });

  test('steps, known and unknown', () => {
    expect(stepInWords({ name: 'clip', version: 1, min: 0 })).toBe('limit the values (min 0)');
    expect(stepInWords({ name: 'standardise', version: 1, mean: [1, 2, 3, 4, 5] })).toMatch(/\(mean: 5 values\)$/);
    expect(stepInWords({ name: 'new', version: 1 })).toBe('new');
  });
});

describe('curves', () => {
  test('a narrow line keeps its height when 4000 bands are drawn with 500 points', () => {
    const mean = new Float64Array(4000).fill(1);
    mean[1234] = 50;
    mean[3000] = -7;
    const points = curve([...mean.keys()], mean, undefined, 500);
    expect(points.length).toBeLessThanOrEqual(500);
    expect(points.filter(p => p.y === 50).map(p => p.x)).toEqual([1234]);
    expect(points.filter(p => p.y === -7).map(p => p.x)).toEqual([3000]);
    expect(points.every((p, i) => i === 0 || p.x > points[i - 1].x)).toBe(true);
  });

  test('a gap stays a gap', () => {
    const mean = new Float64Array(4000).fill(1).fill(Number.NaN, 1000, 2000);
    const inside = curve([...mean.keys()], mean, undefined, 400).filter(p => p.x > 1020 && p.x < 1980);
    expect(inside.length).toBeGreaterThan(5);
    expect(inside.every(p => Number.isNaN(p.y))).toBe(true);
  });

  test('the range holds every mean, and ignores the wildest bands', () => {
    const points = Array.from({ length: 100 }, (_, x) => ({ x, y: x === 5 ? 20 : 1, low: x === 7 ? -1000 : 0, high: 2 }));
    const [low, high] = valueRange([points]);
    expect(low).toBeGreaterThan(-3);
    expect(high).toBeGreaterThan(20);
  });

  test('labels are moved apart and keep their order', () => {
    const moved = apart([5, 5, 5.1, 20], 2);
    const sorted = [...moved].sort((a, b) => a - b);
    expect(moved).toEqual(sorted);
    expect(Math.min(...sorted.slice(1).map((v, i) => v - sorted[i]))).toBeGreaterThan(1.95);
    expect(moved[3]).toBe(20);
  });
});

describe('pictures', () => {
  const pixels = { width: 2, height: 2, data: Uint8Array.from([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 0, 0, 0, 0]) };
  test('turns pictures of the sky upside down', () => {
    const [down, up] = [picture(pixels, false), picture(pixels, true)];
    const rows = Uint8Array.from([...pixels.data.subarray(8), ...pixels.data.subarray(0, 8)]);
    expect(up.src).toBe(picture({ ...pixels, data: rows }, false).src);
    expect(up.src).not.toBe(down.src);
  });

  test('thins large images', () => {
    const big = picture({ width: 3000, height: 10, data: new Uint8Array(3000 * 10 * 4) }, false);
    expect([big.width, big.height]).toEqual([1000, 4]);
  });

  test('grey rises with the value, missing is transparent', () => {
    const { data } = greyPixels(Float32Array.of(0, 1, 2, Number.NaN), 2, 2);
    expect(data[0]).toBe(0);
    expect(data[4]).toBeGreaterThan(128);
    expect([data[8], data[11], data[15]]).toEqual([255, 255, 0]);
    expect(quantiles(Float32Array.of(3, Number.NaN, 1, 2), [0, 0.5, 1])).toEqual([1, 2, 3]);
  });

  test('the colour map ends where it should', () => {
    const color = colorMap('cividis', 0, 1);
    expect(color(-5)).toBe(color(0));
    expect(color(0) >>> 24).toBe(255);
    expect(color(1)).not.toBe(color(0));
    expect(color(1) & 255).toBeGreaterThan(200);
  });
});

describe('the sky', () => {
  test('north and east of a rotated MUSE cube (astropy: north at 48 degrees from +x, pixel 0.2 arcsec)', () => {
    const sky = skyOf(celestial)!;
    expect(sky.pixelArcsec).toBeCloseTo(0.2, 4);
    expect(Math.atan2(sky.north[1], sky.north[0]) * (180 / Math.PI)).toBeCloseTo(48.0, 0);
    expect(sky.east[0] * sky.north[0] + sky.east[1] * sky.north[1]).toBeCloseTo(0, 9);
    expect(sky.east[0]).toBeLessThan(0);
    expect(scaleBar(sky, 30)).toEqual({ pixels: expect.closeTo(5, 2), text: '1″' });
  });

  test('CDELT alone: north up, east left; other frames have none', () => {
    const cards = ["CTYPE1  = 'RA---TAN'", 'CDELT1  = -0.0002777778', 'CDELT2  = 0.0002777778'].map(card => card.padEnd(80));
    const sky = skyOf({ kind: 'celestial', cards })!;
    expect([...sky.north, ...sky.east].map(v => Math.round(v) + 0)).toEqual([0, 1, -1, 0]);
    expect(sky.pixelArcsec).toBeCloseTo(1, 5);
    expect(skyOf({ kind: 'none' })).toBeUndefined();
    expect(skyOf({ kind: 'celestial', cards: ['CD1_1   = 0'.padEnd(80)] })).toBeUndefined();
  });
});

describe('clusters on the page', () => {
  test('a number stands deep inside the largest part of its cluster', () => {
    const data = new Uint8Array(9 * 7).fill(1);
    for (const [x, y] of [
      [6, 2],
      [7, 2],
      [6, 3],
      [7, 3],
      [6, 4],
      [7, 4],
    ])
      data[y * 9 + x] = 2;
    data[0] = 0;
    const [one, two] = anchors({ width: 9, height: 7, data });
    expect(one).toMatchObject({ id: 1, y: 3.5 });
    expect(one.x).toBeGreaterThan(2);
    expect(one.x).toBeLessThan(5);
    expect(data[Math.floor(two.y) * 9 + Math.floor(two.x)]).toBe(2);
  });

  test('lines of every palette colour stand out on both pages', () => {
    for (const color of palette(24)) {
      const { light, dark } = lineColors(color);
      expect(1.05 / (luminance(light) + 0.05)).toBeGreaterThan(2.3);
      expect((luminance(dark) + 0.05) / 0.058).toBeGreaterThan(2.7);
    }
  });
});
