import { EngineError } from '../core/cube/errors.js';
import type { LabelMap } from '../core/labels/types.js';

/** A label map on the graphics card: pages of one size, row by row, in an array texture. */
export interface LabelTexture {
  readonly texture: WebGLTexture;
  readonly pageWidth: number;
  readonly pageHeight: number;
  /** Pages in a row. */
  readonly pagesAcross: number;
}

/** Uploads a map, in pages of at most `limit` x `limit` cells. Throws EngineError for a map of more pages than the graphics card takes. */
export function uploadLabels(gl: WebGL2RenderingContext, { width, height, data }: LabelMap, limit: number): LabelTexture {
  const [across, down] = [Math.ceil(width / limit), Math.ceil(height / limit)];
  const [pageWidth, pageHeight] = [Math.ceil(width / across), Math.ceil(height / down)];
  const most = gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number;
  if (across * down > most) {
    throw new EngineError('the label map is too large to draw', {
      why: `${width} x ${height} pixels are ${across * down} pages, this browser takes ${most}`,
      remedy: 'Show it through createLabelTileSource.',
    });
  }
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D_ARRAY, filter, gl.NEAREST);
  const [format, type] = data instanceof Uint16Array ? [gl.R16UI, gl.UNSIGNED_SHORT] : [gl.R8UI, gl.UNSIGNED_BYTE];
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, format, pageWidth, pageHeight, across * down);
  // Rows of labels are as wide as the cube, not padded to four bytes.
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, width);
  for (let page = 0; page < across * down; page++) {
    const [left, top] = [(page % across) * pageWidth, Math.floor(page / across) * pageHeight];
    const [w, h] = [Math.min(pageWidth, width - left), Math.min(pageHeight, height - top)];
    if (w <= 0 || h <= 0) continue;
    const part = data.subarray(top * width + left, (top + h - 1) * width + left + w);
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, page, w, h, 1, gl.RED_INTEGER, type, part);
  }
  gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
  return { texture, pageWidth, pageHeight, pagesAcross: across };
}
