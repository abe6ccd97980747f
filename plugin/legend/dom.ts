type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children. Strings become text, never HTML; `false` and undefined attributes are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

const shapes = {
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  solo: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 1v2M8 13v2M1 8h2M13 8h2',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  undo: 'M6 3 2.5 6.500 6 10M3 6.500h6a4 4 0 0 1 0 8H7',
  pin: 'M8 9.500V15M5 1.500h6M6 1.500v4l-2 4h8l-2-4v-4',
  drop: 'M4 4l8 8M12 4l-8 8',
  alike: 'M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9M8 8h.01M1 8h1M14 8h1M8 1v1M8 14v1',
  redo: 'M10 3l3.500 3.500L10 10M13 6.500H7a4 4 0 0 0 0 8h2',
} as const;

/** A line drawing of 16 x 16; it means nothing to screen readers, the button has the name. */
export function icon(name: keyof typeof shapes): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

/** A button that does something when pressed. */
export function button(
  label: string,
  act: () => void,
  content: Node | string = label,
  attributes: Attributes = {},
): HTMLButtonElement {
  const plain = typeof content === 'string' && content === label;
  const made = element(
    'button',
    { type: 'button', ...(!plain && { 'aria-label': label, title: label }), ...attributes },
    content,
  );
  made.addEventListener('click', act);
  return made;
}

/** Whether people touch this screen, so that sentences speak of touching. */
export const touches = (): boolean => globalThis.matchMedia?.('(hover: none) and (pointer: coarse)').matches ?? false;
