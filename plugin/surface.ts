import type OpenSeadragon from 'openseadragon';
import { compose } from '../core/labels/index.js';
import type { Affine } from '../core/labels/types.js';
import { createCanvasRenderer } from './canvas-renderer.js';
import type { OverlayLayer } from './layer.js';
import { createRenderer, type Renderer } from './renderer.js';
import { drawnLayer, runsOf } from './scene.js';
import type { SegmentationOverlayOptions } from './types.js';
import { type Clip, clipCanvas } from './view.js';

/** What a person reads where there is no WebGL2. */
export const withoutWebgl = 'This browser offers no WebGL2: the masks are painted without the graphics card.';

/** A lost context that is not back after this many milliseconds is given up. */
const patience = 2000;

/** What a surface shows: layers in order, each with its map from CSS pixels of the viewer to base-image pixels, and what is seen of that image. */
export interface SurfaceContent {
  layers(): readonly { readonly layer: OverlayLayer; readonly toBase: Affine; readonly clip?: Clip }[];
  /** Changes with everything but the view. */
  version(): number;
  message(text: string): void;
}

/** The canvas of an overlay in a viewer or navigator. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  /** All canvases: this one, and those of layers that are mixed or clipped by themselves. */
  readonly canvases: readonly HTMLCanvasElement[];
  readonly kind: Renderer['kind'];
  /** Draws now, where something has changed. */
  draw(): void;
  /** Draws on another canvas, scaled to its size. */
  paintOn(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D): void;
  forget(layer: OverlayLayer): void;
  destroy(): void;
}

/**
 * Puts a canvas over a viewer and draws content on it. Layers that are blended (multiply, screen) or clipped lie on canvases of their own, which the
 * browser blends with the image below, while there is one WebGL2 context. When that is lost, it is taken up again, or the CPU paints. Without `lines`,
 * outlines are left out.
 */
export function createSurface(
  viewer: OpenSeadragon.Viewer,
  content: SurfaceContent,
  options: Pick<SegmentationOverlayOptions, 'renderer' | 'maxTextureSize'> & { readonly lines?: boolean },
): Surface {
  const { renderer: wanted = 'auto', maxTextureSize, lines = true } = options;
  let canvas = newCanvas();
  let renderer: Renderer;
  let sheets: HTMLCanvasElement[] = [];
  let drawn = '';
  let lost = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (kind: typeof wanted): Renderer => {
    if (kind === 'canvas2d') return createCanvasRenderer(canvas);
    try {
      return createRenderer(canvas, maxTextureSize);
    } catch (err) {
      if (kind === 'webgl') throw err;
      content.message(withoutWebgl);
      return createCanvasRenderer(canvas);
    }
  };

  /** The runs of layers that lie on canvases of their own, drawn one after the other; `done` may copy each from the canvas. */
  const drawRuns = (done: (canvas: HTMLCanvasElement, run: Run, index: number, alone: boolean) => void) => {
    const size = viewer.viewport.getContainerSize();
    const [width, height] = [Math.round(size.x * devicePixelRatio), Math.round(size.y * devicePixelRatio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const toCss: Affine = [size.x / width, 0, 0, size.y / height, 0, 0];
    const layers = content
      .layers()
      .filter(({ layer }) => layer.visible && (layer.opacity > 0 || layer.highlighted !== null))
      .map(({ layer, toBase, clip }) => ({ ...drawnLayer(layer, compose(toBase, toCss), lines ? width / size.x : 0), clip }));
    const runs = runsOf(layers);
    const alone = runs.length === 0 || (runs.length === 1 && !runs[0][0].clip);
    if (runs.length === 0) renderer.draw([]);
    runs.forEach((run, i) => {
      renderer.draw(run);
      done(canvas, { blend: run[0].layer.blend, clip: run[0].clip, size }, i, alone);
    });
    return alone ? 0 : runs.length;
  };

  const draw = () => {
    if (lost) return;
    const size = viewer.viewport.getContainerSize();
    const now = JSON.stringify([
      content.version(),
      size.x,
      size.y,
      devicePixelRatio,
      content.layers().map(one => [one.toBase, one.clip]),
    ]);
    if (now === drawn || !(size.x > 0 && size.y > 0)) return;
    const kept = drawRuns((from, { blend, clip, size }, index, alone) => {
      if (alone) {
        from.style.mixBlendMode = css(blend);
        return;
      }
      const sheet = (sheets[index] ??= newCanvas());
      const { width, height } = from;
      Object.assign(sheet, { width, height });
      sheet.style.mixBlendMode = css(blend);
      const context = sheet.getContext('2d');
      if (context && clip) clipCanvas(context, clip, [width / size.x, height / size.y]);
      context?.drawImage(from, 0, 0);
      if (!sheet.isConnected) (sheets[index - 1] ?? from).after(sheet);
    });
    // Not `visibility`, which a comparison uses.
    canvas.style.opacity = kept > 0 ? '0' : '';
    for (const sheet of sheets.slice(kept)) sheet.remove();
    sheets = sheets.slice(0, kept);
    drawn = now;
  };

  const onLost = (event: Event) => {
    event.preventDefault();
    lost = true;
    if (wanted === 'webgl') return;
    timer = setTimeout(() => {
      content.message('The graphics card was lost: the masks are painted without it.');
      detach();
      const old = canvas;
      canvas = newCanvas();
      old.replaceWith(canvas);
      renderer = createCanvasRenderer(canvas);
      redraw();
    }, patience);
  };
  const onRestored = () => {
    clearTimeout(timer);
    renderer = start('webgl');
    redraw();
  };
  const redraw = () => {
    lost = false;
    drawn = '';
    draw();
  };
  const detach = () => {
    clearTimeout(timer);
    canvas.removeEventListener('webglcontextlost', onLost);
    canvas.removeEventListener('webglcontextrestored', onRestored);
  };

  renderer = start(wanted);
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);
  // OpenSeadragon raises update-viewport whenever it has drawn a frame.
  viewer.addHandler('update-viewport', draw);
  viewer.canvas.append(canvas);

  return {
    get canvas() {
      return canvas;
    },
    get canvases() {
      return [canvas, ...sheets];
    },
    get kind() {
      return renderer.kind;
    },
    draw,
    paintOn(context) {
      if (lost) return;
      context.save();
      context.imageSmoothingEnabled = false;
      const { width, height } = context.canvas;
      drawRuns((from, { blend, clip, size }) => {
        context.save();
        if (clip) clipCanvas(context, clip, [width / size.x, height / size.y]);
        context.globalCompositeOperation = blend as GlobalCompositeOperation;
        context.drawImage(from, 0, 0, width, height);
        context.restore();
      });
      context.restore();
      drawn = '';
      draw();
    },
    forget: layer => renderer.forget(layer),
    destroy() {
      detach();
      viewer.removeHandler('update-viewport', draw);
      for (const sheet of sheets.splice(0)) sheet.remove();
      canvas.remove();
      if (!lost) renderer.release();
      lost = true;
    },
  };
}

/** Layers that are drawn together, as they lie on the page. */
interface Run {
  readonly blend: string;
  readonly clip: Clip | undefined;
  /** Of the viewer, in CSS pixels. */
  readonly size: { readonly x: number; readonly y: number };
}

const css = (blend: string) => (blend === 'source-over' ? 'normal' : blend);

function newCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
  return canvas;
}
