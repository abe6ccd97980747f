import { type Component, componentOf } from '../model.js';

/** Groups with less than this part of all lines make no sum peaks worth a thought. */
const LARGE = 0.05;
const MOST = 4;

/**
 * Two photons counted as one: for every pair of the largest groups of lines, their shapes folded, on equal bins from `edges[0]` on. One component a
 * pair, because a mean over unlike spectra is not what one detector would make of the mean.
 */
export function sumPeaks(groups: readonly Component[], amounts: Float64Array, edges: Float64Array): Component[] {
  const areas = groups.map(({ values }, i) => amounts[i] * values.reduce((sum, v) => sum + v, 0));
  const total = areas.reduce((sum, area) => sum + area, 0);
  const large = [...areas.keys()].filter(i => areas[i] > LARGE * total).sort((p, q) => areas[q] - areas[p]);
  const chosen = large.slice(0, MOST).map(i => groups[i]);
  return chosen.flatMap((p, i) => chosen.slice(0, i + 1).map(q => folded(p, q, edges))).filter(({ values }) => values.length > 0);
}

function folded(p: Component, q: Component, edges: Float64Array): Component {
  const bands = edges.length - 1;
  const out = new Float64Array(bands);
  const width = (edges[bands] - edges[0]) / bands;
  // The sum of the centres of bins i and j lies at this position behind bin i + j.
  const offset = 0.5 + edges[0] / width + p.from + q.from;
  const [whole, part] = [Math.floor(offset), offset - Math.floor(offset)];
  p.values.forEach((v, i) => {
    if (v === 0) return;
    for (let j = 0, at = i + whole; j < q.values.length && at < bands; j++, at++) {
      const pair = v * q.values[j];
      if (at >= 0) out[at] += pair * (1 - part);
      if (at >= -1 && at + 1 < bands) out[at + 1] += pair * part;
    }
  });
  return componentOf(out);
}
