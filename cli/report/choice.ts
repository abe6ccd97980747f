import { chooseK, type KBy, type KScores } from '../../core/cluster/index.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import type { Segmentation } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import type { Ground } from './map-figure.js';
import { kBrowser, scrolling } from './sections.js';
import { criteriaShown, criterionChart, sweepChart } from './sweep-chart.js';
import { fixed, short } from './words.js';

interface Column {
  readonly title: string;
  readonly by?: KBy;
  readonly text: (scores: KScores) => string;
}

const give = (value: number, error: number, decimals: number) =>
  Number.isFinite(value) && error > 0 ? `${fixed(value, decimals)} ± ${fixed(error, decimals)}` : fixed(value, decimals);

const columns: readonly Column[] = [
  { title: 'Silhouette, balanced', by: 'silhouette-balanced', text: s => fixed(s.silhouetteBalanced, 3) },
  { title: 'macro', by: 'silhouette-macro', text: s => give(s.silhouetteMacro, s.silhouetteError, 3) },
  { title: 'pointwise', by: 'silhouette-pointwise', text: s => fixed(s.silhouettePointwise, 3) },
  { title: 'Stability', by: 'stability', text: s => give(s.stability, s.stabilityError, 2) },
  { title: 'Gap', by: 'gap', text: s => give(s.gap, s.gapError, 3) },
  { title: 'Calinski-Harabasz', by: 'calinski-harabasz', text: s => short(s.calinskiHarabasz, 4) },
  { title: 'Davies-Bouldin', by: 'davies-bouldin', text: s => fixed(s.daviesBouldin, 3) },
  { title: 'BIC', by: 'bic', text: s => short(s.bic, 6) },
  { title: 'Apart in the picture', text: s => fixed(s.apart, 2) },
];

const mixtureColumn: Column = { title: 'Mixture', by: 'mixture', text: s => short(s.mixture, 6) };

/** Every K with all that judges it; what each rule would choose is bold. */
function scoresTable({ sweep, k }: Segmentation): Html {
  const shown = sweep.some(entry => Number.isFinite(entry.mixture)) ? [...columns, mixtureColumn] : columns;
  const picks = shown.map(({ by }) => by && chooseK(sweep, by).chosen.k);
  return scrolling(
    'Table of the numbers of clusters',
    html`<table class="wide"><thead><tr><th scope="col">K</th>${shown.map(({ title }) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead><tbody>${sweep.map(
      entry =>
        html`<tr><th scope="row">${entry.k}${entry.k === k && ' (chosen)'}</th>${shown.map(({ text }, i) =>
          picks[i] === entry.k
            ? html`<td class="n"><strong>${text(entry)}</strong></td>`
            : html`<td class="n">${text(entry)}</td>`,
        )}</tr>`,
    )}</tbody></table>`,
  );
}

const ends = { high: 'high is good', low: 'low is good', 'last high': 'the last K that is near 1 is good' } as const;

/** The part of the page about K: what judges each K as charts and as a table, and the browser of all label maps. */
export function choiceOfK(
  segmentation: Segmentation,
  styles: ReadonlyMap<number, ClusterStyle>,
  ground: Ground,
  line: (dash: string, width: number) => Html,
): Html {
  const { sweep } = segmentation;
  if (sweep.length < 2) return kBrowser(segmentation, styles, ground);
  const sampled = sweep.some(entry => !entry.exact);
  return html`<p class="lead">Decided: ${segmentation.why}.</p><div class="grid sweep"><figure tabindex="0">${sweepChart(segmentation)}</figure><ul class="key" style="flex-direction:column"><li>${line('', 2.4)}macro: mean over clusters</li><li>${line('5 4', 1.6)}pointwise: mean over spaxels</li>${sampled && html`<li>Estimated on a sample; bars are one standard error.</li>`}</ul></div><div class="grid three">${criteriaShown.map(
    criterion =>
      html`<figure tabindex="0">${criterionChart(segmentation, criterion)}<figcaption><strong>${criterion.title}</strong>: ${ends[criterion.good]}.</figcaption></figure>`,
  )}</div><div class="after">${scoresTable(segmentation)}</div><p class="lead after">Bold is what each of them would choose by itself. Stability and gap are measured on samples of the spaxels. Two clusters lie apart in the picture by the share of like neighbours beyond chance: 0 where they are scattered among each other, as noise divides a material.</p>${kBrowser(segmentation, styles, ground)}`;
}
