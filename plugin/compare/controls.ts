import { button, element } from '../legend/dom.js';
import type { LoadedSegmentation } from '../load.js';
import type { ShownSegmentation } from '../show.js';
import { shortestPeriod } from './blink.js';
import { type CompareMode, type CompareWith, type Comparison, createComparison } from './compare.js';

/** Options of `createCompareControls`. */
export interface CompareOptions {
  readonly theme?: 'light' | 'dark';
  /** Other results over the same image, each with a registration of its own: XRF beside Raman. */
  readonly results?: readonly LoadedSegmentation[];
  /** Seconds that each side is shown when blinking; default 1. */
  readonly period?: number;
}

/** Form controls of a comparison. */
export interface CompareControls {
  readonly root: HTMLElement;
  readonly comparison: Comparison;
  /** As if the person had chosen it. */
  set(mode: CompareMode, other: CompareWith): Promise<void>;
  destroy(): void;
}

const modes: readonly (readonly [CompareMode, string])[] = [
  ['off', 'Off'],
  ['curtain', 'Curtain'],
  ['blink', 'Blink'],
  ['beside', 'Side by side'],
];

/** Radio buttons belong together by name, on the whole page. */
let groups = 0;

/** How to compare, what with what, and how fast, at the end of `mount`: a K of the result that is shown beside another K, another result or the image. */
export function createCompareControls(
  shown: ShownSegmentation,
  mount: HTMLElement,
  options: CompareOptions = {},
): CompareControls {
  const comparison = createComparison(shown, options);
  const { ks, name } = shown.segmentation;
  const { results = [] } = options;
  const radioName = `cloisonne-mode-${++groups}`;
  const radios = modes.map(([value]) => element('input', { type: 'radio', name: radioName, value, checked: value === 'off' }));
  const choices: { readonly side: CompareWith; readonly option: HTMLOptionElement }[] = [];
  const choice = (side: CompareWith, label: string) => {
    const option = element('option', { value: choices.length }, label);
    choices.push({ side, option });
    return option;
  };
  const own = ks.map(k => choice(k, `K = ${k}`));
  const group = (label: string, options: HTMLOptionElement[]) => element('optgroup', { label }, ...options);
  const other = element(
    'select',
    { 'aria-label': 'Compare with' },
    choice(null, 'Image alone'),
    ...(results.length > 0 ? [group(name, own)] : own),
    ...results.map(one =>
      group(
        one.name,
        one.ks.map(k => choice({ segmentation: one, k }, `K = ${k}`)),
      ),
    ),
  );
  const first = element('select', { 'aria-label': 'K to compare' }, ...ks.map(k => element('option', { value: k }, `K = ${k}`)));
  const select = (side: CompareWith) => {
    const same = (one: CompareWith) =>
      typeof side === 'object' && typeof one === 'object'
        ? one?.segmentation === side?.segmentation && one?.k === side?.k
        : one === side;
    other.value = choices.find(one => same(one.side))?.option.value ?? '';
  };
  select(null);
  const under = element('output', {});
  const period = element('input', { type: 'range', min: shortestPeriod, max: 4, step: 0.1, value: options.period ?? 1 });
  const blinking = button('Pause', () => {
    comparison.blink?.run(!comparison.blink.running);
    update();
  });
  const swap = button('Swap', () => comparison.blink?.step());
  const speed = element(
    'span',
    { class: 'cloisonne-with', hidden: true },
    element('label', {}, 'Period', period),
    blinking,
    swap,
  );
  const heard = element('div', { class: 'cloisonne-heard', role: 'status' });
  const error = element('p', { class: 'cloisonne-note', role: 'status' });
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-compare', 'aria-label': 'Comparison', 'data-theme': options.theme },
    element(
      'fieldset',
      { class: 'cloisonne-modes' },
      element('legend', {}, 'Compare'),
      ...radios.map((radio, i) => element('label', {}, radio, element('span', {}, modes[i][1]))),
    ),
    element('div', { class: 'cloisonne-with' }, ...(ks.length > 1 ? [first] : []), element('label', {}, 'with', other), under),
    speed,
    error,
    heard,
  );
  let unlisten = () => {};
  const update = () => {
    first.value = /^k(\d+)$/.exec(shown.layer.id)?.[1] ?? '';
    speed.hidden = comparison.mode !== 'blink';
    blinking.textContent = comparison.blink?.running ? 'Pause' : 'Run';
    period.setAttribute('aria-valuetext', `${period.valueAsNumber} seconds`);
  };
  const set = async () => {
    const mode = (radios.find(({ checked }) => checked)?.value ?? 'off') as CompareMode;
    try {
      await comparison.set(mode, choices[Number(other.value)].side);
      error.textContent = '';
      const words = modes.find(([value]) => value === mode)?.[1] ?? '';
      const [left, right] = comparison.names;
      heard.textContent = mode === 'off' ? 'Comparison off' : `${words}: ${left} and ${right}`;
    } catch (err) {
      error.textContent = (err as Error).message;
    }
    unlisten();
    under.textContent = '';
    unlisten =
      comparison.overlay?.on('hover', ({ hit }) => void (under.textContent = hit ? `there: ${hit.cluster.name}` : '')) ??
      (() => {});
    comparison.blink?.setPeriod(period.valueAsNumber);
    update();
  };
  for (const control of [...radios, other]) control.addEventListener('change', () => void set());
  period.addEventListener('input', () => {
    comparison.blink?.setPeriod(period.valueAsNumber);
    update();
  });
  first.addEventListener('change', () => void shown.choose(Number(first.value)).catch(update));
  // The layer that was added is the one that is shown as soon as this is done.
  const follow = shown.overlay.on('change', ({ what }) => what === 'added' && queueMicrotask(update));
  const { viewer } = shown.overlay;
  const destroy = () => {
    viewer.removeHandler('destroy', destroy);
    unlisten();
    follow();
    comparison.destroy();
    root.remove();
  };
  viewer.addHandler('destroy', destroy);
  mount.append(root);
  update();
  return {
    root,
    comparison,
    set(mode, side) {
      for (const radio of radios) radio.checked = radio.value === mode;
      select(side);
      return set();
    },
    destroy,
  };
}
