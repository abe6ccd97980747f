// A cube of 17 GB (1273 x 1662 x 4096 uint16) that is made while it is read and never stored, segmented under a cap; prints times and the peak of memory.
// node tests/bench/huge.mjs [--shape 1273x1662x4096] [--max-memory 2] [--seed 1] [--engine auto]; needs `npm run build`.
import { parseArgs } from 'node:util';
import { segment } from '../../dist/core/index.js';
import { openSampleSource } from '../../dist/formats/index.js';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: '1273x1662x4096' },
    'max-memory': { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'auto' },
  },
});
const [width, height, bands] = values.shape.split('x').map(Number);
const seed = Number(values.seed);
const KINDS = 5;
const BLOCK = 2880;

/** Counts of a kind of spaxel: a continuum and two lines. */
const spectra = Array.from({ length: KINDS }, (_, kind) =>
  Uint16Array.from({ length: bands }, (_, b) => {
    const line = at => Math.exp(-(((b / bands - at) * 60) ** 2));
    return 400 + 300 * (b / bands) + 1500 * line((kind + 1) / (KINDS + 1)) + 700 * line(((kind * 2) % KINDS) / KINDS);
  }),
);
const kindOf = (x, y) => (Math.floor((5 * x) / width) + 2 * Math.floor((4 * y) / height)) % KINDS;

/** Even noise of 0..255 from the place of a sample: the same whoever reads it, and when. */
function noise(index) {
  let h = Math.imul((index % 4294967296) ^ seed, 0x9e3779b1) ^ Math.floor(index / 4294967296);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca77);
  return (h ^ (h >>> 13)) & 255;
}

const cards = [
  ...['SIMPLE  =                    T', 'BITPIX  =                   16', 'NAXIS   =                    3'],
  ...[width, height, bands].map((n, i) => `NAXIS${i + 1}  = ${String(n).padStart(20)}`),
  ...['BZERO   =                32768', 'BSCALE  =                    1', "CTYPE3  = 'ENERGY  '", "CUNIT3  = 'keV     '"],
  ...['CRPIX3  =                    1', 'CRVAL3  =                 0.01', 'CDELT3  =                 0.01', 'END'],
];
const text = cards.map(card => card.padEnd(80)).join('');
const header = Buffer.from(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK));
const dataBytes = 2 * width * height * bands;
const size = header.length + Math.ceil(dataBytes / BLOCK) * BLOCK;

/** Fills bytes from `offset` on; samples are big-endian, unsigned by BZERO. */
async function readInto(offset, target) {
  target.fill(0);
  if (offset < header.length) target.set(header.subarray(offset, offset + target.length));
  const from = Math.max(offset, header.length) - header.length;
  const to = Math.min(offset + target.length - header.length, dataBytes);
  for (let i = Math.floor(from / 2); 2 * i < to; i++) {
    const spaxel = i % (width * height);
    const value =
      (spectra[kindOf(spaxel % width, Math.floor(spaxel / width))][Math.floor(i / (width * height))] + noise(i)) ^ 0x8000;
    const at = 2 * i + header.length - offset;
    if (at >= 0) target[at] = value >> 8;
    if (at + 1 < target.length) target[at + 1] = value & 255;
  }
}

const bytes = {
  ...{ name: 'huge.fits', size, readInto, close: async () => {} },
  read: async (offset, length) => {
    const target = new Uint8Array(length);
    await readInto(offset, target);
    return target;
  },
};
const begun = performance.now();
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
console.log(`${values.shape}, ${(size / 1e9).toFixed(2)} GB, cap ${values['max-memory']} GB`);
const source = await openSampleSource(bytes);
const options = { maxMemory: Number(values['max-memory']) * 1024 ** 3, kMin: 4, kMax: 6, engine: values.engine };
let phase = '';
for await (const event of segment(source, options)) {
  if (event.type === 'progress' && event.phase !== phase) console.log(`${seconds().padStart(7)}  ${(phase = event.phase)}`);
  if (event.type === 'plan')
    console.log(`${seconds().padStart(7)}  blocks of ${event.blockRows} rows, ${event.engine}, ${event.encoder}`);
  if (event.type === 'result')
    console.log(`${seconds().padStart(7)}  K = ${event.segmentation.k}, ${event.segmentation.valid} spaxels`);
}
const peak = process.resourceUsage().maxRSS / 1024 ** 2;
console.log(`peak ${peak.toFixed(2)} GB of ${values['max-memory']}`);
process.exit(peak <= Number(values['max-memory']) ? 0 : 1);
