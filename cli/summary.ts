import { relative } from 'node:path';
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
  const best = [...result.sweep].sort((a, b) => b.silhouetteMacro - a.silhouetteMacro);
  const runnerUp = best.find(({ k }) => k !== result.k);
  const lines = [
    `${result.cube.name}: ${result.k} clusters in ${result.valid} spaxels` +
      (chosen
        ? ` (silhouette ${chosen.silhouetteMacro.toFixed(3)}` +
          (runnerUp ? `; next: K = ${runnerUp.k}, ${runnerUp.silhouetteMacro.toFixed(3)})` : ')')
        : ''),
    '',
    ' id  spaxels   share  silhouette  brightest features',
  ];
  for (const { id, count, fraction, silhouette, peaks } of chosen?.clusters ?? []) {
    const features = peaks
      .slice(0, 3)
      .map(({ position }) => Number(position.toPrecision(6)))
      .join(', ');
    lines.push(
      `${String(id).padStart(3)} ${String(count).padStart(8)} ${(100 * fraction).toFixed(1).padStart(6)} %  ${silhouette.toFixed(3).padStart(9)}  ${features}`,
    );
  }
  lines.push('', `Report: ${relative('.', `${folder}/report.html`) || folder}`);
  return lines.join('\n');
}
