import { EngineError } from '../core/cube/errors.js';
import { paintLayer } from './paint.js';
import type { Renderer } from './renderer.js';

/** Paints on a 2-D canvas, every pixel on the CPU: for browsers without WebGL2, and for small canvases. Throws EngineError. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): Renderer {
  const context = canvas.getContext('2d');
  if (!context) throw new EngineError('cannot draw the overlay', { why: 'this browser offers neither WebGL2 nor a 2-D canvas' });
  return {
    kind: 'canvas2d',
    draw(layers) {
      const { width, height } = canvas;
      const picture = context.createImageData(width, height);
      for (const drawn of layers) paintLayer(picture.data, { left: 0, top: 0, width, height }, drawn);
      context.putImageData(picture, 0, 0);
    },
    forget() {},
    release() {},
  };
}
