import { join } from 'node:path';
import { displayUnit } from '../core/cube/units.js';
import type { Segmentation } from '../core/segmentation.js';

/** What `segment --json` prints: where the results are, the chosen K and its clusters, the sweep. */
export function summaryJson(result: Segmentation, folder: string): unknown {
  const chosen = result.sweep.find(({ k }) => k === result.k);
  return {
    out: folder,
    report: `${folder}/report.html`,
    ...{ k: result.k, chosenBy: result.chosenBy, spaxels: result.valid, engine: result.engine },
    encoder: { name: result.card.name, origin: result.encoderOrigin },
    clusters: chosen?.clusters.map(({ id, count, fraction, silhouette }) => ({ id, count, fraction, silhouette })),
    sweep: result.sweep.map(({ k, silhouetteMacro, silhouettePointwise, silhouetteError, exact }) => ({
      ...{ k, silhouetteMacro, silhouettePointwise, silhouetteError, exact },
    })),
    warnings: result.warnings,
  };
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
  const lines = clusters.map(({ id, count, fraction, silhouette, peaks }) => {
    const features = peaks.slice(0, 3).map(({ position }) => Number(position.toPrecision(6)));
    const numbers = [
      String(count).padStart(8),
      `${(100 * fraction).toFixed(1).padStart(6)} %`,
      silhouette.toFixed(3).padStart(11),
    ];
    return `${String(id).padStart(3)} ${numbers.join(' ')}  ${features.join(', ')}`.trimEnd();
  });
  return [
    `${result.cube.name}: ${result.k} clusters in ${result.valid} spaxels${quality}`,
    '',
    ` id  spaxels    share  silhouette${featured ? `  brightest features${unit ? `, ${unit}` : ''}` : ''}`,
    ...lines,
    '',
    `Report: ${join(folder, 'report.html')}`,
  ].join('\n');
}
