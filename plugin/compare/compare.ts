import { isUnregistered, stretched, UNREGISTERED } from '../fit.js';
import { element } from '../legend/dom.js';
import { useStyle } from '../legend/style.js';
import type { LoadedSegmentation } from '../load.js';
import { createSegmentationOverlay } from '../overlay.js';
import type { ShownSegmentation } from '../show.js';
import type { BaseImage, LayerInit, SegmentationOverlay } from '../types.js';
import { type Beside, openBeside } from './beside.js';
import { type Blink, createBlink } from './blink.js';
import { createDivider, type Divider } from './curtain.js';
import { useCompareStyle } from './style.js';

/** How two things are compared. */
export type CompareMode = 'off' | 'curtain' | 'blink' | 'beside';

/** The other side: another K of the same result, a K of another result over the same image, or null, the image alone. */
export type CompareWith = number | null | { readonly segmentation: LoadedSegmentation; readonly k: number };

/** A comparison of the layer that is shown with another one, or with the image alone. */
export interface Comparison {
  readonly mode: CompareMode;
  readonly other: CompareWith;
  /** What stands on the two sides, as people read it. */
  readonly names: readonly [string, string];
  /** While there is a curtain, and while it blinks. */
  readonly divider: Divider | undefined;
  readonly blink: Blink | undefined;
  /** The second overlay and viewer, where there are such. */
  readonly overlay: SegmentationOverlay | undefined;
  readonly beside: Beside | undefined;
  /** Begins or ends a comparison. Throws InputError when that label map cannot be loaded; the one before goes on then. */
  set(mode: CompareMode, other: CompareWith): Promise<void>;
  destroy(): void;
}

/** Nothing is compared yet. `period`: seconds that each side is shown when blinking, default 1; it waits where the person wants little motion. */
export function createComparison(shown: ShownSegmentation, { period = 1 }: { period?: number } = {}): Comparison {
  const { overlay: main, segmentation } = shown;
  const { viewer } = main;
  const free = [useStyle(), useCompareStyle()];
  let mode: CompareMode = 'off';
  let other: CompareWith = null;
  let second: SegmentationOverlay | undefined;
  let beside: Beside | undefined;
  let divider: Divider | undefined;
  let blink: Blink | undefined;
  let tags: HTMLElement[] = [];
  let which: 0 | 1 = 0;
  let turn = 0;

  const names = () => {
    if (typeof other !== 'object') return [shown.layer.name, `K = ${other}`] as const;
    if (other === null) return [shown.layer.name, 'Image alone'] as const;
    return [`${segmentation.name}, ${shown.layer.name}`, `${other.segmentation.name}, K = ${other.k}`] as const;
  };
  /** Canvases are replaced when a graphics context is lost, so this runs with every frame. */
  const dress = () => {
    const at = divider?.at ?? 0.5;
    const looks = (side: 0 | 1): readonly [clip: string, visibility: string] => [
      mode !== 'curtain' ? '' : side === 0 ? `inset(0 ${100 * (1 - at)}% 0 0)` : `inset(0 0 0 ${100 * at}%)`,
      mode === 'blink' && which !== side ? 'hidden' : '',
    ];
    for (const [side, overlay] of [[0, main] as const, [1, beside ? undefined : second] as const]) {
      if (!overlay) continue;
      const [clip, visibility] = looks(side);
      for (const { style } of overlay.canvases) {
        if (style.clipPath !== clip) style.clipPath = clip;
        if (style.visibility !== visibility) style.visibility = visibility;
      }
    }
  };
  const tag = (side: 'left' | 'right' | 'middle', host: Element) => {
    const made = element('div', { class: 'cloisonne cloisonne-side', 'data-side': side });
    host.append(made);
    tags.push(made);
  };
  const write = () => {
    const [left, right] = names();
    divider?.name(left, right);
    if (mode === 'blink' && tags[0]) tags[0].textContent = which === 0 ? left : right;
    else tags.forEach((one, side) => void (one.textContent = side === 0 ? left : right));
  };
  const stopMode = () => {
    divider?.destroy();
    blink?.destroy();
    for (const one of tags) one.remove();
    second?.destroy();
    beside?.destroy();
    [divider, blink, second, beside, tags, which] = [undefined, undefined, undefined, undefined, [], 0];
  };

  const load = async (side: CompareWith): Promise<LayerInit | undefined> => {
    if (typeof side === 'number') return shown.layerOf(side);
    if (!side) return undefined;
    const init = await side.segmentation.layer(side.k);
    const size = main.baseImage(shown.layer)?.getContentSize();
    if (!size || !isUnregistered(init.registration)) return init;
    const { labels, registration } = shown.layer;
    // Nobody has said where it lies: where a map of the same cube lies, or else over all of the image.
    if (labels.width === init.labels.width && labels.height === init.labels.height) return { ...init, registration };
    shown.notices.show(UNREGISTERED);
    return { ...init, registration: stretched(init.labels, { width: size.x, height: size.y }) };
  };
  /** The image of the layer that is shown, or its place in the second viewer, which has the same images in the same order. */
  const baseOf = (): BaseImage | undefined => {
    const base = main.baseImage(shown.layer);
    return base && beside ? viewer.world.getIndexOfItem(base) : base;
  };
  const set = async (wanted: CompareMode, side: CompareWith) => {
    const mine = ++turn;
    const init = wanted === 'off' ? undefined : await load(side);
    if (mine !== turn) return;
    stopMode();
    [mode, other] = [wanted, side];
    if (mode === 'beside') {
      const opened = await openBeside(viewer);
      if (mine !== turn) return opened.destroy();
      beside = opened;
    }
    if (init) {
      const { opacity, fill, outline, blend, minify } = shown.layer;
      second = createSegmentationOverlay(beside?.viewer ?? viewer, { navigator: false, base: baseOf() });
      second.addLayer({ ...init, opacity, fill, outline, blend, minify });
    }
    if (mode === 'curtain') {
      tag('left', viewer.container);
      tag('right', viewer.container);
      divider = createDivider(viewer.container, at => {
        for (const one of tags) one.style.setProperty('--at', `${100 * at}%`);
        queueMicrotask(dress);
      });
    }
    if (mode === 'blink') {
      tag('middle', viewer.container);
      blink = createBlink(period, !matchMedia('(prefers-reduced-motion: reduce)').matches, now => {
        which = now;
        dress();
        write();
      });
    }
    if (mode === 'beside' && beside) {
      tag('middle', viewer.container);
      tag('middle', beside.viewer.container);
    }
    dress();
    write();
  };
  const unlisten = main.on('change', ({ layer, what }) => {
    // What was added is shown once the caller has it.
    if (what === 'added') queueMicrotask(write);
    if (what === 'registration' && typeof other === 'number') second?.layers[0]?.setRegistration(layer.registration);
    const base = what === 'base' && !beside ? baseOf() : undefined;
    if (base !== undefined) second?.setBase(base);
    if (what !== 'style' || !second) return;
    const { opacity, fill, outline, blend, minify } = layer;
    second.layers[0]?.setStyle({ opacity, fill, outline, blend, minify });
  });
  viewer.addHandler('update-viewport', dress);
  const destroy = () => {
    turn++;
    stopMode();
    mode = 'off';
    if (main.canvas.isConnected) dress();
    unlisten();
    viewer.removeHandler('update-viewport', dress);
    viewer.removeHandler('destroy', destroy);
    for (const end of free.splice(0)) end();
  };
  viewer.addHandler('destroy', destroy);
  return {
    get mode() {
      return mode;
    },
    get other() {
      return other;
    },
    get names() {
      return names();
    },
    get divider() {
      return divider;
    },
    get blink() {
      return blink;
    },
    get overlay() {
      return second;
    },
    get beside() {
      return beside;
    },
    set,
    destroy,
  };
}
