import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import {
  buildPyramid,
  dziLayout,
  encodePngTile,
  iiifLayout,
  labelTileEncoder,
  levelSizes,
  type RasterSource,
  type Tile,
} from '../../../formats/index.js';

/** A fixed linear congruence, so that every run sees the same numbers. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Random samples; strips of uneven heights. */
function raster(kind: RasterSource['kind'], width: number, height: number, channels: 1 | 3, bits: 8 | 16, most: number) {
  const next = random(width);
  const length = width * height * channels;
  const data = bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = Math.floor(next() * (most + 1));
  const source: RasterSource = {
    ...{ name: 'random', kind, width, height, channels, bits },
    *strips() {
      const heights = [1, 7, 64, 3, 130];
      for (let y = 0, i = 0; y < height; i++) {
        const rows = Math.min(heights[i % heights.length], height - y);
        yield { rows, data: data.subarray(y * width * channels, (y + rows) * width * channels) };
        y += rows;
      }
    },
  };
  return { source, data };
}

/** Every level put together again from its tiles, [height * width * channels]. */
async function levelsOf(source: RasterSource, tileSize: number): Promise<Float64Array[]> {
  const sizes = levelSizes(source.width, source.height);
  const levels = sizes.map(({ width, height }) => new Float64Array(width * height * source.channels).fill(-1));
  const put = async ({ level, column, row, width, height, channels, data }: Tile) => {
    expect(data).toHaveLength(width * height * channels);
    for (let y = 0; y < height; y++) {
      const at = ((row * tileSize + y) * sizes[level].width + column * tileSize) * channels;
      levels[level].set(data.subarray(y * width * channels, (y + 1) * width * channels), at);
    }
  };
  await buildPyramid(source, { tileSize, put });
  return levels;
}

/** The samples under each pixel of the next level, in reading order. */
function blocks(values: ArrayLike<number>, width: number, height: number, channels: number): number[][] {
  const out: number[][] = [];
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2)
      for (let c = 0; c < channels; c++) {
        const block: number[] = [];
        for (const [v, u] of [
          [y, x],
          [y, x + 1],
          [y + 1, x],
          [y + 1, x + 1],
        ])
          if (v < height && u < width) block.push(values[(v * width + u) * channels + c]);
        out.push(block);
      }
  return out;
}

function mode(block: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const v of block) counts.set(v, (counts.get(v) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return block.find(v => counts.get(v) === most) ?? -1;
}

describe('a pyramid of labels', () => {
  it.each([
    { width: 301, height: 203, bits: 8, most: 3 },
    { width: 130, height: 259, bits: 16, most: 700 },
    { width: 64, height: 64, bits: 8, most: 200 },
    { width: 1, height: 70, bits: 8, most: 2 },
  ] as const)('of $width x $height has the most frequent id of each four, $bits bits', async ({ width, height, bits, most }) => {
    const { source, data } = raster('labels', width, height, 1, bits, most);
    const levels = await levelsOf(source, 32);
    let expected: ArrayLike<number> = data;
    for (const [level, size] of levelSizes(width, height).entries()) {
      expect([...levels[level]]).toEqual(Array.from(expected));
      expected = blocks(expected, size.width, size.height, 1).map(mode);
    }
  });
});

describe('a pyramid of a photo', () => {
  it.each([1, 3] as const)('has the mean of what is below, rounded once: %i channels', async channels => {
    const { source, data } = raster('photo', 301, 203, channels, 8, 255);
    const levels = await levelsOf(source, 32);
    let expected: ArrayLike<number> = data;
    for (const [level, size] of levelSizes(301, 203).entries()) {
      const worst = levels[level].reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0);
      expect(worst).toBeLessThan(0.53);
      expected = blocks(expected, size.width, size.height, channels).map(b => b.reduce((sum, v) => sum + v, 0) / b.length);
    }
  });

  it('keeps white white and black black on every level', async () => {
    for (const value of [0, 255]) {
      const source: RasterSource = {
        ...{ name: 'flat', kind: 'photo', width: 333, height: 97, channels: 3, bits: 8 },
        strips: () => [{ rows: 97, data: new Uint8Array(333 * 97 * 3).fill(value) }],
      };
      for (const level of await levelsOf(source, 32)) expect(new Set(level)).toEqual(new Set([value]));
    }
  });
});

describe('buildPyramid', () => {
  const { source } = raster('labels', 200, 150, 1, 8, 5);
  const put = async () => {};

  it('refuses odd tiles and sources of another height than they say', async () => {
    await expect(buildPyramid(source, { tileSize: 33, put })).rejects.toSatisfy(err => isCloisonneError(err, 'UsageError'));
    for (const height of [149, 151])
      await expect(buildPyramid({ ...source, height }, { tileSize: 32, put })).rejects.toSatisfy(err =>
        isCloisonneError(err, 'InputError'),
      );
  });

  it('hands on what put throws, after the tiles under way', async () => {
    let underWay = 0;
    const failing = async ({ column }: Tile) => {
      underWay++;
      await new Promise(resolve => setTimeout(resolve, 1));
      underWay--;
      if (column === 3) throw new Error('full');
    };
    await expect(buildPyramid(source, { tileSize: 32, put: failing })).rejects.toThrow('full');
    expect(underWay).toBe(0);
  });

  it('has no more tiles under way than it may', async () => {
    let [underWay, most] = [0, 0];
    const slow = async () => {
      most = Math.max(most, ++underWay);
      await new Promise(resolve => setTimeout(resolve, 1));
      underWay--;
    };
    await buildPyramid(source, { tileSize: 32, put: slow, ahead: 3 });
    expect(most).toBe(3);
  });

  it('stops at a signal', async () => {
    const controller = new AbortController();
    const stopping = async () => controller.abort();
    await expect(buildPyramid(source, { tileSize: 32, put: stopping, signal: controller.signal })).rejects.toSatisfy(err =>
      isCloisonneError(err, 'InterruptedError'),
    );
  });
});

describe('tiles as PNG', () => {
  it.each([
    { channels: 1, data: Uint8Array.of(0, 1, 2, 255, 4, 5) },
    { channels: 1, data: Uint16Array.of(0, 1, 258, 65535, 4, 5) },
    { channels: 3, data: Uint8Array.from({ length: 18 }, (_, i) => (i * 97) % 256) },
  ] as const)('hold every sample: $channels channels of $data.BYTES_PER_ELEMENT bytes', async ({ channels, data }) => {
    const png = await encodePngTile({ level: 0, column: 0, row: 0, width: 3, height: 2, channels, data });
    const image = decode(png, { checkCrc: true });
    expect([image.width, image.height, image.channels, image.depth]).toEqual([3, 2, channels, 8 * data.BYTES_PER_ELEMENT]);
    expect([...image.data]).toEqual([...data]);
  });

  it('of one id are compressed once', async () => {
    let calls = 0;
    const encode = labelTileEncoder(bytes => {
      calls++;
      return bytes;
    });
    const tile = (first: number): Tile => ({
      ...{ level: 0, column: 0, row: 0, width: 2, height: 2, channels: 1 },
      data: Uint8Array.of(first, 7, 7, 7),
    });
    expect(await encode(tile(7))).toBe(await encode(tile(7)));
    await encode(tile(1));
    expect(calls).toBe(2);
  });
});

describe('layouts', () => {
  const facts = { width: 1000, height: 700, tileSize: 256, format: 'png' } as const;

  it('number Deep Zoom levels from one pixel up', () => {
    const layout = dziLayout(facts, 'labels');
    expect(layout.manifest).toMatchObject({ path: 'labels.dzi', text: expect.stringContaining('TileSize="256"') });
    expect(layout.path({ level: 0, column: 3, row: 2, width: 232, height: 188 })).toBe('labels_files/10/3_2.png');
    expect(layout.path({ level: 10, column: 0, row: 0, width: 1, height: 1 })).toBe('labels_files/0/0_0.png');
  });

  it('name IIIF tiles by canonical request, and leave out levels smaller than a tile', () => {
    const layout = iiifLayout(facts, 'https://example.org/scan');
    expect(layout.path({ level: 0, column: 3, row: 2, width: 232, height: 188 })).toBe('768,512,232,188/232,188/0/default.png');
    expect(layout.path({ level: 1, column: 1, row: 0, width: 244, height: 256 })).toBe('512,0,488,512/244,256/0/default.png');
    expect(layout.path({ level: 2, column: 0, row: 0, width: 250, height: 175 })).toBe('full/250,175/0/default.png');
    expect([0, 1, 2, 3].map(layout.wants)).toEqual([true, true, true, false]);
    expect(JSON.parse(layout.manifest.text)).toMatchObject({
      ...{ id: 'https://example.org/scan', profile: 'level0', width: 1000, height: 700, preferredFormats: ['png'] },
      ...{ tiles: [{ width: 256, height: 256, scaleFactors: [1, 2, 4] }], sizes: [{ width: 250, height: 175 }] },
    });
  });
});
