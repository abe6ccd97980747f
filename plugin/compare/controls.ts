import { button, element } from '../legend/dom.js';
import type { ShownSegmentation } from '../show.js';
import { shortestPeriod } from './blink.js';
import { type CompareMode, type Comparison, createComparison } from './compare.js';

/** Options of `createCompareControls`. */
export interface CompareOptions {
  readonly theme?: 'light' | 'dark';
  /** Seconds that each side is shown when blinking; default 1. */
  readonly period?: number;
}

/** Form controls of a comparison. */
export interface CompareControls {
  readonly root: HTMLElement;
  readonly comparison: Comparison;
  /** As if the person had chosen it. */
  set(mode: CompareMode, other: number | null): Promise<void>;
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

/** How to compare, with what, and how fast, at the end of `mount`: the layer that is shown beside another K or the image alone. */
export function createCompareControls(
  shown: ShownSegmentation,
  mount: HTMLElement,
  options: CompareOptions = {},
): CompareControls {
  const comparison = createComparison(shown, options);
  const { ks } = shown.segmentation;
  const group = `cloisonne-mode-${++groups}`;
  const radios = modes.map(([value]) => element('input', { type: 'radio', name: group, value, checked: value === 'off' }));
  const other = element(
    'select',
    { 'aria-label': 'Compare with' },
    element('option', { value: '' }, 'Image alone'),
    ...ks.map(k => element('option', { value: k }, `K = ${k}`)),
  );
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
    element('div', { class: 'cloisonne-with' }, element('label', {}, 'with', other), under),
    speed,
    error,
    heard,
  );
  let unlisten = () => {};
  const update = () => {
    speed.hidden = comparison.mode !== 'blink';
    blinking.textContent = comparison.blink?.running ? 'Pause' : 'Run';
    period.setAttribute('aria-valuetext', `${period.valueAsNumber} seconds`);
  };
  const set = async () => {
    const mode = (radios.find(({ checked }) => checked)?.value ?? 'off') as CompareMode;
    const k = other.value === '' ? null : Number(other.value);
    try {
      await comparison.set(mode, k);
      error.textContent = '';
      const words = modes.find(([value]) => value === mode)?.[1] ?? '';
      heard.textContent =
        mode === 'off' ? 'Comparison off' : `${words}: ${shown.layer.name} and ${k === null ? 'the image alone' : `K = ${k}`}`;
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
  mount.append(root);
  return {
    root,
    comparison,
    set(mode, k) {
      for (const radio of radios) radio.checked = radio.value === mode;
      other.value = k === null ? '' : String(k);
      return set();
    },
    destroy() {
      unlisten();
      comparison.destroy();
      root.remove();
    },
  };
}
