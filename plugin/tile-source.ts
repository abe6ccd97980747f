import type OpenSeadragon from 'openseadragon';
import { EngineError, InputError, UsageError } from '../core/cube/errors.js';
import type { Affine, ClusterStyle, LabelMap, Registration } from '../core/labels/index.js';
import { cellMap, clusterStyles, IDENTITY, levelFor, majorityLevel, sampleLabels } from '../core/labels/index.js';
import { paletteBytes, paletteWidth } from './palette.js';
import { placement } from './placement.js';

/** What `createLabelTileSource` makes tiles of. */
export interface LabelTileSourceInit {
  /** Tiles of sources with the same id are taken for the same by OpenSeadragon's cache. */
  readonly id: string;
  /** Size of the base image, in its pixels. */
  readonly width: number;
  readonly height: number;
  /** The map in memory, and where it lies on the base image; tiles are computed from it. */
  readonly labels?: LabelMap;
  readonly registration?: Affine | Registration;
  /** Or tiles from elsewhere, in the grid of the base image: level `maxLevel` has its own pixels, each lower one half of them. */
  readonly tile?: (level: number, x: number, y: number, signal: AbortSignal) => Promise<LabelMap>;
  readonly clusters?: readonly ClusterStyle[];
  /** Pixels of a tile, default 512; `tileOverlap`, default 1 with `labels`, else 0. */
  readonly tileSize?: number;
  readonly tileOverlap?: number;
}

/** A tile source whose colours can be changed without fetching a tile again. */
export type LabelTileSource = OpenSeadragon.TileSource & {
  /** Adds it to a viewer; use this and not `viewer.addTiledImage`, which cannot recolour. */
  addTo(viewer: OpenSeadragon.Viewer, options?: Partial<OpenSeadragon.TiledImageInitOptions>): Promise<OpenSeadragon.TiledImage>;
  /** Shows the clusters so, in every viewer; `solo` shows one alone. Resolves when the tiles in sight are repainted. */
  setClusters(clusters: readonly ClusterStyle[], solo?: number | null): Promise<void>;
};

interface LabelTile {
  readonly map: LabelMap;
  readonly palette: () => Uint8Array;
}

const type = 'cloisonneLabels';
const taught = new WeakSet<object>();

/** The parts of OpenSeadragon 6 that its 5 has not. */
interface Pipeline {
  readonly converter?: {
    learn(from: string, to: string, convert: (tile: unknown, data: LabelTile) => unknown, power?: number, factor?: number): void;
  };
}
interface Job {
  readonly tile: { readonly level: number; readonly x: number; readonly y: number };
  userData: { abort?: AbortController };
  finish(data: unknown, request: null, type: string): void;
  fail(message: string, request: null): void;
}
interface Invalidated {
  readonly tiledImage: OpenSeadragon.TiledImage;
  getData(type: string): Promise<LabelTile | undefined>;
  setData(data: unknown, type: string): Promise<void>;
  outdated(): boolean | Promise<boolean>;
}
type Repaintable = { requestInvalidate(restore: boolean): Promise<void> };

/**
 * Labels as a tile source of OpenSeadragon, for maps too large for memory, and to take part in the order of images and in the navigator. The
 * viewer smooths its tiles, so the overlay is crisper and quicker. Throws EngineError before OpenSeadragon 6, UsageError when neither or both of
 * `labels` and `tile` are given, for a singular registration or a bad colour.
 */
export function createLabelTileSource(osd: typeof OpenSeadragon, init: LabelTileSourceInit): LabelTileSource {
  const { converter } = osd as unknown as Pipeline;
  if (!converter) {
    throw new EngineError('cannot show labels as tiles', {
      why: `OpenSeadragon ${osd.version?.versionStr ?? ''} has no data pipeline`,
      remedy: 'Use OpenSeadragon 6, or the overlay.',
    });
  }
  const { id, width, height, labels, registration = IDENTITY, tile, tileSize = 512, tileOverlap = labels ? 1 : 0 } = init;
  if (!labels === !tile) throw new UsageError('tiles come from `labels` or from `tile`', { why: 'give one of them' });
  const { inverse } = placement(registration, labels ?? { width: 1, height: 1 });
  const colors = (clusters: readonly ClusterStyle[], solo: number | null) => paletteBytes(clusters, solo, paletteWidth);
  let palette = colors(init.clusters ?? clusterStyles(labels ? [...new Set(labels.data)].filter(label => label > 0) : []), null);
  teach(osd, converter);

  const levels: LabelMap[] = [];
  const compute = (map: LabelMap, level: number, x: number, y: number): LabelMap => {
    const scale = 2 ** (source.maxLevel - level);
    const [left, top] = [x === 0 ? 0 : x * tileSize - tileOverlap, y === 0 ? 0 : y * tileSize - tileOverlap];
    const bounds = source.getTileBounds(level, x, y, true);
    const size = { width: Math.ceil(bounds.width - 1e-9), height: Math.ceil(bounds.height - 1e-9) };
    const blocks = levelFor(map, inverse.scale * scale);
    const share = 1 / 2 ** blocks;
    levels[blocks] ??= majorityLevel(map, blocks);
    const toCell = cellMap(inverse, [scale, 0, 0, scale, 0, 0], share);
    return {
      ...size,
      data: sampleLabels(levels[blocks], toCell, { left, top, ...size }, [map.width * share, map.height * share]),
    };
  };

  const source = new osd.TileSource({ width, height, tileSize, tileOverlap } as never) as LabelTileSource;
  const viewers = new Set<OpenSeadragon.Viewer>();
  const url = (level: number, x: number, y: number) => `cloisonne:${id}/${level}/${x}_${y}`;
  const own = {
    getTileUrl: url,
    // Not the palette: a recoloured tile is the same tile.
    getTileHashKey: url,
    hasTransparency: () => true,
    equals: (other: unknown) => other === source,
    downloadTileStart(job: Job) {
      const abort = new AbortController();
      job.userData.abort = abort;
      const { level, x, y } = job.tile;
      const made = async () => (labels ? compute(labels, level, x, y) : tile!(level, x, y, abort.signal));
      made().then(
        map => {
          if (!abort.signal.aborted) job.finish({ map, palette: () => palette } satisfies LabelTile, null, type);
        },
        (err: Error) => job.fail(err.message, null),
      );
    },
    downloadTileAbort(job: Job) {
      job.userData.abort?.abort();
    },
    addTo(viewer: OpenSeadragon.Viewer, options: Partial<OpenSeadragon.TiledImageInitOptions> = {}) {
      if (!viewers.has(viewer)) {
        viewers.add(viewer);
        // The handler must be there before the first tile. Events of the navigator come here too: its item differs, its source does not.
        viewer.addHandler('tile-invalidated' as never, repaint as never);
        viewer.addOnceHandler('destroy', () => viewers.delete(viewer));
      }
      return new Promise<OpenSeadragon.TiledImage>((resolve, reject) => {
        viewer.addTiledImage({
          ...options,
          tileSource: source,
          success: (event: unknown) => resolve((event as unknown as { item: OpenSeadragon.TiledImage }).item),
          error: (event: unknown) =>
            reject(
              new InputError('cannot show labels as tiles', { where: id, why: String((event as { message?: string }).message) }),
            ),
        } as never);
      });
    },
    async setClusters(clusters: readonly ClusterStyle[], solo: number | null = null) {
      palette = colors(clusters, solo);
      // A navigator keeps items and tiles of its own.
      const worlds = [...viewers].flatMap(({ world, navigator }) => (navigator ? [world, navigator.world] : [world]));
      const items = worlds.flatMap(world => Array.from({ length: world.getItemCount() }, (_, i) => world.getItemAt(i)));
      const mine = items.filter(item => (item.source as unknown) === source);
      await Promise.all(mine.map(item => (item as unknown as Repaintable).requestInvalidate(true)));
    },
  };
  const repaint = async (event: Invalidated) => {
    if ((event.tiledImage.source as unknown) !== source) return;
    const data = await event.getData(type);
    if (!data || (await event.outdated())) return;
    await event.setData(paint(data), 'context2d');
  };
  return Object.assign(source, own as unknown as Pick<LabelTileSource, 'addTo' | 'setClusters'>);
}

/** Without an edge to a type that drawers know, tiles could not be drawn where the handler is not asked. */
function teach(osd: object, converter: NonNullable<Pipeline['converter']>): void {
  if (taught.has(osd)) return;
  taught.add(osd);
  converter.learn(type, 'context2d', (_tile, data) => paint(data), 1, 2);
  converter.learn(type, type, (_tile, data) => data, 0, 1);
}

function paint({ map, palette }: LabelTile): CanvasRenderingContext2D {
  const canvas = Object.assign(document.createElement('canvas'), { width: map.width, height: map.height });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const picture = context.createImageData(map.width, map.height);
  const [colors, pixels] = [new Uint32Array(palette().buffer), new Uint32Array(picture.data.buffer)];
  for (let i = 0; i < pixels.length; i++) pixels[i] = colors[map.data[i]];
  context.putImageData(picture, 0, 0);
  return context;
}
