import * as Plot from '@observablehq/plot';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { colored, picture } from './picture.js';

/** A colour bar with ticks, over [low, high] of a colour function. `title` is printed over it, `label` is what a screen reader says. */
export function colorBar(
  id: string,
  label: string,
  color: (value: number) => number,
  [low, high]: readonly [number, number],
  title?: string,
): Html {
  const ramp = Float32Array.from({ length: 256 }, (_, i) => low + ((high - low) * i) / 255);
  const { src } = picture(colored(ramp, 256, 1, color), false);
  const [width, left, right] = [340, 44, 8];
  return chart(`${id}-bar`, `Colour bar of ${label}`, {
    width,
    height: title ? 56 : 40,
    marginTop: title ? 20 : 4,
    marginBottom: 24,
    marginLeft: left,
    marginRight: right,
    x: { domain: [low, high], ticks: 5, label: null },
    marks: [
      title ? Plot.text([title], { frameAnchor: 'top-left', dy: -18, dx: 0, text: d => d, fill: 'currentColor' }) : null,
      Plot.image([src], {
        x: (low + high) / 2,
        frameAnchor: 'middle',
        width: width - left - right,
        height: 12,
        src: d => d,
        preserveAspectRatio: 'none',
      }),
      Plot.axisX({ ticks: 5, label: null }),
    ],
  });
}
