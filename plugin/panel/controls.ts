import { button, element } from '../legend/dom.js';
import type { LineList } from './lines.js';

/** What the person set: how curves are drawn, which lines are marked. */
export interface ChartSettings {
  scale: 'linear' | 'sqrt';
  scatter: boolean;
  shape: boolean;
  /** Lines that the means of the clusters suggest. */
  suggested: boolean;
  range: readonly [number, number] | undefined;
  lines: Set<string>;
  redshift: number;
}

/** Scale, scatter, shape and range of the axis. */
export function chartControls(settings: ChartSettings, changed: () => void) {
  const scale = element(
    'select',
    {},
    element('option', { value: 'linear' }, 'Linear'),
    element('option', { value: 'sqrt' }, 'Square root'),
  );
  scale.value = settings.scale;
  scale.addEventListener('change', () => {
    settings.scale = scale.value as ChartSettings['scale'];
    changed();
  });
  const check = (label: string, key: 'scatter' | 'shape' | 'suggested') => {
    const box = element('input', { type: 'checkbox', checked: settings[key] });
    box.addEventListener('change', () => {
      settings[key] = box.checked;
      changed();
    });
    return element('label', {}, box, label);
  };
  const suggested = check('Suggested lines', 'suggested');
  const [from, to] = ['From', 'To'].map(label =>
    element('input', { type: 'number', step: 'any', 'aria-label': `${label}, on the spectral axis` }),
  );
  const typed = () => {
    const [low, high] = [from.valueAsNumber, to.valueAsNumber];
    if (!(low < high)) return;
    settings.range = [low, high];
    changed();
  };
  for (const field of [from, to]) field.addEventListener('change', typed);
  const whole = button('Whole axis', () => {
    settings.range = undefined;
    changed();
  });
  return {
    root: element(
      'div',
      { class: 'cloisonne-set' },
      element('label', {}, 'Scale', scale),
      check('± std', 'scatter'),
      check('Shape only', 'shape'),
      suggested,
      element('span', {}, from, ' – ', to),
      whole,
    ),
    /** The ends that are shown, and whether lines are suggested. */
    update(low: number, high: number, suggests: boolean) {
      suggested.hidden = !suggests;
      const text = (value: number) => String(Number(value.toPrecision(5)));
      if (document.activeElement !== from) from.value = text(low);
      if (document.activeElement !== to) to.value = text(high);
      whole.disabled = settings.range === undefined;
    },
  };
}

/** A button for each element or ion, and a redshift where they recede. */
export function lineControls(list: LineList, settings: ChartSettings, changed: () => void): HTMLFieldSetElement {
  const buttons = list.sources.map(source => {
    const made = button(
      source,
      () => {
        if (!settings.lines.delete(source)) settings.lines.add(source);
        made.setAttribute('aria-pressed', String(settings.lines.has(source)));
        changed();
      },
      source,
      { 'aria-pressed': String(settings.lines.has(source)) },
    );
    return made;
  });
  const redshift = element('input', { type: 'number', min: -0.1, max: 20, step: 0.0001, value: settings.redshift });
  redshift.addEventListener('input', () => {
    settings.redshift = Number.isFinite(redshift.valueAsNumber) ? redshift.valueAsNumber : 0;
    changed();
  });
  return element(
    'fieldset',
    {},
    element(
      'legend',
      { class: 'cloisonne-heard' },
      list.kind === 'element' ? 'Mark the lines of elements' : 'Mark the lines of ions',
    ),
    element('div', {}, ...buttons),
    ...(list.redshifts ? [element('div', { class: 'cloisonne-set' }, element('label', {}, 'Redshift', redshift))] : []),
  );
}

/** Drag across the chart to see a part of the axis; a double click shows all of it. */
export function brushing(target: HTMLElement, done: (from: number, to: number) => void, whole: () => void): void {
  const mark = element('div', { class: 'cloisonne-brush', hidden: true });
  let start: number | undefined;
  const at = (event: PointerEvent) => event.clientX - target.getBoundingClientRect().left;
  target.addEventListener('pointerdown', event => {
    if (event.button === 0) start = at(event);
  });
  target.addEventListener('pointermove', event => {
    if (start === undefined || Math.abs(at(event) - start) < 4) return;
    if (!target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
    target.append(mark);
    mark.hidden = false;
    mark.style.left = `${Math.min(start, at(event))}px`;
    mark.style.width = `${Math.abs(at(event) - start)}px`;
  });
  const end = (event: PointerEvent) => {
    const from = start;
    start = undefined;
    if (mark.hidden || from === undefined) return;
    mark.hidden = true;
    if (event.type === 'pointerup') done(Math.min(from, at(event)), Math.max(from, at(event)));
  };
  target.addEventListener('pointerup', end);
  target.addEventListener('pointercancel', end);
  target.addEventListener('dblclick', whole);
}
