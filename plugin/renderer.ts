import { EngineError } from '../core/cube/errors.js';
import type { Affine } from '../core/labels/types.js';
import type { OverlayLayer } from './layer.js';
import { paletteWidth } from './palette.js';
import { fragmentShader, vertexShader } from './shader.js';

interface LayerTextures {
  readonly labels: WebGLTexture;
  readonly palette: WebGLTexture;
  revision: number;
  styleRevision: number;
}

/** Draws layers on a WebGL2 canvas: labels and palettes are textures of their own, so that a recolouring uploads the palette alone. */
export interface Renderer {
  /** Layers that have no labels on the graphics card yet are uploaded. `toCube` maps canvas pixels (y down) to cube pixels. */
  draw(layers: Iterable<{ readonly layer: OverlayLayer; readonly toCube: Affine }>): void;
  /** Frees the textures of a layer. */
  forget(layer: OverlayLayer): void;
  /** The widest and highest a label map may be. */
  readonly limit: number;
}

/** A renderer on this canvas; make a new one after the context was lost and restored. Throws EngineError without WebGL2. */
export function createRenderer(canvas: HTMLCanvasElement): Renderer {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
  if (!gl) throw new EngineError('cannot draw the overlay', { why: 'this browser offers no WebGL2 context' });
  const program = link(gl);
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  const at = {
    cellsPerPixel: uniform('cellsPerPixel'),
    middle: uniform('middle'),
    cell: uniform('cell'),
    fraction: uniform('fraction'),
    opacity: uniform('opacity'),
  };
  const textures = new Map<OverlayLayer, LayerTextures>();
  const limit = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  gl.useProgram(program);
  gl.uniform1i(uniform('palette'), 1);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  // Rows of labels are as wide as the cube, not padded to four bytes.
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);

  const newTexture = () => {
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    return texture;
  };

  const bind = (layer: OverlayLayer) => {
    let held = textures.get(layer);
    if (!held) textures.set(layer, (held = { labels: newTexture(), palette: newTexture(), revision: -1, styleRevision: -1 }));
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, held.labels);
    if (held.revision !== layer.revision) {
      const { width, height, data } = layer.labels;
      const [format, type] = data instanceof Uint16Array ? [gl.R16UI, gl.UNSIGNED_SHORT] : [gl.R8UI, gl.UNSIGNED_BYTE];
      gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, gl.RED_INTEGER, type, data);
      held.revision = layer.revision;
    }
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, held.palette);
    if (held.styleRevision !== layer.styleRevision) {
      const bytes = layer.palette();
      const rows = bytes.length / (4 * paletteWidth);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, paletteWidth, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
      held.styleRevision = layer.styleRevision;
    }
  };

  return {
    draw(layers) {
      const { width, height } = canvas;
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      for (const { layer, toCube } of layers) {
        bind(layer);
        const [a, b, c, d, e, f] = toCube;
        const [x, y] = [(a * width + c * height) / 2 + e, (b * width + d * height) / 2 + f];
        // OpenGL counts rows upwards.
        gl.uniformMatrix2fv(at.cellsPerPixel, false, [a, b, -c, -d]);
        gl.uniform2f(at.middle, width / 2, height / 2);
        gl.uniform2i(at.cell, Math.floor(x), Math.floor(y));
        gl.uniform2f(at.fraction, x - Math.floor(x), y - Math.floor(y));
        gl.uniform1f(at.opacity, layer.opacity);
        gl.drawArrays(gl.TRIANGLES, 0, 3);
      }
    },
    forget(layer) {
      const held = textures.get(layer);
      gl.deleteTexture(held?.labels ?? null);
      gl.deleteTexture(held?.palette ?? null);
      textures.delete(layer);
    },
    limit,
  };
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  const sources = [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const;
  for (const [type, source] of sources) {
    const shader = gl.createShader(type);
    if (!shader) throw new EngineError('cannot draw the overlay', { why: 'the WebGL2 context is lost' });
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS)) return program;
  throw new EngineError('cannot draw the overlay', { why: gl.getProgramInfoLog(program) || 'the shaders do not link' });
}
