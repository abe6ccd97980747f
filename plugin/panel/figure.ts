import { axisTitle, onAxis } from '../../core/cube/words.js';
import { button, element } from '../legend/dom.js';
import { download } from '../legend/index.js';
import { brushing, type ChartSettings, chartControls, lineControls } from './controls.js';
import type { DrawnSpectrum } from './drawn.js';
import { raiseExponents } from './exponents.js';
import { type LineMark, linesFor } from './lines.js';
import type { SpectrumFrame } from './spectra.js';
import { columnsOf, spectrumTable } from './table.js';

/** The chart with its controls and the same values as a table and as a file. */
export interface Figure {
  readonly chart: HTMLElement;
  readonly controls: HTMLElement;
  readonly lines: HTMLElement;
  readonly table: HTMLElement;
  /** Says that lines are suggestions, while such are marked. */
  readonly suggestions: HTMLElement;
  /** Buttons: the values as CSV, the chart as SVG. */
  readonly save: readonly HTMLButtonElement[];
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

  const suggestions = element('p', { class: 'cloisonne-told' });
  const csv = button('Export CSV', async () => {
    const { writeCsv } = await import('../../formats/table/csv.js');
    const columns = columnsOf(last).map(({ name, values }) => ({ name, values: Float64Array.from(values) }));
    const text = writeCsv([{ name: axisTitle(axis), values: axis.values }, ...columns]);
    download(new Blob([text], { type: 'text/csv' }), 'spectra.csv');
  });
  const svg = button('Export SVG', async () => {
    const drawn = chart.querySelector<SVGSVGElement>('svg.cloisonne-plot');
    if (!drawn) return;
    const { chartSvg } = await import('./svg.js');
    download(
      new Blob([chartSvg(drawn, last, drawn.getAttribute('aria-label') ?? 'Spectra')], { type: 'image/svg+xml' }),
      'spectra.svg',
    );
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
    suggestions,
    save: [csv, svg],
    async draw(spectra) {
      last = spectra;
      const ends = [axis.values[0], axis.values[axis.values.length - 1]].sort((a, b) => a - b);
      const [low, high] = settings.range ?? ends;
      const suggested = suggestedLines(spectra);
      controls.update(low, high, suggested.length > 0);
      marked.textContent = ['Lines', ...(settings.lines.size > 0 ? [[...settings.lines].join(', ')] : [])].join(': ');
      csv.disabled = svg.disabled = spectra.length === 0;
      table.replaceChildren(
        summary,
        ...(table.open && spectra.length > 0 ? [spectrumTable(frame, spectra, settings.range)] : []),
      );
      if (spectra.length === 0) {
        suggestions.textContent = '';
        chart.replaceChildren(element('p', { class: 'cloisonne-empty' }, hint));
        return;
      }
      const [{ spectrumChart, positionAt }, list] = await Promise.all([import('./chart.js'), known]);
      if (gone || last !== spectra) return;
      const chosen = list?.marks(settings.lines, settings.redshift) ?? [];
      const also = (settings.suggested ? suggested : []).filter(({ name }) => !chosen.some(mark => mark.name === name));
      suggestions.textContent =
        also.length > 0 ? 'Names of lines in italics are suggestions by the mean spectra, not findings.' : '';
      const width = Math.max(240, chart.clientWidth);
      const figure = spectrumChart({
        ...{ frame, spectra, width, height: Math.round(Math.min(300, Math.max(210, 0.6 * width))) },
        ...{ scale: settings.scale, scatter: settings.scatter, shape: settings.shape, range: settings.range },
        lines: [...chosen, ...also],
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

/** The lines that the clusters of these spectra suggest, each once; the first of each come first. */
function suggestedLines(spectra: readonly DrawnSpectrum[]): readonly LineMark[] {
  const found = new Map<string, LineMark>();
  const most = Math.max(0, ...spectra.map(({ lines = [] }) => lines.length));
  for (let i = 0; i < most; i++)
    for (const { lines = [] } of spectra)
      if (lines[i] && !found.has(lines[i].name)) found.set(lines[i].name, { ...lines[i], of: lines[i].name, suggested: true });
  return [...found.values()];
}
