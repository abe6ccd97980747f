import type { Hit } from '../types.js';
import { element, touches } from './dom.js';

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

/** A hit in words, a line each: cluster, what it may be, cube and base pixel, and where they are known the place on the sky and the confidence. */
export function describeHit({ cluster, suggestion, cubeX, cubeY, baseX, baseY, sky, confidence }: Hit): readonly string[] {
  const pixel = (x: number, y: number) => `${Math.floor(x)}, ${Math.floor(y)}`;
  const lines = [
    cluster.name,
    ...(suggestion ? [`may be: ${suggestion} (suggested by its spectrum)`] : []),
    `cube pixel ${pixel(cubeX, cubeY)} · image pixel ${pixel(baseX, baseY)}`,
  ];
  if (sky) {
    const [longitude, latitude] = sky.system === 'equatorial' ? ['RA', 'Dec'] : [`${sky.system}LON`, `${sky.system}LAT`];
    lines.push(`${longitude} ${sky.longitude.toFixed(5)}° · ${latitude} ${sky.latitude.toFixed(5)}° ${sky.reference}`.trimEnd());
  }
  if (confidence) {
    const { silhouette, margin, reconstruction } = confidence;
    const said = [`silhouette ${silhouette.toFixed(2)}`, `margin ${margin.toFixed(2)}`, `error ${reconstruction.toPrecision(2)}`];
    // A spaxel that was left unclassified has no silhouette, a single cluster no margin.
    lines.push(said.filter(text => !text.endsWith('NaN')).join(' · '));
  }
  return lines;
}

/** An empty readout. */
export function createReadout(): Readout {
  const name = element('b', {}, '');
  const place = element('div', {}, touches() ? 'Touch the image to read it' : 'Move over the image to read it');
  const seen = element('div', { class: 'cloisonne-readout' }, element('div', {}, name), place);
  const heard = element('div', { class: 'cloisonne-heard', role: 'status', 'aria-live': 'polite' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    root: element('div', {}, seen, heard),
    show(hit) {
      const [title, ...rest] = hit ? describeHit(hit) : ['No cluster here'];
      name.textContent = title;
      place.textContent = rest.join('\n');
      // What stands below must not jump when the pointer leaves a cluster.
      if (hit) place.style.minHeight = `${1.4 * rest.length}em`;
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
