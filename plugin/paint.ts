import { type PixelWindow, sampleLabels } from '../core/labels/index.js';
import type { DrawnLayer } from './scene.js';
import type { Blend } from './types.js';

const mix: Readonly<Record<Blend, (below: number, above: number) => number>> = {
  'source-over': (_, above) => above,
  multiply: (below, above) => (below * above) / 255,
  screen: (below, above) => below + above - (below * above) / 255,
};

/**
 * Paints a layer on a picture, RGBA bytes [height * width * 4] not premultiplied, by the rule of the fragment shader. `window` is what the
 * picture shows of the pixels that `toCell` starts from.
 */
export function paintLayer(
  picture: Uint8ClampedArray,
  window: PixelWindow,
  drawn: DrawnLayer,
  blend: Blend = 'source-over',
): void {
  const { layer, map, toCell, extent, outline, highlighted, white, black } = drawn;
  const { left, top, width, height } = window;
  const margin = Math.max(0, ...outline, ...white, ...black);
  const stride = width + 2 * margin;
  const padded = { left: left - margin, top: top - margin, width: stride, height: height + 2 * margin };
  const labels = sampleLabels(map, toCell, padded, extent);
  const palette = layer.styles.palette();
  const steps = (offsets: Int32Array) =>
    Array.from({ length: offsets.length / 2 }, (_, i) => offsets[2 * i + 1] * stride + offsets[2 * i]);
  const [lines, whites, blacks] = [steps(outline), steps(white), steps(black)];
  const near = (at: number, neighbours: readonly number[]) => {
    for (const step of neighbours) if (labels[at + step] !== labels[at]) return true;
    return false;
  };
  const [line, area] = [layer.opacity, layer.opacity * layer.fill];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = (y + margin) * stride + margin; x < width; x++, at++, to += 4) {
      const style = 4 * labels[at];
      const opacity = palette[style + 3];
      if (opacity === 0) continue;
      let [r, g, b, alpha] = [palette[style], palette[style + 1], palette[style + 2], (opacity / 255) * area];
      if (lines.length > 0 && near(at, lines)) alpha = line;
      if (highlighted !== 0 && labels[at] === highlighted) {
        const grey = near(at, whites) ? 255 : near(at, blacks) ? 0 : -1;
        if (grey >= 0) [r, g, b, alpha] = [grey, grey, grey, 1];
      }
      over(picture, to, r, g, b, alpha, mix[blend]);
    }
  }
}

/** W3C compositing: the blended colour as far as there is something below, then source-over. */
function over(
  picture: Uint8ClampedArray,
  at: number,
  r: number,
  g: number,
  b: number,
  alpha: number,
  mixed: (below: number, above: number) => number,
) {
  const below = picture[at + 3] / 255;
  const sum = alpha + below * (1 - alpha);
  if (sum === 0) return;
  const channel = (to: number, above: number) => {
    const color = (1 - below) * above + below * mixed(picture[to], above);
    picture[to] = Math.round((alpha * color + (1 - alpha) * below * picture[to]) / sum);
  };
  channel(at, r);
  channel(at + 1, g);
  channel(at + 2, b);
  picture[at + 3] = Math.round(255 * sum);
}
