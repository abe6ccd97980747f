// Writes a seeded MUSE-like scene as FITS: node tests/bench/make-cube.mjs OUT.fits [WIDTHxHEIGHTxBANDS, default 320x320x3681].
// DATA and STAT as float32: four materials in blobs, emission lines, Poisson-like noise, an empty corner (NaN) and a bad column.
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const card = (key, value, comment = '') => {
  const text = typeof value === 'string' ? `'${value.padEnd(8)}'`.padEnd(20) : String(value === true ? 'T' : value).padStart(20);
  return `${key.padEnd(8)}= ${text}${comment ? ` / ${comment}` : ''}`.padEnd(80);
};
const header = cards => {
  const text = [...cards, 'END'.padEnd(80)].join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
};

/** Which of four materials each spaxel is, 0..3; -1 for the empty corner. */
export function truth(width, height) {
  const map = new Int8Array(width * height);
  const blobs = [
    [0.3, 0.35, 0.16, 1],
    [0.68, 0.3, 0.12, 2],
    [0.6, 0.7, 0.2, 3],
    [0.25, 0.75, 0.1, 2],
  ];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x + 0.5) / width, (y + 0.5) / height];
      const hit = blobs.find(([a, b, r]) => (u - a) ** 2 + (v - b) ** 2 < r * r);
      map[y * width + x] = u + v < 0.08 ? -1 : hit ? hit[3] : 0;
    }
  }
  return map;
}

/** Writes the cube plane by plane, so that memory stays small. */
export function makeCube(path, width, height, bands) {
  const map = truth(width, height);
  const lines = [[], [0.25, 0.6], [0.4], [0.1, 0.75, 0.8]];
  const slope = [0, 0.3, -0.2, 0.5];
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 16777216;
  };
  const noise = Float32Array.from(
    { length: 65536 },
    () => Math.sqrt(-2 * Math.log(uniform() + 1e-9)) * Math.cos(6.283185307 * uniform()),
  );
  const axes = [
    card('NAXIS', 3),
    card('NAXIS1', width),
    card('NAXIS2', height),
    card('NAXIS3', bands),
    card('PCOUNT', 0),
    card('GCOUNT', 1),
  ];
  const wcs = [
    ...[
      card('CTYPE1', 'RA---TAN'),
      card('CTYPE2', 'DEC--TAN'),
      card('CTYPE3', 'AWAV'),
      card('CUNIT1', 'deg'),
      card('CUNIT2', 'deg'),
    ],
    ...[
      card('CUNIT3', 'Angstrom'),
      card('CRPIX1', width / 2),
      card('CRPIX2', height / 2),
      card('CRPIX3', 1),
      card('CRVAL1', 53.16),
    ],
    ...[card('CRVAL2', -27.78), card('CRVAL3', 4750.0), card('CDELT1', -5.5e-5), card('CDELT2', 5.5e-5), card('CDELT3', 1.25)],
  ];
  const file = openSync(path, 'w');
  writeSync(file, header([card('SIMPLE', true), card('BITPIX', 8), card('NAXIS', 0), card('EXTEND', true)]));
  for (const name of ['DATA', 'STAT']) {
    writeSync(
      file,
      header([card('XTENSION', 'IMAGE'), card('BITPIX', -32), ...axes, card('EXTNAME', name), card('BUNIT', 'adu'), ...wcs]),
    );
    const plane = Buffer.alloc(width * height * 4);
    const words = new Uint32Array(plane.buffer, plane.byteOffset, width * height);
    const value = new Float32Array(1);
    const bits = new Uint32Array(value.buffer);
    for (let b = 0; b < bands; b++) {
      const t = b / bands;
      const level = lines.map(
        (at, m) => 2 + slope[m] * t + at.reduce((sum, c) => sum + 6 * Math.exp(-(((t - c) * 400) ** 2)), 0) + m,
      );
      let at = Math.floor(uniform() * 65536);
      for (let p = 0; p < map.length; p++) {
        const m = map[p];
        if (m < 0 || p % width === 7) value[0] = Number.NaN;
        else if (name === 'STAT') value[0] = 0.25 * level[m];
        else value[0] = level[m] + 0.5 * Math.sqrt(level[m]) * noise[(at = (at + 1) & 65535)];
        const w = bits[0];
        words[p] = ((w & 0xff) << 24) | ((w & 0xff00) << 8) | ((w >>> 8) & 0xff00) | (w >>> 24);
      }
      writeSync(file, plane);
    }
    const size = width * height * bands * 4;
    writeSync(file, Buffer.alloc((2880 - (size % 2880)) % 2880));
  }
  closeSync(file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [out, shape = '320x320x3681'] = process.argv.slice(2);
  makeCube(out, ...shape.split('x').map(Number));
}
