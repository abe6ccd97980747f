/** One triangle that covers the canvas. */
export const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Label of each screen pixel by the inverse affine, then its colour; premultiplied. The affine is given about the middle of the canvas,
 * with that point's cube position as whole cell and fraction: float32 then holds at any zoom, because only differences are multiplied.
 */
export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D labels;
uniform sampler2D palette;
uniform mat2 cellsPerPixel;
uniform vec2 middle;
uniform ivec2 cell;
uniform vec2 fraction;
uniform float opacity;
out vec4 color;
void main() {
  ivec2 at = cell + ivec2(floor(cellsPerPixel * (gl_FragCoord.xy - middle) + fraction));
  if (any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, textureSize(labels, 0)))) discard;
  int id = int(texelFetch(labels, at, 0).r);
  vec4 style = texelFetch(palette, ivec2(id & 255, id >> 8), 0);
  float alpha = style.a * opacity;
  color = vec4(style.rgb * alpha, alpha);
}`;
