import { axisTitle, onAxis } from '../../core/cube/words.js';
import { element } from '../legend/dom.js';
import type { DrawnSpectrum } from './drawn.js';
import type { SpectrumFrame } from './spectra.js';

/** Columns of values: those of a pixel, or mean and standard deviation of a cluster. */
export const columnsOf = (spectra: readonly DrawnSpectrum[]): readonly { name: string; values: ArrayLike<number> }[] =>
  spectra.flatMap(({ title, values, std }) =>
    std
      ? [
          { name: `${title}, mean`, values },
          { name: `${title}, std`, values: std },
        ]
      : [{ name: title, values }],
  );

/** More rows than this are for a file, not for a page. */
const mostRows = 600;

/** The spectra as a table of at most 600 rows of the shown part of the axis, for those who do not see the chart. */
export function spectrumTable(
  { axis }: SpectrumFrame,
  spectra: readonly DrawnSpectrum[],
  range: readonly [number, number] | undefined,
): HTMLElement {
  const bands = [...axis.values.keys()].filter(i => !range || (axis.values[i] >= range[0] && axis.values[i] <= range[1]));
  const value = (of: ArrayLike<number>, i: number) => (Number.isFinite(of[i]) ? String(Number(of[i].toPrecision(4))) : '–');
  const columns = columnsOf(spectra);
  const cut = bands.slice(0, mostRows);
  return element(
    'div',
    {},
    ...(cut.length < bands.length
      ? [
          element(
            'p',
            { class: 'cloisonne-note' },
            `The first ${mostRows} of ${bands.length} bands; choose a shorter range, or save them all.`,
          ),
        ]
      : []),
    element(
      'div',
      { class: 'cloisonne-table', role: 'region', 'aria-label': 'Values of the spectra', tabindex: 0 },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...[axisTitle(axis), ...columns.map(({ name }) => name)].map(title => element('th', { scope: 'col' }, title)),
          ),
        ),
        element(
          'tbody',
          {},
          ...cut.map(i =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, axis.names?.[i] ?? onAxis(axis.values[i], axis)),
              ...columns.map(column => element('td', {}, value(column.values, i))),
            ),
          ),
        ),
      ),
    ),
  );
}
