import { parseColor } from '../../core/labels/color.js';
import { majorityLevel } from '../../core/labels/majority.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import { type ZarrFile, zarrArray, zarrJson } from './array.js';

const VERSION = '0.4';
const space = ['y', 'x'].map(name => ({ name, type: 'space' }));

/** What stands beside a label map in an image: planes [height * width] each, NaN where there is no data, and their names. */
export interface NgffImage {
  readonly name: string;
  readonly planes: readonly Float32Array[];
  readonly names: readonly string[];
}

/** Means of 2 x 2 pixels that are not NaN. */
function halved(plane: Float32Array, width: number, height: number): Float32Array {
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const out = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [sum, count] = [0, 0];
      for (let y = 2 * row; y < Math.min(height, 2 * row + 2); y++) {
        for (let x = 2 * column; x < Math.min(width, 2 * column + 2); x++) {
          const value = plane[y * width + x];
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      out[row * columns + column] = sum / count;
    }
  }
  return out;
}

function stacked(planes: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(planes.reduce((n, plane) => n + plane.length, 0));
  planes.reduce((at, plane) => {
    all.set(plane, at);
    return at + plane.length;
  }, 0);
  return all;
}

const multiscales = (name: string, axes: readonly unknown[], levels: number, lead: readonly number[], type: string) => [
  {
    version: VERSION,
    name,
    axes,
    datasets: Array.from({ length: levels }, (_, level) => ({
      path: `${level}`,
      coordinateTransformations: [{ type: 'scale', scale: [...lead, 2 ** level, 2 ** level] }],
    })),
    type,
  },
];

/**
 * An image with its label map as the files of an OME-NGFF 0.4 hierarchy (Zarr version 2): the planes as channels, halved by mean; `labels/clusters`,
 * halved by majority, with the colour and the name of every cluster in `image-label`. Levels go down until a side is at most `side`.
 */
export function* labelNgff(
  map: LabelMap,
  styles: readonly (ClusterStyle & { readonly count?: number })[],
  image: NgffImage,
  side = 256,
): Generator<ZarrFile> {
  const { width, height } = map;
  const levels = 1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / side)));
  const group = (path: string, attributes: unknown): ZarrFile[] => [
    { path: `${path}.zgroup`, contents: zarrJson({ zarr_format: 2 }) },
    { path: `${path}.zattrs`, contents: zarrJson(attributes) },
  ];
  const axes = [{ name: 'c', type: 'channel' }, ...space];
  const channels = image.names.map(label => ({ label, active: true }));
  yield* group('', { multiscales: multiscales(image.name, axes, levels, [1], 'mean'), omero: { version: VERSION, channels } });
  let planes = image.planes;
  for (let level = 0, [w, h] = [width, height]; level < levels; level++) {
    yield* zarrArray(`${level}`, { planes: planes.length, width: w, height: h }, stacked(planes), side);
    planes = planes.map(plane => halved(plane, w, h));
    [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
  }
  yield* group('labels/', { labels: ['clusters'] });
  yield* group('labels/clusters/', {
    multiscales: multiscales('clusters', space, levels, [], 'majority'),
    'image-label': {
      version: VERSION,
      colors: styles.map(({ id, color }) => {
        const rgb = parseColor(color);
        return { 'label-value': id, rgba: [rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255] };
      }),
      properties: styles.map(({ id, name, count }) => ({
        'label-value': id,
        name,
        ...(count !== undefined && { spaxels: count }),
      })),
      source: { image: '../../' },
    },
  });
  for (let level = 0; level < levels; level++) {
    const part = majorityLevel(map, level);
    yield* zarrArray(`labels/clusters/${level}`, part, part.data, side);
  }
}
