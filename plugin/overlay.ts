import type OpenSeadragon from 'openseadragon';
import { UsageError } from '../core/cube/errors.js';
import { apply } from '../core/labels/index.js';
import { type BoundImage, bindImage } from './bases.js';
import { createEvents } from './events.js';
import { exportPng } from './export.js';
import { OverlayLayer } from './layer.js';
import { watchPointer } from './pointer.js';
import { createSurface, type Surface, type SurfaceContent } from './surface.js';
import type { BaseImage, Hit, Layer, OverlayEvents, SegmentationOverlay, SegmentationOverlayOptions } from './types.js';
import { type Clip, clipOf, isInClip, screenToBase } from './view.js';

/**
 * Puts label maps over an OpenSeadragon viewer, on a WebGL2 canvas of its own: labels stay crisp while the base image is smoothed.
 * Each screen pixel shows the label of the cube pixel under its centre, as `hitTest` finds it, at any zoom, rotation and flip; where it covers
 * many of them, the label that most have. A viewer may have several overlays. Throws EngineError where nothing can be drawn at all.
 */
export function createSegmentationOverlay(
  viewer: OpenSeadragon.Viewer,
  options: SegmentationOverlayOptions = {},
): SegmentationOverlay {
  const layers: OverlayLayer[] = [];
  const events = createEvents<OverlayEvents>();
  const surfaces: Surface[] = [];
  let version = 0;
  let frame = 0;
  let shown = true;
  let destroyed = false;

  const onPage = () => options.page === undefined || viewer.currentPage() === options.page;
  /** Images of layers that have one of their own. */
  const own = new Map<OverlayLayer, BoundImage>();
  const bound = (layer?: Layer): BoundImage => own.get(layer as OverlayLayer) ?? common;
  const itemOf = (layer?: Layer) => (onPage() ? bound(layer).item : undefined);
  const bind = (wanted: BaseImage, layersOf: () => readonly OverlayLayer[]): BoundImage =>
    bindImage(viewer, wanted, onPage, {
      changed: () => {
        schedule();
        for (const layer of layersOf()) events.emit('change', { layer, what: 'base' });
      },
      message: text => events.emit('message', { text }),
    });
  /** The layers with their place in a viewer; a navigator has items of its own, of the same sources. */
  const contentOf = (host: OpenSeadragon.Viewer): SurfaceContent => ({
    version: () => version,
    message: text => events.emit('message', { text }),
    layers: () => {
      const clips = new Map<object, Clip | undefined>();
      return layers.flatMap(layer => {
        const item = shown ? itemOf(layer) : undefined;
        const here = host === viewer ? item : item && sameIn(host, item);
        if (!here) return [];
        if (!clips.has(here)) clips.set(here, clipOf(host.viewport, here));
        return [{ layer, toBase: screenToBase(host.viewport, here), clip: clips.get(here) }];
      });
    },
  });

  const draw = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    for (const surface of surfaces) surface.draw();
  };
  const schedule = () => {
    version++;
    if (!destroyed) frame ||= requestAnimationFrame(draw);
  };
  const remove = (layer: OverlayLayer) => {
    layers.splice(layers.indexOf(layer), 1);
    for (const surface of surfaces) surface.forget(layer);
    own.get(layer)?.stop();
    own.delete(layer);
    schedule();
    events.emit('change', { layer, what: 'removed' });
  };
  const hitTest = ({ x, y }: { readonly x: number; readonly y: number }): Hit | undefined => {
    for (const layer of layers.toReversed()) {
      const item = layer.visible ? itemOf(layer) : undefined;
      const clip = item && clipOf(viewer.viewport, item);
      if (!item || (clip && !isInClip(clip, x, y))) continue;
      const toBase = screenToBase(viewer.viewport, item);
      const [baseX, baseY] = apply(toBase, x, y);
      const [cubeX, cubeY] = layer.placement.locate(baseX, baseY) ?? outside;
      const { width, height, data } = layer.labels;
      if (!(cubeX >= 0 && cubeX < width && cubeY >= 0 && cubeY < height)) continue;
      const at = Math.floor(cubeY) * width + Math.floor(cubeX);
      const cluster = layer.styles.shown(layer.drawn.data[at]);
      if (!cluster) continue;
      const suggestion = layer.suggestion(cluster.id)?.name;
      const place = { cubeX, cubeY, baseX, baseY };
      return { layer, cluster, ...(suggestion && { suggestion }), label: data[at], ...place, ...known(layer, cubeX, cubeY, at) };
    }
    return undefined;
  };
  const destroy = () => {
    if (destroyed) return;
    destroyed = true;
    cancelAnimationFrame(frame);
    pointer.stop();
    for (const image of [common, ...own.values()]) image.stop();
    viewer.removeHandler('destroy', destroy);
    viewer.removeHandler('update-viewport', pointer.refresh);
    for (const name of worldEvents) viewer.world?.removeHandler(name, schedule);
    for (const layer of layers.splice(0)) for (const surface of surfaces) surface.forget(layer);
    for (const surface of surfaces) surface.destroy();
    events.clear();
  };

  const common = bind(options.base ?? 0, () => layers.filter(layer => !own.has(layer)));
  surfaces.push(createSurface(viewer, contentOf(viewer), options));
  const pointer = watchPointer(viewer, hitTest, events.emit);
  // A second WebGL2 context would be taken from other viewers; a navigator is small and still.
  if (options.navigator !== false && viewer.navigator) {
    surfaces.push(createSurface(viewer.navigator, contentOf(viewer.navigator), { renderer: 'canvas2d', lines: false }));
  }
  viewer.addHandler('destroy', destroy);
  viewer.addHandler('update-viewport', pointer.refresh);
  // These cover a base that goes without a frame of its own.
  for (const name of worldEvents) viewer.world.addHandler(name, schedule);

  return {
    viewer,
    layers,
    get canvas() {
      return surfaces[0].canvas;
    },
    get canvases() {
      return surfaces[0].canvases;
    },
    get renderer() {
      return surfaces[0].kind;
    },
    get shown() {
      return shown;
    },
    on: events.on,
    hitTest,
    baseImage: itemOf,
    setBase: (image, layer) => bound(layer).bind(image),
    destroy,
    addLayer(init) {
      if (layers.some(layer => layer.id === init.id)) throw new UsageError('a layer of this id exists', { where: init.id });
      const layer = new OverlayLayer(init, what => {
        schedule();
        events.emit('change', { layer, what });
      });
      layers.push(layer);
      if (init.base !== undefined)
        own.set(
          layer,
          bind(init.base, () => [layer]),
        );
      schedule();
      events.emit('change', { layer, what: 'added' });
      return layer;
    },
    removeLayer(id) {
      const layer = layers.find(one => one.id === id);
      if (layer) remove(layer);
    },
    show(wanted) {
      shown = wanted;
      schedule();
    },
    renderTo(target) {
      const context = target.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
      if (!context) throw new UsageError('cannot paint the overlay', { why: 'the target is not a 2-D canvas' });
      surfaces[0].paintOn(context);
    },
    async exportPng(wanted) {
      const base = itemOf();
      if (!base) throw new UsageError('cannot export the masks', { why: 'the viewer shows no image' });
      const size = base.getContentSize();
      const all = layers.map(layer => ({ layer, ownBase: itemOf(layer) === base }));
      return exportPng(all, { width: size.x, height: size.y }, wanted);
    },
  };
}

/** What else is known of a cube pixel. */
function known({ sky, confidence }: OverlayLayer, x: number, y: number, at: number): Pick<Hit, 'sky' | 'confidence'> {
  const place = sky?.pixelToSky(x, y);
  const { system = 'equatorial', reference = '' } = sky ?? {};
  return {
    ...(place && { sky: { longitude: place[0], latitude: place[1], system, reference } }),
    ...(confidence && {
      confidence: {
        silhouette: confidence.silhouette[at],
        margin: confidence.margin[at],
        reconstruction: confidence.reconstruction[at],
      },
    }),
  };
}

const outside = [-1, -1] as const;

const worldEvents = ['add-item', 'remove-item', 'item-index-change', 'metrics-change'] as const;

/** The image of a navigator that stands for one of its viewer: made for it, or else of the same source. */
function sameIn({ world }: OpenSeadragon.Viewer, item: OpenSeadragon.TiledImage): OpenSeadragon.TiledImage | undefined {
  const items = Array.from({ length: world.getItemCount() }, (_, i) => world.getItemAt(i));
  const madeFor = (one: object) => (one as { _originalForNavigator?: object })._originalForNavigator;
  return items.find(one => madeFor(one) === item) ?? items.find(({ source }) => source === item.source);
}
