import { unzlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { majorityLevel } from '../../../core/labels/majority.js';
import { labelNgff, type ZarrFile } from '../../../formats/index.js';

const [width, height] = [21, 13];
const labels = { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 5) };
const planes = [0, 1].map(p => Float32Array.from(labels.data, (id, i) => (id === 0 ? Number.NaN : p * 1000 + i)));
const styles = [1, 2, 3, 4].map(id => ({ id, name: `kind ${id}`, color: `#0${id}20ff`, count: 10 * id }));
const files = new Map(
  [...labelNgff(labels, styles, { name: 'cube', planes, names: ['a', 'b'] }, 8)].map(file => [file.path, file.contents]),
);
const json = (path: string) => JSON.parse(files.get(path) as string);

/** An array by what its .zarray says, chunk after chunk. */
function read(path: string): { shape: number[]; data: number[] } {
  const { shape, chunks, dtype, compressor, order, dimension_separator } = json(`${path}/.zarray`);
  expect([compressor.id, order, dimension_separator]).toEqual(['zlib', 'C', '/']);
  const [planeCount, rows, columns] = shape.length === 3 ? shape : [1, ...shape];
  const [high, wide] = chunks.slice(-2);
  const data = new Array<number>(planeCount * rows * columns);
  for (let p = 0; p < planeCount; p++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const place = [...(shape.length === 3 ? [p] : []), Math.floor(y / high), Math.floor(x / wide)];
        const bytes = unzlibSync(files.get(`${path}/${place.join('/')}`) as Uint8Array);
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const at = (y % high) * wide + (x % wide);
        data[(p * rows + y) * columns + x] =
          dtype === '<f4' ? view.getFloat32(4 * at, true) : dtype === '<u2' ? view.getUint16(2 * at, true) : view.getUint8(at);
      }
  return { shape, data };
}

test('labels of every level by majority, the image with as many levels by mean', () => {
  for (const level of [0, 1, 2]) {
    const part = majorityLevel(labels, level);
    expect(read(`labels/clusters/${level}`)).toEqual({ shape: [part.height, part.width], data: [...part.data] });
  }
  expect(read('0').data).toEqual(planes.flatMap(plane => [...plane]));
  const { shape, data } = read('1');
  expect(shape).toEqual([2, 7, 11]);
  const four = [planes[1][0], planes[1][1], planes[1][width], planes[1][width + 1]].filter(v => !Number.isNaN(v));
  expect(data[77]).toBeCloseTo(four.reduce((a, b) => a + b, 0) / four.length, 3);
  expect(files.has('3/.zarray')).toBe(false);
});

test('groups, axes, scales, colours and names as OME-NGFF 0.4 wants them', () => {
  expect(json('.zgroup')).toEqual({ zarr_format: 2 });
  const [image] = json('.zattrs').multiscales;
  const [clusters] = json('labels/clusters/.zattrs').multiscales;
  expect(json('labels/.zattrs')).toEqual({ labels: ['clusters'] });
  expect(image.axes.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`)).toEqual([
    'c channel',
    'y space',
    'x space',
  ]);
  expect(clusters.datasets.map(({ path }: { path: string }) => path)).toEqual(
    image.datasets.map(({ path }: { path: string }) => path),
  );
  expect(clusters.datasets[2].coordinateTransformations).toEqual([{ type: 'scale', scale: [4, 4] }]);
  const told = json('labels/clusters/.zattrs')['image-label'];
  expect(told.colors[2]).toEqual({ 'label-value': 3, rgba: [3, 0x20, 255, 255] });
  expect(told.properties[2]).toEqual({ 'label-value': 3, name: 'kind 3', spaxels: 30 });
});

test('labels of two bytes', () => {
  const wide = { width: 3, height: 2, data: Uint16Array.of(1, 500, 0, 65535, 2, 500) };
  const one = new Map(
    [...labelNgff(wide, [], { name: '', planes: [new Float32Array(6)], names: ['a'] })].map((f: ZarrFile) => [
      f.path,
      f.contents,
    ]),
  );
  expect(JSON.parse(one.get('labels/clusters/0/.zarray') as string).dtype).toBe('<u2');
  const bytes = unzlibSync(one.get('labels/clusters/0/0/0') as Uint8Array);
  expect([...new Uint16Array(bytes.slice().buffer)]).toEqual([...wide.data]);
});
