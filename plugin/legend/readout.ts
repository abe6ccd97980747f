import type { Hit } from '../types.js';
import { element } from './dom.js';

/** Where the legend says what is under the pointer, and where screen readers hear it. */
export interface Readout {
  readonly root: HTMLElement;
  /** What the pointer is over; undefined: nothing. For eyes: it changes too fast to be read out. */
  show(hit: Hit | undefined): void;
  /** One line that is read out when the person next pauses. */
  say(text: string): void;
  destroy(): void;
}

const pause = 250;

/** Cluster, cube pixel and base pixel of a hit in words. */
export function describeHit({ cluster, cubeX, cubeY, baseX, baseY }: Hit): readonly [string, string] {
  const pixel = (x: number, y: number) => `${Math.floor(x)}, ${Math.floor(y)}`;
  return [cluster.name, `cube pixel ${pixel(cubeX, cubeY)} · image pixel ${pixel(baseX, baseY)}`];
}

/** An empty readout. */
export function createReadout(): Readout {
  const name = element('b', {}, '');
  const place = element('div', {}, 'Move over the image to read it');
  const seen = element('div', { class: 'cloisonne-readout' }, element('div', {}, name), place);
  const heard = element('div', { class: 'cloisonne-heard', role: 'status', 'aria-live': 'polite' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    root: element('div', {}, seen, heard),
    show(hit) {
      const [title, rest] = hit ? describeHit(hit) : ['No cluster here', ''];
      name.textContent = title;
      place.textContent = rest;
      name.style.setProperty('--swatch', hit?.cluster.color ?? 'transparent');
    },
    say(text) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        heard.textContent = text;
      }, pause);
    },
    destroy: () => clearTimeout(timer),
  };
}
