import { expect, test } from 'vitest';
import { axisFromCentres, linearAxis } from '../../../core/cube/axis.js';
import { mocOf } from '../../../core/cube/wcs/moc.js';
import {
  dataSums,
  type FitsFile,
  labelMaskFits,
  mocFits,
  readFitsImage,
  scanFits,
  spectrumFits,
} from '../../../formats/fits/index.js';
import { memorySource } from '../../../formats/index.js';
import { celestial } from '../../cli/products/fake.js';

const open = async (bytes: Uint8Array) => {
  const source = memorySource(bytes, 'made.fits');
  return { source, ...(await scanFits(source)) };
};

/** Ones' complement sum of all 32-bit words: -0 for an HDU whose CHECKSUM is right. */
function wholeSum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0n;
  for (let i = 0; i < bytes.length; i += 4) sum += BigInt(view.getUint32(i));
  while (sum > 0xffffffffn) sum = (sum & 0xffffffffn) + (sum >> 32n);
  return Number(sum);
}

function expectSums(bytes: Uint8Array, { hdus }: FitsFile): void {
  hdus.forEach(({ headerOffset }, i) => {
    expect(wholeSum(bytes.subarray(headerOffset, hdus[i + 1]?.headerOffset)), `HDU ${i}`).toBe(0xffffffff);
  });
}

test('masks: cluster n is bit n, named by MSKN, MSKM and MSKD; of more than 31 the rest in a second MASK', async () => {
  const ids = Array.from({ length: 35 }, (_, i) => i + 1);
  const labels = { width: 6, height: 6, data: Uint8Array.from({ length: 36 }, (_, i) => i) };
  const planes = ids.map(id => ({ id, name: `kind ${id}`, description: `label ${id}` }));
  const bytes = labelMaskFits(labels, celestial, planes);
  const file = await open(bytes);
  expectSums(bytes, file);
  expect(file.hdus.map(({ name, version, bitpix }) => [name, version, bitpix])).toEqual([
    ['LABELS', 1, 8],
    ['MASK', 1, 32],
    ['MASK', 2, 32],
  ]);
  expect([...(await readFitsImage(file.source)).data].map(v => (Number.isNaN(v) ? 0 : v))).toEqual([...labels.data]);
  for (const [hdu, first, count] of [
    [1, 0, 31],
    [2, 31, 4],
  ]) {
    const { header, dataOffset } = file.hdus[hdu];
    const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset);
    expect(header.string('CTYPE1')).toBe('RA---TAN');
    for (let n = 1; n <= count; n++) {
      const key = `${n}`.padStart(4, '0');
      const [name, value, description] = [header.string(`MSKN${key}`), header.number(`MSKM${key}`), header.string(`MSKD${key}`)];
      expect([name, value, description]).toEqual([`kind ${first + n}`, 2 ** (n - 1), `label ${first + n}`]);
      for (let i = 0; i < 36; i++) expect((view.getInt32(4 * i) & (value as number)) !== 0).toBe(labels.data[i] === first + n);
    }
    expect(header.get(`MSKN${`${count + 1}`.padStart(4, '0')}`)).toBeUndefined();
  }
});

test('a MOC: one column of 64-bit UNIQ numbers, ascending, with the keywords of MOC 2.0', async () => {
  const moc = mocOf(24, [12 * 4 ** 24 - 1, 8, 9, 10, 11, 3]);
  const bytes = mocFits(moc, 'kind 1', ['made for a test']);
  const file = await open(bytes);
  expectSums(bytes, file);
  const { header, kind, shape, dataOffset } = file.hdus[1];
  expect([kind, shape]).toEqual(['bintable', [8, 3]]);
  const words = ['TTYPE1', 'TFORM1', 'MOCVERS', 'MOCDIM', 'PIXTYPE', 'ORDERING', 'COORDSYS', 'MOCID'].map(key =>
    header.string(key),
  );
  expect(words).toEqual(['UNIQ', 'K', '2.0', 'SPACE', 'HEALPIX', 'NUNIQ', 'C', 'kind 1']);
  expect([header.number('MOCORD_S'), header.number('TFIELDS')]).toEqual([24, 1]);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset);
  const deep = 4n * 4n ** 24n;
  expect([0, 1, 2].map(i => view.getBigInt64(8 * i))).toEqual([4n * 4n ** 23n + 2n, deep + 3n, deep + 12n * 4n ** 24n - 1n]);
  expect((await open(mocFits(mocOf(3, []), 'nothing'))).hdus[1].shape).toEqual([8, 0]);
});

test('a spectrum: DATA, STAT and NPIX in float64 with the axis as WCS, or WAVE where its steps are unequal', async () => {
  const values = Float64Array.of(1.5, Number.NaN, 3e-20);
  const facts = {
    unit: 'erg/s',
    name: 'kind 1',
    values,
    variance: Float64Array.of(0.1, Number.NaN, 1e-40),
    samples: Float64Array.of(7, 0, 5),
  };
  const bytes = spectrumFits({ ...facts, axis: linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 3), history: ['a line'] });
  const file = await open(bytes);
  expectSums(bytes, file);
  expect(file.hdus.map(({ name, bitpix, shape }) => [name, bitpix, shape])).toEqual([
    ['PRIMARY', 8, []],
    ...['DATA', 'STAT', 'NPIX'].map(name => [name, -64, [3]]),
  ]);
  const { header, dataOffset } = file.hdus[1];
  const axis = ['CRPIX1', 'CRVAL1', 'CDELT1'].map(key => header.number(key));
  expect([header.string('CTYPE1'), header.string('CUNIT1'), ...axis]).toEqual(['AWAV', 'Angstrom', 1, 4750, 1.25]);
  expect(file.hdus[2].header.string('BUNIT')).toBe('(erg/s)**2');
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset);
  expect([0, 1, 2].map(i => view.getFloat64(8 * i))).toEqual([...values]);
  const { variance, ...without } = facts;
  const odd = await open(spectrumFits({ ...without, axis: axisFromCentres('energy', 'keV', [1, 2, 4]) }));
  expect(odd.hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'DATA', 'NPIX', 'WAVE']);
  expect(odd.hdus[1].header.get('CRVAL1')).toBeUndefined();
});

test('DATASUM of a file, in one pass of any pieces, is what its headers say', async () => {
  const bytes = spectrumFits({
    ...{ axis: linearAxis('energy', 'keV', 1, 0.5, 1000), unit: '', name: 'x', samples: new Float64Array(1000).fill(2) },
    values: Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i)),
  });
  const { source, hdus } = await open(bytes);
  for (const piece of [4, 2880, 10_000, bytes.length]) {
    const sums = await dataSums(source);
    for (let at = 0; at < bytes.length; at += piece) sums.add(bytes.subarray(at, at + piece));
    expect(sums.finish()).toEqual({
      'HDU 1 (DATA)': hdus[1].header.string('DATASUM'),
      'HDU 2 (NPIX)': hdus[2].header.string('DATASUM'),
    });
  }
});
