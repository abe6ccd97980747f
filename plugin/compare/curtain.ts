import { element } from '../legend/dom.js';

/** A line across a viewer that can be drawn to both sides. */
export interface Divider {
  /** Where it is, 0 at the left to 1 at the right. */
  readonly at: number;
  set(at: number): void;
  name(left: string, right: string): void;
  destroy(): void;
}

/** A focusable separator in the viewer's container, for pointers and for the arrow keys, Page Up and Down, Home and End. */
export function createDivider(container: HTMLElement, moved: (at: number) => void): Divider {
  let at = 0.5;
  const grip = element('span', { class: 'cloisonne-grip', 'aria-hidden': 'true' });
  const root = element('div', {
    class: 'cloisonne cloisonne-divider',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'vertical',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  });
  root.append(grip);
  const set = (wanted: number) => {
    at = Math.min(1, Math.max(0, wanted));
    root.style.left = `${100 * at}%`;
    root.setAttribute('aria-valuenow', String(Math.round(100 * at)));
    moved(at);
  };
  root.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    event.preventDefault();
    root.focus();
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener('pointermove', event => {
    if (!root.hasPointerCapture(event.pointerId)) return;
    const box = container.getBoundingClientRect();
    set((event.clientX - box.left) / box.width);
  });
  const steps: Readonly<Record<string, () => number>> = {
    ArrowLeft: () => at - 0.02,
    ArrowRight: () => at + 0.02,
    PageUp: () => at + 0.1,
    PageDown: () => at - 0.1,
    Home: () => 0,
    End: () => 1,
  };
  root.addEventListener('keydown', event => {
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    set(steps[event.key]());
  });
  container.append(root);
  set(at);
  return {
    get at() {
      return at;
    },
    set,
    name: (left, right) => root.setAttribute('aria-label', `Curtain: ${left} on the left, ${right} on the right`),
    destroy: () => root.remove(),
  };
}
