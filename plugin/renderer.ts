import { EngineError } from '../core/cube/errors.js';
import type { CellMap, DisplacementGrid } from '../core/labels/index.js';
import type { ShownClusters } from './clusters.js';
import { type LabelTexture, uploadLabels } from './label-texture.js';
import type { OverlayLayer } from './layer.js';
import { paletteWidth } from './palette.js';
import { pivoted, split, splitAt } from './pivot.js';
import { type DrawnLayer, ringLimit } from './scene.js';
import { fragmentShader, vertexShader } from './shader.js';

/** Draws layers on a canvas, one over the other. */
export interface Renderer {
  readonly kind: 'webgl' | 'canvas2d';
  /** Clears the canvas and draws. */
  draw(layers: readonly DrawnLayer[]): void;
  /** Frees what is held for a layer. */
  forget(layer: OverlayLayer): void;
  /** Gives the context back. */
  release(): void;
}

interface LayerTextures {
  readonly levels: Map<number, LabelTexture>;
  readonly palette: WebGLTexture;
  /** Displacements of a spline, and the grid they are of. */
  readonly displacements: WebGLTexture;
  grid: DisplacementGrid | undefined;
  revision: number;
  /** Of the palette; rows that were changed later are uploaded. */
  styleRevision: number;
  paletteRows: number;
}

const names = [
  'cellsPerPixel',
  'perspective',
  'pivot',
  'cell',
  'fraction',
  'nodesPerPixel',
  'node',
  'nodeFraction',
  'nodes',
  'share',
  'end',
  'endFraction',
  'page',
  'pages',
  'opacity',
  'fill',
  'outline',
  'white',
  'black',
  'count',
  'highlighted',
] as const;

/**
 * Draws with WebGL2: labels and palettes are textures of their own, so that a recolouring uploads the palette alone. Maps wider or higher than
 * `limit` (never more than the graphics card takes) are cut into pages. Make a new one after the context was lost and restored. Throws
 * EngineError without WebGL2.
 */
export function createRenderer(canvas: HTMLCanvasElement, limit = Number.POSITIVE_INFINITY): Renderer {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
  if (!gl) throw new EngineError('cannot draw the overlay', { why: 'this browser offers no WebGL2 context' });
  const program = link(gl);
  const at = Object.fromEntries(names.map(name => [name, gl.getUniformLocation(program, name)])) as Record<
    (typeof names)[number],
    WebGLUniformLocation | null
  >;
  const textures = new Map<OverlayLayer, LayerTextures>();
  const largest = Math.min(limit, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
  gl.useProgram(program);
  gl.uniform1i(gl.getUniformLocation(program, 'palette'), 1);
  gl.uniform1i(gl.getUniformLocation(program, 'grid'), 2);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

  const newTexture = () => {
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    return texture;
  };
  const dropLevels = (held: LayerTextures | undefined) => {
    for (const { texture } of held?.levels.values() ?? []) gl.deleteTexture(texture);
    held?.levels.clear();
  };

  /** The rows of the bound palette that have changed, in one piece. */
  const uploadPalette = (held: LayerTextures, styles: ShownClusters) => {
    const { revision, rows } = styles;
    const bytes = styles.palette();
    const count = bytes.length / (4 * paletteWidth);
    const [format, type] = [gl.RGBA, gl.UNSIGNED_BYTE] as const;
    if (held.paletteRows !== count) gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, paletteWidth, count, 0, format, type, bytes);
    else if (held.styleRevision !== revision) {
      const changed = (row: number) => row > held.styleRevision;
      const used = rows.subarray(0, count);
      const [first, last] = [used.findIndex(changed), used.findLastIndex(changed)];
      const part = bytes.subarray(4 * paletteWidth * first);
      if (first >= 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, first, paletteWidth, last - first + 1, format, type, part);
    }
    [held.paletteRows, held.styleRevision] = [count, revision];
  };

  const bind = ({ layer, level, map }: DrawnLayer): LabelTexture => {
    let held = textures.get(layer);
    if (!held) {
      const [palette, displacements] = [newTexture(), newTexture()];
      held = { levels: new Map(), palette, displacements, grid: undefined, revision: -1, styleRevision: -1, paletteRows: 0 };
      textures.set(layer, held);
    }
    if (held.revision !== layer.revision) dropLevels(held);
    held.revision = layer.revision;
    gl.activeTexture(gl.TEXTURE0);
    let labels = held.levels.get(level);
    if (!labels) held.levels.set(level, (labels = uploadLabels(gl, map, largest)));
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, labels.texture);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, held.palette);
    uploadPalette(held, layer.styles);
    const grid = layer.placement.inverse.grid;
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, held.displacements);
    if (grid && held.grid !== grid)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32F, grid.columns, grid.rows, 0, gl.RG, gl.FLOAT, grid.data);
    held.grid = grid;
    return labels;
  };
  /** Where cells and nodes lie; false where the whole canvas lies beyond the horizon. */
  const place = ({ matrix, warp }: CellMap, width: number, height: number): boolean => {
    const map = pivoted({ matrix }, width, height);
    if (!map) return false;
    const [a, b, c, d] = map.jacobian;
    const { whole, fraction } = split(map.at);
    // OpenGL counts rows upwards.
    gl.uniformMatrix2fv(at.cellsPerPixel, false, [a, b, -c, -d]);
    gl.uniform2f(at.perspective, map.perspective[0], -map.perspective[1]);
    gl.uniform2f(at.pivot, map.pivot[0], height - map.pivot[1]);
    gl.uniform2i(at.cell, ...whole);
    gl.uniform2f(at.fraction, ...fraction);
    gl.uniform2i(at.nodes, warp?.grid.columns ?? 0, warp?.grid.rows ?? 0);
    if (!warp) return true;
    const [p, q, r, s] = warp.toNode;
    const node = splitAt(warp.toNode, map.pivot);
    gl.uniformMatrix2fv(at.nodesPerPixel, false, [p, q, -r, -s]);
    gl.uniform2i(at.node, ...node.whole);
    gl.uniform2f(at.nodeFraction, ...node.fraction);
    gl.uniform1f(at.share, warp.share);
    return true;
  };
  const offsets = (where: WebGLUniformLocation | null, pairs: Int32Array) => {
    if (pairs.length > 0) gl.uniform2iv(where, pairs.subarray(0, 2 * ringLimit));
    return pairs.length / 2;
  };

  return {
    kind: 'webgl',
    draw(layers) {
      const { width, height } = canvas;
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      for (const drawn of layers) {
        const { layer, toCell, extent, highlighted } = drawn;
        const { pageWidth, pageHeight, pagesAcross } = bind(drawn);
        if (!place(toCell, width, height)) continue;
        const { whole, fraction } = split(extent);
        gl.uniform2i(at.end, ...whole);
        gl.uniform2f(at.endFraction, ...fraction);
        gl.uniform2i(at.page, pageWidth, pageHeight);
        gl.uniform1i(at.pages, pagesAcross);
        gl.uniform1f(at.opacity, layer.opacity);
        gl.uniform1f(at.fill, layer.fill);
        gl.uniform1i(at.highlighted, highlighted);
        const [lines, whites, blacks] = [
          offsets(at.outline, drawn.outline),
          offsets(at.white, drawn.white),
          offsets(at.black, drawn.black),
        ];
        gl.uniform3i(at.count, lines, whites, blacks);
        gl.drawArrays(gl.TRIANGLES, 0, 3);
      }
    },
    forget(layer) {
      const held = textures.get(layer);
      dropLevels(held);
      gl.deleteTexture(held?.palette ?? null);
      gl.deleteTexture(held?.displacements ?? null);
      textures.delete(layer);
    },
    release() {
      // Browsers keep few contexts; this one goes now, not when it is collected.
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
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
