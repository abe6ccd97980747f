import type { ControlPoint } from '../../core/labels/index.js';
import { button, element } from '../legend/dom.js';

/** The points as a table of numbers that can be typed. */
export interface PointTable {
  readonly root: HTMLTableElement;
  /** Residuals are in base-image pixels; undefined without a map. */
  show(points: readonly ControlPoint[], residuals: readonly number[] | undefined): void;
}

const fields = ['cube x', 'cube y', 'image x', 'image y'] as const;

const valuesOf = ({ cube, image }: ControlPoint) => [...cube, ...image];

/** An empty table; `change` gets a point that was typed, `remove` the index of one that is not wanted. */
export function createPointTable(
  change: (index: number, point: ControlPoint) => void,
  remove: (index: number) => void,
): PointTable {
  const body = element('tbody');
  let shown: readonly ControlPoint[] = [];
  const rows: { readonly inputs: readonly HTMLInputElement[]; readonly residual: HTMLElement; readonly row: HTMLElement }[] = [];
  const head = [
    ...fields.map(name => [name, name]),
    ['residual', 'Distance between the point and the map, in image pixels'],
    ['', ''],
  ];
  const root = element(
    'table',
    { 'aria-label': 'Control points' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, '#'),
        ...head.map(([name, title]) => element(name ? 'th' : 'td', { ...(name && { scope: 'col', title }) }, name)),
      ),
    ),
    body,
  );

  const add = (index: number) => {
    const inputs = fields.map(name =>
      element('input', { type: 'number', step: 'any', 'aria-label': `Point ${index + 1}, ${name}` }),
    );
    inputs.forEach((input, n) => {
      input.addEventListener('change', () => {
        if (!Number.isFinite(input.valueAsNumber)) return;
        // What is shown of the others is rounded.
        const [a, b, c, d] = valuesOf(shown[index]).with(n, input.valueAsNumber);
        change(index, { cube: [a, b], image: [c, d] });
      });
    });
    const residual = element('td');
    const row = element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(index + 1)),
      ...inputs.map(input => element('td', {}, input)),
      residual,
      element(
        'td',
        {},
        button(`Remove point ${index + 1}`, () => remove(index), '×'),
      ),
    );
    rows.push({ inputs, residual, row });
    body.append(row);
  };

  return {
    root,
    show(points, residuals) {
      shown = points;
      root.hidden = points.length === 0;
      for (const { row } of rows.splice(points.length)) row.remove();
      points.forEach((point, i) => {
        if (!rows[i]) add(i);
        const { inputs, residual } = rows[i];
        valuesOf(point).forEach((value, n) => {
          inputs[n].value = String(Number(value.toFixed(2)));
        });
        residual.textContent = residuals ? residuals[i].toFixed(2) : '–';
      });
    },
  };
}
