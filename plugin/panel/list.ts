import { button, element, icon } from '../legend/dom.js';
import { type Curve, colorOf, wordsOf } from './curves.js';

/** What the list can ask for. */
export interface ListActions {
  pin(curve: Curve): void;
  remove(curve: Curve): void;
  alike(curve: Curve): void;
}

/** A row for each spectrum: what it is, pixels like it, pin or remove. The focus stays on the same button of the same row. */
export function fillList(
  list: HTMLUListElement,
  curves: readonly (Curve & { readonly number?: number })[],
  alike: string | undefined,
  actions: ListActions,
): void {
  const focused = list.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.do : undefined;
  const rows = curves.map(curve => {
    const [name, about] = wordsOf(curve);
    const title = curve.place ? `${name} ${about}` : name;
    const swatch = element(
      'i',
      { 'data-kind': curve.kind, 'aria-hidden': 'true' },
      ...(curve.number ? [element('span', {}, String(curve.number))] : []),
    );
    swatch.style.setProperty('--swatch', colorOf(curve));
    const act = (what: 'pin' | 'remove' | 'alike', label: string, picture: SVGSVGElement, more = {}) =>
      button(label, () => actions[what](curve), picture, {
        'data-do': `${what === 'alike' ? what : 'pin'} ${curve.key}`,
        ...more,
      });
    return element(
      'li',
      {},
      swatch,
      element('div', {}, element('b', {}, name), element('small', {}, about)),
      act('alike', `Highlight the pixels most like ${title}`, icon('alike'), { 'aria-pressed': String(alike === curve.key) }),
      curve.number ? act('remove', `Remove ${title}`, icon('drop')) : act('pin', `Pin ${title}`, icon('pin')),
    );
  });
  list.replaceChildren(...rows);
  if (focused === undefined) return;
  const buttons = [...list.querySelectorAll<HTMLElement>('button')];
  (buttons.find(one => one.dataset.do === focused) ?? buttons.at(-1))?.focus();
}
