/** One triangle that covers the canvas. */
export const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Label of each screen pixel by the inverse registration, then its colour; premultiplied. The map is given about one pixel of the canvas, with
 * that point's cell as whole cell and fraction: float32 then holds at any zoom, because only differences are multiplied. A projective map is
 * exact so: its Jacobian there (`cellsPerPixel`), divided by what w becomes. A spline adds displacements from a grid, whose nodes are found in
 * the same way. `page` is the size of a page of the label texture, `end` where the cube ends, as whole cell and fraction; outlines compare a
 * pixel's label with those of `count` pixels around it.
 */
export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
precision highp sampler2D;
uniform usampler2DArray labels;
uniform sampler2D palette;
uniform sampler2D grid;
uniform mat2 cellsPerPixel;
uniform vec2 perspective;
uniform vec2 pivot;
uniform ivec2 cell;
uniform vec2 fraction;
uniform mat2 nodesPerPixel;
uniform ivec2 node;
uniform vec2 nodeFraction;
uniform ivec2 nodes;
uniform float share;
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

bool displacement(vec2 step, out vec2 found) {
  vec2 way = nodesPerPixel * step + nodeFraction;
  ivec2 at = node + ivec2(floor(way));
  if (any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, nodes - 1))) return false;
  vec2 part = fract(way);
  vec2 top = mix(texelFetch(grid, at, 0).xy, texelFetch(grid, at + ivec2(1, 0), 0).xy, part.x);
  vec2 below = mix(texelFetch(grid, at + ivec2(0, 1), 0).xy, texelFetch(grid, at + ivec2(1, 1), 0).xy, part.x);
  found = mix(top, below, part.y);
  return true;
}

int labelAt(vec2 pixel) {
  vec2 step = pixel - pivot;
  float w = 1.0 + dot(perspective, step);
  if (w <= 0.0) return 0;
  vec2 way = cellsPerPixel * step / w + fraction;
  if (nodes.x > 0) {
    vec2 moved;
    if (!displacement(step, moved)) return 0;
    way += share * moved;
  }
  if (any(greaterThan(abs(way), vec2(1e8)))) return 0;
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
