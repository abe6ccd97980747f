import { button, element } from '../legend/dom.js';
import type { SegmentationOverlay } from '../types.js';
import type { Curve } from './curves.js';
import { type LatentPlanes, labelMask, latentAt, latentDistances, meanLatent, type Nearest, nearest } from './similar.js';
import { createSpotlight } from './spotlight.js';

/** From a spectrum back to the map. */
export interface Alike {
  readonly root: HTMLElement;
  /** The curve whose likes are lit, if any. */
  readonly key: string | undefined;
  /** Lights the pixels most like a curve, or none where it is lit already. `centre` is the latent of a cluster. */
  toggle(curve: Curve, name: string, centre?: ArrayLike<number>): Promise<void>;
  clear(): void;
}

/** Share of the pixels at a place of the slider from 0 to 100: finer where it is small. */
export const shareAt = (place: number): number => Math.max(1e-5, (place / 100) ** 2);

/** Slider and readout for the pixels most like a spectrum: the nearest in the space of the latents, or without them the pixels of its cluster. */
export function createAlike(
  overlay: SegmentationOverlay,
  latents: () => Promise<LatentPlanes | undefined>,
  said: (text: string) => void,
  changed: () => void,
): Alike {
  let lit: Curve | undefined;
  let ranked: Nearest | undefined;
  let frame = 0;
  const spotlight = createSpotlight(overlay, () => lit?.layer ?? overlay.layers[0]);
  const slider = element('input', {
    type: 'range',
    min: 1,
    max: 70,
    step: 0.5,
    value: 22,
    'aria-label': 'How many pixels count as alike',
  });
  const count = element('output', {});
  const title = element('legend', {});
  const root = element(
    'fieldset',
    { class: 'cloisonne-alike', hidden: true },
    title,
    element(
      'div',
      { class: 'cloisonne-set' },
      slider,
      count,
      button('Clear', () => clear()),
    ),
  );
  const clear = () => {
    cancelAnimationFrame(frame);
    lit = undefined;
    root.hidden = true;
    spotlight.clear();
    changed();
  };
  const draw = () => {
    frame = 0;
    if (!lit) return;
    const { layer, cluster } = lit;
    const mask = ranked ? ranked.mask(shareAt(slider.valueAsNumber)) : labelMask(layer.drawn, cluster);
    spotlight.show(mask.data);
    const valid = ranked?.valid ?? mask.data.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0);
    const percent = (100 * mask.count) / Math.max(1, valid);
    count.textContent = `${mask.count} pixels, ${percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %`;
    slider.setAttribute('aria-valuetext', count.textContent);
  };
  slider.addEventListener('input', () => {
    frame ||= requestAnimationFrame(draw);
  });
  return {
    root,
    get key() {
      return lit?.key;
    },
    clear,
    async toggle(curve, name, centre) {
      if (lit?.key === curve.key) return clear();
      const planes = await latents();
      const { width } = curve.layer.labels;
      const own = () => centre ?? meanLatent(planes ?? [], curve.layer.drawn, curve.cluster);
      const target = planes && (curve.place ? latentAt(planes, curve.place.y * width + curve.place.x) : own());
      ranked = planes && target && target.length === planes.length ? nearest(latentDistances(planes, target)) : undefined;
      if (lit && lit.layer !== curve.layer) spotlight.clear();
      lit = curve;
      title.textContent = ranked
        ? `Pixels most like ${name}`
        : `Pixels of the cluster of ${name} (there are no latents to compare)`;
      slider.hidden = !ranked;
      root.hidden = false;
      draw();
      said(`${title.textContent}: ${count.textContent}`);
      changed();
    },
  };
}
