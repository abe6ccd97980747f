import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SampleSource, SpatialFrame } from '../../../core/cube/types.js';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { icrsWcs } from '../../../core/cube/wcs/icrs.js';
import type { SectionRange } from '../../../formats/bytes/index.js';
import { openBytes } from './helpers.js';

interface Case {
  readonly cards: string[];
  /** x, y, right ascension and declination in the ICRS. */
  readonly points: [number, number, number, number][];
}

const { cases } = JSON.parse(readFileSync('tests/fixtures/wcs/old.json', 'utf8')) as { cases: Record<string, Case> };

/** A file of these cards with samples of 0. */
function fileOf(cards: readonly string[]): Uint8Array {
  const text = [...cards.map(card => card.padEnd(80)), 'END'.padEnd(80)].join('');
  const header = Math.ceil(text.length / 2880) * 2880;
  const size = (n: number) => Number(cards.find(card => card.startsWith(`NAXIS${n} `))?.slice(10, 30));
  const bytes = new Uint8Array(header + Math.ceil((4 * size(1) * size(2) * size(3)) / 2880) * 2880);
  bytes.fill(32, 0, header);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

const card = (keyword: string, value: string) => `${keyword.padEnd(8)}= ${value.padStart(20)}`.padEnd(80);
const cardsOf = (frame: SpatialFrame) => (frame.kind === 'celestial' ? frame.cards : []);
const fieldOf = (frame: SpatialFrame, keyword: string) =>
  cardsOf(frame)
    .find(text => text.startsWith(keyword.padEnd(8)))
    ?.slice(10, 30)
    .trim();

async function opened(more: Record<string, string | undefined>, section?: SectionRange[]): Promise<SampleSource> {
  const given = Object.entries(more).filter(([, value]) => value !== undefined) as [string, string][];
  const kept = cases.plain.cards.filter(text => !(text.slice(0, 8).trim() in more));
  return openBytes(fileOf([...kept, ...given.map(([keyword, value]) => card(keyword, value))]), { section });
}

/** The worst distance of the centres of pixels from where they are, in arcseconds. */
function worst(frame: SpatialFrame, points: readonly (readonly number[])[]): number {
  const wcs = icrsWcs(celestialWcs(cardsOf(frame)));
  const off = points.map(([x, y, ra, dec]) => {
    const [lon, lat] = wcs?.pixelToSky(x + 0.5, y + 0.5) ?? [Number.NaN, Number.NaN];
    return 3600 * Math.hypot((((lon - ra + 540) % 360) - 180) * Math.cos((dec * Math.PI) / 180), lat - dec);
  });
  return Math.max(...off);
}

describe('the frame of a cube with deprecated cards', () => {
  it.each(Object.entries(cases))('%s is where wcslib puts it, within a milliarcsecond', async (_, { cards, points }) => {
    const cube = await openBytes(fileOf(cards));
    expect(worst(cube.frame, points)).toBeLessThan(1e-3);
  });

  it.each(Object.entries(cases))('%s goes back to the same pixels', async (_, { cards, points }) => {
    const cube = await openBytes(fileOf(cards));
    const wcs = icrsWcs(celestialWcs(cardsOf(cube.frame)));
    for (const [x, y, ra, dec] of points) {
      const found = wcs?.skyToPixel(ra, dec) ?? [Number.NaN, Number.NaN];
      expect(Math.hypot(found[0] - x - 0.5, found[1] - y - 0.5)).toBeLessThan(1e-4);
    }
  });

  it('writes them under the keywords of today, once', async () => {
    const { frame } = await openBytes(fileOf(cases['spectral-first-pc-old'].cards));
    expect(fieldOf(frame, 'EQUINOX')).toBe('1950.0');
    expect(fieldOf(frame, 'PC1_2')).toBe('-0.4');
    expect(cardsOf(frame).some(text => /^(EPOCH|PC00)/.test(text))).toBe(false);
    const both = await openBytes(fileOf(cases['epoch-before-equinox'].cards));
    expect(fieldOf(both.frame, 'EQUINOX')).toBe('1950.0');
    expect(cardsOf(both.frame).filter(text => text.startsWith('EQUINOX'))).toHaveLength(1);
  });

  it('keeps the rotation of a section', async () => {
    const { cards, points } = cases['pc-old'];
    const cube = await openBytes(fileOf(cards), {
      section: [
        { first: 3, last: 13, step: 2 },
        { first: 2, last: 12, step: 3 },
      ],
    });
    const moved = points.map(([x, y, ...sky]) => [(x - 2) / 2, (y - 1) / 3, ...sky]);
    expect(worst(cube.frame, moved)).toBeLessThan(1e-3);
  });

  it('takes CDELT where the CD matrix has no card of the sky, and says so', async () => {
    const cube = await opened({ CD3_3: '5160.0' });
    expect(worst(cube.frame, cases.plain.points)).toBeLessThan(1e-3);
    expect(cube.warnings.join()).toMatch(/CD matrix has no card of the sky/);
    const half = await opened({ CD1_1: '-2.78E-3' });
    expect(worst(half.frame, cases.plain.points)).toBeLessThan(1e-3);
    expect(half.warnings.join()).toMatch(/no card of axis 2: its step is CDELT2/);
  });

  it.each([
    ['CRVAL1', "'202.47'", /CRVAL1 = '202.47' is a text/],
    ['CDELT2', "'2.78D-3'", /CDELT2 = '2.78D-3' is a text/],
    ['EQUINOX', "'J2000.0'", /EQUINOX = 'J2000.0' is read as 2000/],
  ])('reads %s = %s as a number, and says so', async (keyword, value, said) => {
    const cube = await opened({ [keyword]: value });
    const points = keyword === 'EQUINOX' ? cases['epoch-2000'].points : cases.plain.points;
    expect(worst(cube.frame, points)).toBeLessThan(1e-3);
    expect(cube.warnings.join()).toMatch(said);
  });

  it('leaves out an equinox of 0 and numbers that are none', async () => {
    const cube = await opened({ EPOCH: '0.0', CRPIX2: "'six'" });
    expect(fieldOf(cube.frame, 'EQUINOX')).toBeUndefined();
    expect(fieldOf(cube.frame, 'CRPIX2')).toBeUndefined();
    expect(cube.warnings.join()).toMatch(/EPOCH = 0.0 is no year.*CRPIX2 = 'six' is no number/s);
  });

  it('says that distortions in tables are not carried over', async () => {
    const cube = await opened({ CPDIS1: "'LOOKUP  '" });
    expect(cube.warnings.join()).toMatch(/CPDIS1/);
  });
});
