import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { SampleSource } from '../../../core/cube/types.js';
import { platform } from '../../../core/platform/node.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { isSoundHeap, withHeapLimit } from '../../../formats/hdf5/guard.js';
import { Instance } from '../../../formats/hdf5/instance.js';
import { memorySource, openHdf5, openSampleSource } from '../../../formats/index.js';
import { counted, fixture, open, PATIENCE, random, readAll, SIZE } from '../helpers.js';
import { readCube } from '../tiff/helpers.js';

const real = (n: number): number => n / 4 - 7.5;
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(fixture(`hdf5/${name}`)));

describe('HDF5 files of h5py', () => {
  it('img, in chunks across rows, columns and bands, gzipped, with its energies', async () => {
    const cube = await open('hdf5/img.h5');
    expect(cube).toMatchObject({ format: 'HDF5', dtype: 'u16', shape: SIZE, rowAlign: 2, warnings: [] });
    expect(cube.spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
    expect([...cube.spectralAxis.values]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect(await readAll(cube)).toEqual(counted());
    expect([...(await cube.liveTime!())]).toEqual(Array(20).fill(0.5));
    await cube.close();
  });

  it('the only dataset of three axes, without chunks', async () => {
    const cube = await open('hdf5/contiguous.h5');
    expect(cube).toMatchObject({ dtype: 'f32', shape: SIZE, spectralAxis: { kind: 'channel' } });
    expect(await readAll(cube)).toEqual(counted(real));
    await cube.close();
  });

  it('a chunk a spectrum, shuffled and checksummed, high byte first, with a fill value', async () => {
    const cube = await open('hdf5/spectra.h5');
    expect(cube.dtype).toBe('i32');
    expect(await readAll(cube)).toEqual(counted(n => (n === 7 ? Number.NaN : n)));
    await cube.close();
  });

  it('bands first, where the wavelengths say so', async () => {
    const cube = await open('hdf5/bands_first.h5');
    expect(cube).toMatchObject({ dtype: 'f64', shape: SIZE, spectralAxis: { kind: 'wavelength', unit: 'nm' } });
    expect([...cube.spectralAxis.values]).toEqual([400, 500, 600, 700, 800, 900]);
    expect(await readAll(cube)).toEqual(counted(real));
    await cube.close();
  });

  it('four axes of which one is 1 long', async () => {
    const cube = await open('hdf5/four.h5');
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it("HyperSpy's axes", async () => {
    const cube = await open('hdf5/map.hspy');
    expect(cube.spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
    expect(cube.spectralAxis.values[1]).toBeCloseTo(0.15, 12);
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it.each(['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f4', 'f8', '>u2', '>f4'])('samples of %s', async dataset => {
    const cube = await open('hdf5/types.h5', { dataset });
    expect(await readCube(cube, 4)).toEqual(counted(n => (dataset.includes('u') ? n : n - 60)));
    await cube.close();
  });
});

describe('what is refused', () => {
  it.each([
    ['half', /floats of 2 bytes.*Write it as numbers/],
    ['flags', /its samples are an enumeration/],
    ['complex', /its samples are compounds/],
    ['image', /the dataset is no cube.*its shape is 4 x 5/],
    ['lzf', /filter 32000 'lzf'. Write it with gzip: with h5py/],
    ['nothing', /the dataset is empty.*0 x 4 x 5/],
    ['bomb', /claims more data than the file can hold.*1048576 x 1048576 x 1024 samples of 8 bytes/],
    ['block', /chunks of the dataset are too large.*536870912 bytes/],
    ['none/such', /there is no such dataset.*datasets of three axes are \/>f4 \(4 x 5 x 6\)/],
  ])('--dataset %s', (dataset, says) => expect(open('hdf5/types.h5', { dataset })).rejects.toThrow(says));

  it('several cubes, named once, rings and links to other files left out', async () => {
    await expect(open('hdf5/several.h5')).rejects.toThrow('the HDF5 file has several cubes');
    await expect(open('hdf5/several.h5')).rejects.toThrow(
      /\/a\/cube \(4 x 5 x 6\), \/b\/cube \(4 x 5 x 6\)\. Choose one with --dataset \/a\/cube\./,
    );
    const cube = await open('hdf5/several.h5', { dataset: '/b/loop/a/cube' });
    expect(cube.shape).toEqual(SIZE);
    await cube.close();
  });

  it('a truncated file, with the bytes expected and found', async () => {
    const bytes = bytesOf('img.h5');
    await expect(openHdf5(memorySource(bytes.slice(0, 4000), 'short.h5'))).rejects.toThrow(
      new RegExp(`short\\.h5\\]: it is truncated: ${bytes.length} bytes expected, 4000 found`),
    );
  });
});

describe('guards of the library', () => {
  const heap = (...sizes: readonly number[]): Uint8Array => {
    const bytes = new Uint8Array(128);
    const view = new DataView(bytes.buffer);
    bytes.set([0x47, 0x43, 0x4f, 0x4c, 1]);
    view.setBigUint64(8, 128n, true);
    for (let i = 0, at = 16; i < sizes.length; i++) {
      const last = i === sizes.length - 1;
      view.setUint16(at, last ? 0 : i + 1, true);
      view.setBigUint64(at + 8, BigInt(sizes[i]), true);
      at += last ? sizes[i] : 16 + Math.ceil(sizes[i] / 8) * 8;
    }
    return bytes;
  };

  it('a global heap whose objects stand still or leave it is not given to the library', () => {
    expect(isSoundHeap(heap(3, 20, 48))).toBe(true);
    expect(isSoundHeap(heap(3, 20, 0))).toBe(false);
    expect(isSoundHeap(heap(3, 2 ** 40))).toBe(false);
    expect(isSoundHeap(new Uint8Array(128))).toBe(true);
  });

  it('memory does not grow over the limit, and does again afterwards', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(() => withHeapLimit(1 << 20, () => memory.grow(20_000))).toThrow(/over the limit/);
    expect(() => withHeapLimit(1000, () => memory.grow(1100))).toThrow(/over the limit/);
    expect(withHeapLimit(1000, () => memory.grow(1))).toBe(1);
    expect(memory.grow(1)).toBe(2);
  });
});

describe('a damaged file that brings the library down', () => {
  // A size in the heap of names: the library reads far outside its memory.
  const fatal = bytesOf('spectra.h5');
  fatal[1664] = 0;

  it('is refused, and files that are opened later are read as ever', async () => {
    const before = await open('hdf5/img.h5');
    await expect(openHdf5(memorySource(fatal, 'fatal.h5')).then(cube => cube.plane(0))).rejects.toThrow(
      /cannot read.*fatal\.h5\]/,
    );
    await expect(before.plane(0)).rejects.toThrow(/has to be opened again \[.*img\.h5\]: another, damaged file/);
    await before.close();
    const after = await open('hdf5/img.h5');
    expect(await readAll(after)).toEqual(counted());
    await after.close();
  });
});

describe('an instance of a library', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const stack = new WebAssembly.Global({ value: 'i32', mutable: true }, 1000);
  const bytes = new Uint8Array(memory.buffer);
  bytes[5] = 7;
  const instance = new Instance(memory, stack);
  const broken = (err: Error) => () =>
    instance.run(() => {
      stack.value = 900;
      bytes.set([1, 2, 3], 4);
      throw err;
    });

  it('has its stack unwound after an exception, and its memory put back after a trap', () => {
    expect(broken(new Error('no such file'))).toThrow('no such file');
    expect([stack.value, ...bytes.subarray(4, 7), instance.generation]).toEqual([1000, 1, 2, 3, 0]);
    expect(broken(new WebAssembly.RuntimeError('unreachable'))).toThrow('unreachable');
    expect([stack.value, ...bytes.subarray(4, 7), instance.generation]).toEqual([1000, 0, 7, 0, 1]);
  });
});

/** Counts what is read of a source. */
function counting(source: ByteSource): ByteSource & { bytes: number } {
  const counted = {
    ...{ name: source.name, size: source.size, bytes: 0, close: () => source.close() },
    read: (offset: number, length: number, signal?: AbortSignal) => {
      counted.bytes += length;
      return source.read(offset, length, signal);
    },
    readInto: (offset: number, target: Uint8Array, signal?: AbortSignal) => {
      counted.bytes += target.length;
      return source.readInto(offset, target, signal);
    },
  };
  return counted;
}

describe('reading by ranges', () => {
  it('two cubes at once, each asked for several things at once', async () => {
    const cubes = await Promise.all([open('hdf5/img.h5'), open('hdf5/bands_first.h5')]);
    const asked = cubes.flatMap(cube => [cube.plane(3), cube.spectrum(4, 3), cube.plane(0)]);
    const got = await Promise.all(asked);
    for (const [i, cube] of cubes.entries())
      expect(got.slice(3 * i, 3 * i + 3)).toEqual([await cube.plane(3), await cube.spectrum(4, 3), await cube.plane(0)]);
    await Promise.all(cubes.map(cube => cube.close()));
  });

  it('a spectrum needs a part of the file only, and an aborted walk ends', async () => {
    const file = counting(await platform.openFile(fixture('hdf5/img.h5')));
    const cube = await openHdf5(file);
    expect(file.bytes).toBeLessThanOrEqual(file.size);
    await cube.spectrum(0, 0);
    const stop = new AbortController();
    stop.abort();
    await expect(cube.plane(0, stop.signal)).rejects.toMatchObject({ tag: 'InterruptedError' });
    await cube.close();
  });
});

it('damaged files are read or refused with a tag, in silence', { timeout: 60_000 * PATIENCE }, async () => {
  const printed = [vi.spyOn(process.stderr, 'write'), vi.spyOn(console, 'error'), vi.spyOn(console, 'log')];
  const next = random(14);
  const names = ['img.h5', 'spectra.h5', 'bands_first.h5', 'four.h5'];
  let refused = 0;
  for (let round = 0; round < 300 * PATIENCE; round++) {
    const bytes = bytesOf(names[round % names.length]);
    for (let i = 0; i < 1 + 6 * next(); i++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    const source = memorySource(next() < 0.1 ? bytes.slice(0, Math.floor(next() * bytes.length)) : bytes, 'damaged.h5');
    let cube: SampleSource | undefined;
    try {
      cube = await openSampleSource(source);
      const { width, height, bands } = cube.shape;
      if (width * height * bands < 1e6)
        for await (const piece of cube.samples(0, height)) expect(piece.data.length).toBeGreaterThan(0);
    } catch (err) {
      if (!['InputError', 'UsageError'].includes((err as { tag: string }).tag)) throw new Error(`round ${round}`, { cause: err });
      expect((err as Error).message).not.toContain('\n');
      refused++;
    } finally {
      await cube?.close();
    }
  }
  expect(refused).toBeGreaterThan(30);
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});
