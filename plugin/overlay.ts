import type OpenSeadragon from 'openseadragon';
import { UsageError } from '../core/cube/errors.js';
import { apply, compose, hitTest } from '../core/labels/index.js';
import type { Affine } from '../core/labels/types.js';
import { OverlayLayer } from './layer.js';
import { createRenderer } from './renderer.js';
import type { SegmentationOverlay, SegmentationOverlayOptions } from './types.js';
import { screenToBase } from './view.js';

/**
 * Puts label maps over an OpenSeadragon viewer, on one WebGL2 canvas of its own: labels stay crisp while the base image is smoothed.
 * Each screen pixel shows the label of the cube pixel under its centre, as `hitTest` finds it, at any zoom, rotation and flip.
 * A viewer may have several overlays. Throws EngineError in a browser without WebGL2.
 */
export function createSegmentationOverlay(
  viewer: OpenSeadragon.Viewer,
  options: SegmentationOverlayOptions = {},
): SegmentationOverlay {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
  let renderer = createRenderer(canvas);
  const layers: OverlayLayer[] = [];
  let frame = 0;
  let lost = false;

  const base = (): OpenSeadragon.TiledImage | undefined => {
    const { base: wanted = 0 } = options;
    if (typeof wanted === 'number') return viewer.world.getItemAt(wanted);
    return viewer.world.getIndexOfItem(wanted) < 0 ? undefined : wanted;
  };
  const toBase = (): Affine | undefined => {
    const item = base();
    return item && screenToBase(viewer.viewport, item);
  };

  const draw = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (lost) return;
    const size = viewer.viewport.getContainerSize();
    const [width, height] = [Math.round(size.x * devicePixelRatio), Math.round(size.y * devicePixelRatio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const screen = toBase();
    const toCss: Affine = [size.x / width, 0, 0, size.y / height, 0, 0];
    const shown = layers.filter(layer => screen && layer.visible && layer.opacity > 0);
    renderer.draw(
      shown.map(layer => ({
        layer,
        toCube: compose(layer.inverse, compose(screen as Affine, toCss)),
      })),
    );
  };
  const schedule = () => {
    frame ||= requestAnimationFrame(draw);
  };

  const onLost = (event: Event) => {
    event.preventDefault();
    lost = true;
  };
  const onRestored = () => {
    renderer = createRenderer(canvas);
    lost = false;
    draw();
  };
  const remove = (layer: OverlayLayer) => {
    layers.splice(layers.indexOf(layer), 1);
    renderer.forget(layer);
    schedule();
  };
  const destroy = () => {
    cancelAnimationFrame(frame);
    for (const layer of layers.splice(0)) renderer.forget(layer);
    viewer.removeHandler('update-viewport', draw);
    viewer.removeHandler('destroy', destroy);
    for (const name of worldEvents) viewer.world?.removeHandler(name, schedule);
    canvas.removeEventListener('webglcontextlost', onLost);
    canvas.removeEventListener('webglcontextrestored', onRestored);
    canvas.remove();
    // Browsers keep few contexts; this one goes now, not when it is collected.
    if (!lost) canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    lost = true;
  };

  // OpenSeadragon raises update-viewport whenever it has drawn a frame; world events cover a base that goes without one.
  viewer.addHandler('update-viewport', draw);
  viewer.addHandler('destroy', destroy);
  for (const name of worldEvents) viewer.world.addHandler(name, schedule);
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);
  viewer.canvas.append(canvas);

  return {
    layers,
    canvas,
    addLayer(init) {
      if (layers.some(layer => layer.id === init.id)) throw new UsageError('a layer of this id exists', { where: init.id });
      const layer = new OverlayLayer(init, renderer.limit, schedule);
      layers.push(layer);
      schedule();
      return layer;
    },
    removeLayer(id) {
      const layer = layers.find(one => one.id === id);
      if (layer) remove(layer);
    },
    hitTest({ x, y }) {
      const screen = toBase();
      if (!screen) return undefined;
      const [baseX, baseY] = apply(screen, x, y);
      for (const layer of layers.toReversed()) {
        const hit = layer.visible ? hitTest(layer.labels, layer.registration, baseX, baseY) : null;
        const cluster = layer.shown(hit?.id ?? 0);
        const [cubeX, cubeY] = apply(layer.inverse, baseX, baseY);
        if (cluster) return { layer, cluster, cubeX, cubeY };
      }
      return undefined;
    },
    renderTo(target) {
      draw();
      const context = target.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
      if (!context) throw new UsageError('cannot paint the overlay', { why: 'the target is not a 2-D canvas' });
      context.imageSmoothingEnabled = false;
      context.drawImage(canvas, 0, 0, target.width, target.height);
    },
    destroy,
  };
}

const worldEvents = ['add-item', 'remove-item', 'item-index-change', 'metrics-change'] as const;
