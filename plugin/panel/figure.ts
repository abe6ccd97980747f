import { axisTitle, onAxis } from '../../core/cube/words.js';
import { button, element } from '../legend/dom.js';
import { download } from '../legend/index.js';
import { brushing, type ChartSettings, chartControls, lineControls } from './controls.js';
import type { DrawnSpectrum } from './drawn.js';
import { raiseExponents } from './exponents.js';
import { linesFor } from './lines.js';
import type { SpectrumFrame } from './spectra.js';
import { columnsOf, spectrumTable } from './table.js';

/** The chart with its controls and the same values as a table and as a file. */
export interface Figure {
  readonly chart: HTMLElement;
  readonly controls: HTMLElement;
  readonly lines: HTMLElement;
  readonly table: HTMLElement;
  readonly save: HTMLButtonElement;
  /** Draws spectra; without any, says what to do. The plotting library comes with the first ones. */
  draw(spectra: readonly DrawnSpectrum[]): Promise<void>;
  destroy(): void;
}

/** `changed` is called when something was set and the spectra should be drawn again. */
export function createFigure(frame: SpectrumFrame, settings: ChartSettings, hint: string, changed: () => void): Figure {
  const { axis } = frame;
  const chart = element('div', { class: 'cloisonne-chart' });
  const controls = chartControls(settings, changed);
  const marked = element('summary', {}, 'Lines');
  const lines = element('details', { class: 'cloisonne-lines', hidden: true }, marked);
  const summary = element('summary', {}, 'Values');
  const table = element('details', {}, summary);
  let last: readonly DrawnSpectrum[] = [];
  let toAxis: (pixel: number) => number = () => Number.NaN;
  let gone = false;

  const save = button('Export CSV', async () => {
    const { writeCsv } = await import('../../formats/table/csv.js');
    const columns = columnsOf(last).map(({ name, values }) => ({ name, values: Float64Array.from(values) }));
    const text = writeCsv([{ name: axisTitle(axis), values: axis.values }, ...columns]);
    download(new Blob([text], { type: 'text/csv' }), 'spectra.csv');
  });
  const whole = () => {
    settings.range = undefined;
    changed();
  };
  brushing(
    chart,
    (from, to) => {
      const [low, high] = [toAxis(from), toAxis(to)].sort((a, b) => a - b);
      if (low < high) settings.range = [low, high];
      changed();
    },
    whole,
  );
  table.addEventListener('toggle', changed);
  const sized = new ResizeObserver(changed);
  sized.observe(chart);
  const known = linesFor(axis);
  void known.then(list => {
    if (!list || gone) return;
    lines.hidden = false;
    lines.append(lineControls(list, settings, changed));
  });

  return {
    chart,
    controls: controls.root,
    lines,
    table,
    save,
    async draw(spectra) {
      last = spectra;
      const ends = [axis.values[0], axis.values[axis.values.length - 1]].sort((a, b) => a - b);
      const [low, high] = settings.range ?? ends;
      controls.update(low, high);
      marked.textContent = ['Lines', ...(settings.lines.size > 0 ? [[...settings.lines].join(', ')] : [])].join(': ');
      save.disabled = spectra.length === 0;
      table.replaceChildren(
        summary,
        ...(table.open && spectra.length > 0 ? [spectrumTable(frame, spectra, settings.range)] : []),
      );
      if (spectra.length === 0) {
        chart.replaceChildren(element('p', { class: 'cloisonne-empty' }, hint));
        return;
      }
      const [{ spectrumChart, positionAt }, list] = await Promise.all([import('./chart.js'), known]);
      if (gone || last !== spectra) return;
      const width = Math.max(240, chart.clientWidth);
      const figure = spectrumChart({
        ...{ frame, spectra, width, height: Math.round(Math.min(300, Math.max(210, 0.6 * width))) },
        ...{ scale: settings.scale, scatter: settings.scatter, shape: settings.shape, range: settings.range },
        lines: list?.marks(settings.lines, settings.redshift) ?? [],
      });
      // A strict policy would complain of it; the panel's own sheet says the same.
      figure.querySelector('style')?.remove();
      raiseExponents(figure);
      figure.setAttribute('role', 'img');
      const part = `from ${onAxis(low, axis)} to ${onAxis(high, axis)}`;
      figure.setAttribute(
        'aria-label',
        `Spectra of ${spectra.map(({ name }) => name).join('; ')}, ${part}; the values are in the table below`,
      );
      chart.replaceChildren(figure);
      toAxis = pixel => positionAt(figure, pixel);
    },
    destroy() {
      gone = true;
      sized.disconnect();
    },
  };
}
