/** One triangle that covers the canvas. */
export const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Label of each screen pixel by the inverse affine, then its colour; premultiplied. The affine is given about the middle of the canvas,
 * with that point's cell as whole cell and fraction: float32 then holds at any zoom, because only differences are multiplied.
 * `page` is the size of a page of the label texture, `end` where the cube ends, as whole cell and fraction; outlines compare a pixel's label with
 * those of `count` pixels around it.
 */
export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
uniform usampler2DArray labels;
uniform sampler2D palette;
uniform mat2 cellsPerPixel;
uniform vec2 middle;
uniform ivec2 cell;
uniform vec2 fraction;
uniform ivec2 end;
uniform vec2 endFraction;
uniform ivec2 page;
uniform int pages;
uniform float opacity;
uniform float fill;
uniform ivec2 outline[16];
uniform ivec2 white[16];
uniform ivec2 black[16];
uniform ivec3 count;
uniform int highlighted;
out vec4 color;

int labelAt(vec2 pixel) {
  vec2 way = cellsPerPixel * (pixel - middle) + fraction;
  ivec2 at = cell + ivec2(floor(way));
  bvec2 beyond = greaterThan(at, end);
  bvec2 last = equal(at, end);
  bvec2 past = greaterThanEqual(fract(way), endFraction);
  if (any(lessThan(at, ivec2(0))) || any(beyond) || (last.x && past.x) || (last.y && past.y)) return 0;
  ivec2 sheet = at / page;
  return int(texelFetch(labels, ivec3(at - sheet * page, sheet.y * pages + sheet.x), 0).r);
}

bool near(ivec2 offsets[16], int n, int id) {
  for (int i = 0; i < n; i++) if (labelAt(gl_FragCoord.xy + vec2(offsets[i])) != id) return true;
  return false;
}

void main() {
  int id = labelAt(gl_FragCoord.xy);
  vec4 style = texelFetch(palette, ivec2(id & 255, id >> 8), 0);
  if (style.a == 0.0) discard;
  float alpha = style.a * opacity * fill;
  if (count.x > 0 && near(outline, count.x, id)) alpha = opacity;
  vec3 rgb = style.rgb;
  if (highlighted != 0 && id == highlighted) {
    if (near(white, count.y, id)) { rgb = vec3(1.0); alpha = 1.0; }
    else if (near(black, count.z, id)) { rgb = vec3(0.0); alpha = 1.0; }
  }
  color = vec4(rgb * alpha, alpha);
}`;
