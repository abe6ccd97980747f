import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EncoderMismatchError, InputError, MemoryCapError } from '../../../core/cube/errors.js';
import { apply, celestialWcs, type Registration } from '../../../core/labels/index.js';
import { chosenFiles } from '../../../plugin/segmentation/files.js';
import { createFolder } from '../../../plugin/segmentation/folder.js';
import { placeOver } from '../../../plugin/segmentation/place.js';
import { followSteps } from '../../../plugin/segmentation/progress.js';
import { receivedError, sentError } from '../../../plugin/segmentation/protocol.js';
import { version } from '../../../plugin/segmentation/version.js';
import { wordsOf } from '../../../plugin/segmentation/words.js';
import { repo } from '../../helpers/cli.js';

afterEach(() => vi.restoreAllMocks());

test('results of a page name the version of the package', async () => {
  expect(version).toBe(JSON.parse(await readFile(repo('package.json'), 'utf8')).version);
});

/** A gnomonic frame: step in degrees, place of the reference pixel. */
const frame = (step: number, x: number, y: number, ra = 150) =>
  [
    "CTYPE1  = 'RA---TAN'",
    "CTYPE2  = 'DEC--TAN'",
    `CRPIX1  = ${x}`,
    `CRPIX2  = ${y}`,
    `CRVAL1  = ${ra}`,
    'CRVAL2  = 2',
    `CDELT1  = ${-step}`,
    `CDELT2  = ${step}`,
    "RADESYS = 'ICRS'",
  ].map(card => card.padEnd(80));

test('a cube goes where its celestial coordinates are on the image, through whatever is registered there', () => {
  // A layer of 50 x 40 spaxels lies on the image at 8 pixels a spaxel, upside down; the new cube has spaxels of half the size.
  const registration: Registration = { kind: 'affine', matrix: [8, 0, 0, -8, 100, 400] };
  // Layers answer by accessors of their class, which a copy of one would not have.
  class Layer {
    readonly sky = celestialWcs(frame(1e-4, 25.5, 20.5));
    get registration() {
      return registration;
    }
  }
  const reference = new Layer();
  const cube = { width: 60, height: 60, cards: frame(5e-5, 30.5, 30.5) };
  const { matrix, note } = placeOver(cube, { width: 800, height: 800 }, reference);
  expect(note).toBe('Registered by celestial coordinates.');
  // Both reference pixels, 30.5 and 25.5 of FITS, are centres at 30 and 25 here.
  const expected = (x: number, y: number) => [8 * (25 + (x - 30) / 2) + 100, -8 * (20 + (y - 30) / 2) + 400];
  for (const [x, y] of [
    [0, 0],
    [30, 30],
    [60, 12],
  ]) {
    const [u, v] = apply(matrix, x, y);
    const [p, q] = expected(x, y);
    expect(Math.hypot(u - p, v - q)).toBeLessThan(1e-3);
  }
});

test('what cannot be registered is stretched over the image, and it is said', () => {
  const image = { width: 400, height: 200 };
  const sky = celestialWcs(frame(1e-4, 25.5, 20.5));
  const reference = { sky, registration: { kind: 'affine', matrix: [8, 0, 0, 8, 0, 0] } as const };
  const size = { width: 40, height: 40 };
  const stretched = [10, 0, 0, 5, 0, 0];
  const bare = placeOver({ ...size, cards: undefined }, image, reference);
  expect(bare).toEqual({ matrix: stretched, note: 'Not registered yet: the map is stretched over the whole base image.' });
  const far = placeOver({ ...size, cards: frame(1e-4, 20.5, 20.5, 151) }, image, reference);
  expect(far.matrix).toEqual(stretched);
  expect(far.note).toMatch(/^The cube lies outside the image by its celestial coordinates\. Not registered/);
  const ecliptic = frame(1e-4, 20.5, 20.5).map(card => card.replace('RA---', 'ELON-').replace('DEC--', 'ELAT-'));
  expect(placeOver({ ...size, cards: ecliptic }, image, reference).note).toMatch(/different celestial systems.*Not registered/);
  expect(placeOver({ width: 400, height: 200, cards: undefined }, image)).toEqual({ matrix: [1, 0, 0, 1, 0, 0], note: '' });
});

test('the bar never goes back, and tells the time that a phase still takes', () => {
  let now = 0;
  const follow = followSteps(() => now);
  expect(follow('scan', 0, 1)).toEqual({ share: 0, words: 'Looking at a sample (1 of 7)', detail: '0 %' });
  const start = follow('encode', 0, 200);
  now += 4000;
  const quarter = follow('encode', 50, 200);
  expect(quarter.detail).toBe('25 %, 12 s left');
  expect(quarter.share).toBeCloseTo(start.share + 0.1);
  now += 90_000;
  expect(follow('encode', 51, 200).detail).toBe('26 %, 4 min 35 s left');
  expect(follow('encode', 10, 200).share).toBeCloseTo(quarter.share, 2);
  expect(follow('describe', 7, 7)).toEqual({ share: 1, words: 'Describing the clusters (7 of 7)', detail: '100 %' });
});

test('files in memory are fetched by their addresses, others from the network', async () => {
  const folder = createFolder(new Map([['labels-k/3.png', Uint8Array.of(1, 2, 3)]]));
  const other = createFolder(new Map());
  const address = new URL('labels-k/3.png', folder.url('segmentation.json'));
  expect([...new Uint8Array(await (await folder.fetch(address)).arrayBuffer())]).toEqual([1, 2, 3]);
  expect((await folder.fetch(folder.url('none'))).status).toBe(404);
  const network = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('far'));
  expect(await (await other.fetch(address)).text()).toBe('far');
  expect(await (await folder.fetch('https://example.org/cube.fits')).text()).toBe('far');
  expect(network).toHaveBeenCalledTimes(2);
});

test('a ZIP holds all of them under one folder, the edited ones as they are now', async () => {
  const folder = createFolder(
    new Map([
      ['labels.png', Uint8Array.of(9)],
      ['segmentation.json', Uint8Array.of(1)],
    ]),
  );
  const files = unzipSync(new Uint8Array(await folder.zip('cube', { 'segmentation.json': 'edited' }).arrayBuffer()));
  expect(Object.keys(files).sort()).toEqual(['cube/labels.png', 'cube/segmentation.json']);
  expect(new TextDecoder().decode(files['cube/segmentation.json'])).toBe('edited');
});

test('errors keep their kind between threads, and their remedies are the panel’s own', () => {
  const again = (err: unknown) => receivedError(structuredClone(sentError(err)));
  const cap = new MemoryCapError('the memory cap is too small for this cube', 80 * 2 ** 20, {
    where: 'a.fits',
    why: '51 MB given',
    remedy: 'Use --max-memory 80MB or more.',
  });
  expect(again(cap)).toMatchObject({ name: 'MemoryCapError', tag: 'MemoryCapError', message: cap.message });
  expect(wordsOf(again(cap))).toBe(
    'the memory cap is too small for this cube [a.fits]: 51 MB given. Give it 80 MB or more under More.',
  );
  const fit = new EncoderMismatchError('the encoder does not fit the cube', {
    why: 'other bins',
    remedy: 'Use --rebin to resample.',
  });
  expect(wordsOf(again(fit))).toBe(
    'the encoder does not fit the cube: other bins. Resample the cube on to its bins, or choose another encoder.',
  );
  const plain = new InputError('no cube', { remedy: 'Copy it again.' });
  expect(wordsOf(again(plain))).toBe('no cube. Copy it again.');
  expect(again(new TypeError('odd'))).toMatchObject({ name: 'Error', message: 'odd' });
  expect(wordsOf(new TypeError('odd'))).toBe('The cube cannot be segmented: odd');
});

describe('the cube among the files that were chosen', () => {
  const files = (names: string) => names.split(' ').map(name => new File(['x'], name));
  const taken = (names: string) => {
    const { source, beside, axis } = chosenFiles(files(names));
    return [source.name, beside.map(({ name }) => name).join(' '), axis?.name ?? ''];
  };
  test.each([
    ['cube.fits', 'cube.fits', '', ''],
    ['scan.dat scan.hdr', 'scan.hdr', 'scan.dat', ''],
    ['scan scan.hdr', 'scan.hdr', 'scan', ''],
    ['scan.raw.hdr SCAN.RAW', 'scan.raw.hdr', 'SCAN.RAW', ''],
    ['map.raw map.rpl', 'map.rpl', 'map.raw', ''],
    ['raman.tif raman.json', 'raman.tif', '', 'raman.json'],
    ['a2.edf a10.edf a1.edf', 'a1.edf', 'a2.edf a10.edf', ''],
    ['.DS_Store cube.h5', 'cube.h5', '', ''],
    ['unknown.xyz', 'unknown.xyz', '', ''],
  ])('%s', (names, source, beside, axis) => expect(taken(names)).toEqual([source, beside, axis]));

  test.each([
    ['scan.hdr', 'scan.hdr is the header; choose scan.raw, scan.dat or scan.img as well'],
    ['map.rpl', 'map.rpl is the header; choose map.raw as well'],
    ['scan.hdr other.raw', 'scan.hdr is the header; choose scan.raw, scan.dat or scan.img as well'],
    ['scan.raw', 'scan.raw is the data; choose its header, scan.hdr or scan.rpl, as well'],
    ['a.fits b.fits', 'There are 2 cubes: a.fits, b.fits. Choose one of them'],
    ['a.csv', 'a.csv: there is no cube among them'],
    ['a.x b.y', 'Which of these is the cube? a.x, b.y. Choose one of them'],
  ])('%s: told', (names, told) => expect(() => taken(names)).toThrow(told));
});
