import { join, resolve } from 'node:path';
import type { KScores } from '../core/cluster/index.js';
import { displayUnit, SPEED_OF_LIGHT } from '../core/cube/units.js';
import { accountOf } from '../core/describe/account.js';
import type { Segmentation, Suggestion } from '../core/segmentation.js';
import { choiceJson, scoresJson } from '../formats/result/index.js';
import type { EventWriter } from './events.js';
import { print } from './print.js';

/** Letters of a line of the account, beside its heading. */
const WIDTH = 84;

/** What `segment --json` prints: where the results are, the chosen K and its clusters, the sweep. */
export function summaryJson(result: Segmentation, folder: string): unknown {
  const chosen = result.sweep.find(({ k }) => k === result.k);
  return {
    out: folder,
    report: `${folder}/report.html`,
    ...{ k: result.k, chosenBy: result.chosenBy, spaxels: result.valid, engine: result.engine },
    encoder: { name: result.card.name, origin: result.encoderOrigin },
    clusters: chosen?.clusters.map(({ id, count, fraction, silhouette, suggestion }) => ({
      ...{ id, count, fraction, silhouette, suggestion: suggestion?.name },
    })),
    choice: choiceJson(result),
    sweep: result.sweep.map(entry => ({ ...scoresJson(entry), exact: entry.exact })),
    unclassified: result.unclassified
      ? { id: result.unclassified.id, count: result.unclassified.description?.count ?? 0, reasons: result.unclassified.reasons }
      : null,
    warnings: result.warnings,
  };
}

/** `Pb, Hg`, `H II region, 31 km/s`, or a dash. */
function inWords(suggestion: Suggestion | undefined): string {
  if (!suggestion?.name) return '-';
  const { z } = suggestion.redshift ?? {};
  if (z === undefined) return suggestion.name;
  return `${suggestion.name}, ${Math.abs(z) > 0.01 ? `z = ${z.toFixed(4)}` : `${Math.round(SPEED_OF_LIGHT * z)} km/s`}`;
}

/** What would have been chosen next. At K = 1 there is no silhouette: only other rules can have compared it. */
function nextText({ k, silhouetteMacro }: KScores, { chosenBy }: Segmentation): string {
  if (Number.isFinite(silhouetteMacro)) return `next: K = ${k}, ${silhouetteMacro.toFixed(3)}`;
  return chosenBy.startsWith('silhouette') ? 'no other K to compare' : `next: K = ${k}`;
}

/** What `segment` prints on a terminal. */
export function summaryText(result: Segmentation, folder: string): string {
  const chosen = result.sweep.find(({ k }) => k === result.k);
  const second = result.sweep.find(({ k }) => k === result.runnerUp);
  const next = second ? `; ${nextText(second, result)}` : '';
  const sampled = chosen && !chosen.exact ? ` ± ${chosen.silhouetteError.toPrecision(1)}` : '';
  const quality =
    chosen && result.k > 1 && Number.isFinite(chosen.silhouetteMacro)
      ? ` (silhouette ${chosen.silhouetteMacro.toFixed(3)}${sampled}${next})`
      : '';
  const count = result.k === 1 ? 'one cluster' : `${result.k} clusters`;
  const clusters = chosen?.clusters ?? [];
  const featured = clusters.some(({ peaks }) => peaks.length > 0);
  const unit = displayUnit(result.axis.unit);
  const named = clusters.some(({ suggestion }) => suggestion);
  const lines = clusters.map(({ id, count, fraction, silhouette, peaks, suggestion }) => {
    const features = peaks.slice(0, 3).map(({ position }) => Number(position.toPrecision(6)));
    const words = named ? inWords(suggestion) : features.join(', ');
    const numbers = [
      String(count).padStart(8),
      `${(100 * fraction).toFixed(1).padStart(6)} %`,
      numberText(silhouette, 3).padStart(11),
    ];
    return `${String(id).padStart(3)} ${numbers.join(' ')}  ${words}`.trimEnd();
  });
  const heading = featured ? `  brightest features${unit ? `, ${unit}` : ''}` : '';
  return [
    `${result.cube.name}: ${count} in ${result.valid} spaxels${quality}`,
    `K: ${result.why}`,
    '',
    ...accountOf(result, folder).flatMap(({ title, text }) => wrapped(title, text)),
    '',
    ` id  spaxels    share  silhouette${named ? '  looks like' : heading}`,
    ...lines,
    ...unclassifiedLines(result),
    '',
    ...(result.sweep.length > 1 ? [...sweepLines(result), ''] : []),
    `Report: ${join(folder, 'report.html')}`,
  ].join('\n');
}

/** `Features        5 principal ...`, over several lines where it is long. */
function wrapped(title: string, text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last] !== '' && lines[last].length + word.length >= WIDTH) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return lines.map((line, i) => `${(i === 0 ? title : '').padEnd(16)}${line}`);
}

function unclassifiedLines({ unclassified }: Segmentation): string[] {
  const { count, fraction } = unclassified?.description ?? {};
  return count === undefined
    ? []
    : [`  - ${String(count).padStart(8)} ${(100 * (fraction ?? 0)).toFixed(1).padStart(6)} %              unclassified`];
}

const numberText = (value: number, decimals: number): string => (Number.isFinite(value) ? value.toFixed(decimals) : '-');

const SWEEP_COLUMNS: readonly (readonly [title: string, text: (scores: KScores) => string])[] = [
  ['silhouette', s => numberText(s.silhouetteMacro, 3)],
  ['pointwise', s => numberText(s.silhouettePointwise, 3)],
  ['stability', s => numberText(s.stability, 2)],
  ['gap', s => numberText(s.gap, 3)],
  ['Calinski-H.', s => (Number.isFinite(s.calinskiHarabasz) ? String(Number(s.calinskiHarabasz.toPrecision(5))) : '-')],
  ['Davies-B.', s => numberText(s.daviesBouldin, 3)],
  ['BIC', s => numberText(s.bic, 0)],
];

/** A line for each K of the sweep; the chosen one is marked. */
function sweepLines({ sweep, k }: Segmentation): string[] {
  const row = (cells: readonly string[]) =>
    cells.map((cell, i) => cell.padStart(Math.max(10, SWEEP_COLUMNS[i][0].length))).join(' ');
  return [
    `   K ${row(SWEEP_COLUMNS.map(([title]) => title))}`,
    ...sweep.map(
      entry => `${entry.k === k ? '>' : ' '}${String(entry.k).padStart(3)} ${row(SWEEP_COLUMNS.map(([, text]) => text(entry)))}`,
    ),
  ];
}

/** Says on stdout what was found, in the form that the options ask for. */
export function printResult(result: Segmentation, argv: Record<string, unknown>, events?: EventWriter): void {
  const folder = resolve(String(argv.out));
  if (events) events.write('done', summaryJson(result, folder));
  else print(argv.json ? `${JSON.stringify(summaryJson(result, folder))}\n` : `${summaryText(result, String(argv.out))}\n`);
}
