import { join } from 'node:path';
import { displayUnit } from '../core/cube/units.js';
import type { Segmentation, Suggestion } from '../core/segmentation.js';

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
    sweep: result.sweep.map(({ k, silhouetteMacro, silhouettePointwise, silhouetteError, exact }) => ({
      ...{ k, silhouetteMacro, silhouettePointwise, silhouetteError, exact },
    })),
    warnings: result.warnings,
  };
}

/** `Pb, Hg`, `H II region, 31 km/s`, or a dash. */
function inWords(suggestion: Suggestion | undefined): string {
  if (!suggestion?.name) return '-';
  const { z } = suggestion.redshift ?? {};
  if (z === undefined) return suggestion.name;
  return `${suggestion.name}, ${Math.abs(z) > 0.01 ? `z = ${z.toFixed(4)}` : `${Math.round(299792.458 * z)} km/s`}`;
}

/** What `segment` prints on a terminal. */
export function summaryText(result: Segmentation, folder: string): string {
  const chosen = result.sweep.find(({ k }) => k === result.k);
  const [runnerUp] = result.sweep.filter(({ k }) => k !== result.k).sort((a, b) => b.silhouetteMacro - a.silhouetteMacro);
  const next = runnerUp ? `; next: K = ${runnerUp.k}, ${runnerUp.silhouetteMacro.toFixed(3)}` : '';
  const sampled = chosen && !chosen.exact ? ` ± ${chosen.silhouetteError.toPrecision(1)}` : '';
  const quality = chosen ? ` (silhouette ${chosen.silhouetteMacro.toFixed(3)}${sampled}${next})` : '';
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
      silhouette.toFixed(3).padStart(11),
    ];
    return `${String(id).padStart(3)} ${numbers.join(' ')}  ${words}`.trimEnd();
  });
  const heading = featured ? `  brightest features${unit ? `, ${unit}` : ''}` : '';
  return [
    `${result.cube.name}: ${result.k} clusters in ${result.valid} spaxels${quality}`,
    '',
    ` id  spaxels    share  silhouette${named ? '  looks like' : heading}`,
    ...lines,
    '',
    `Report: ${join(folder, 'report.html')}`,
  ].join('\n');
}
