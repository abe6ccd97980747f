import { UsageError } from '../cube/errors.js';

/** What judges one K. NaN where a number is not defined: at K = 1 only the BIC and the gap are. */
export interface KScores {
  readonly k: number;
  /** Mean over clusters of the mean silhouette (eq. 2 of the paper); larger is better. */
  readonly silhouetteMacro: number;
  /** Mean silhouette of the points. */
  readonly silhouettePointwise: number;
  /**
   * The same, averaged over two spaces in which the brightest latent does not decide alone (`balancedSpaces`), for principal components; NaN for a K with
   * a cluster of hardly any points.
   */
  readonly silhouetteBalanced: number;
  /** Standard error of the macro mean; 0 when exact. */
  readonly silhouetteError: number;
  /** Larger is better. */
  readonly calinskiHarabasz: number;
  /** Smaller is better. */
  readonly daviesBouldin: number;
  /** Smaller is better. */
  readonly bic: number;
  /** Mean adjusted Rand index of clusterings of resampled points, with its standard error; 1 is perfectly stable. */
  readonly stability: number;
  readonly stabilityError: number;
  /** Gap statistic, with its s_k. */
  readonly gap: number;
  readonly gapError: number;
  /** Penalised likelihood of mixtures, where the clusters are those of one: of pairs of neighbours where their places are known; smaller is better. */
  readonly mixture: number;
  /** Smallest share of like neighbours beyond chance of any two of the clusters in the picture (`joinCounts`): about 0 where noise divides one. */
  readonly apart: number;
}

/** Ways to choose K. */
export type KBy =
  | 'silhouette-balanced'
  | 'silhouette-macro'
  | 'silhouette-pointwise'
  | 'calinski-harabasz'
  | 'davies-bouldin'
  | 'bic'
  | 'stability'
  | 'gap'
  | 'mixture';

/** What is chosen unless a caller says otherwise. */
export const defaultKBy: KBy = 'silhouette-balanced';

/** Clusterings of resampled points that agree this well count as the same. */
export const stableFrom = 0.9;

/** One way to choose: what it looks at, in words, and the order in which it prefers the K of a sweep. */
export interface KRule {
  readonly words: string;
  /** What the rule looks at, for a person to compare. */
  readonly value: (scores: KScores) => number;
  /** Best first; entries for which nothing is defined come last. */
  readonly order: <T extends KScores>(entries: readonly T[]) => T[];
  /** Values this near to the best are as good; three times as far, they are clearly behind. */
  readonly near?: number;
}

/** Silhouettes that differ by no more say the same. */
const SAME = 0.02;

const byValue = (value: (scores: KScores) => number): KRule['order'] => {
  const rank = (scores: KScores) => (Number.isNaN(value(scores)) ? Number.NEGATIVE_INFINITY : value(scores));
  return entries => entries.toSorted((a, b) => (rank(a) === rank(b) ? a.k - b.k : rank(b) - rank(a)));
};

const best = (words: string, value: KRule['value'], sign: 1 | -1): KRule => ({
  words,
  value,
  order: byValue(scores => sign * value(scores)),
});

/** Every way to choose, by name. */
export const kRules: Readonly<Record<KBy, KRule>> = {
  'silhouette-balanced': {
    ...best('largest mean silhouette of spaxels', s => s.silhouetteBalanced, 1),
    near: SAME,
  },
  'silhouette-macro': best('largest mean silhouette of clusters', s => s.silhouetteMacro, 1),
  'silhouette-pointwise': best('largest mean silhouette of spaxels', s => s.silhouettePointwise, 1),
  'calinski-harabasz': best('largest Calinski-Harabasz ratio', s => s.calinskiHarabasz, 1),
  'davies-bouldin': best('smallest Davies-Bouldin index', s => s.daviesBouldin, -1),
  bic: best('smallest BIC', s => s.bic, -1),
  // Any grouping of clouds that stay together is stable, two of three as well: the largest stable K says most.
  stability: {
    words: `largest K of bootstrap stability ${stableFrom} or more`,
    value: s => s.stability,
    order: entries => {
      const stable = entries.filter(s => s.stability >= stableFrom).toSorted((a, b) => b.k - a.k);
      return [...stable, ...byValue(s => s.stability)(entries.filter(s => !(s.stability >= stableFrom)))];
    },
  },
  mixture: best('smallest penalised likelihood of mixtures', s => s.mixture, -1),
  // Tibshirani, Walther and Hastie: the smallest K whose gap is within one standard error of the next one's.
  gap: {
    words: 'smallest K whose gap is within one standard error of that of the next',
    value: s => s.gap,
    order: entries => {
      const rising = entries.toSorted((a, b) => a.k - b.k);
      const enough = rising.filter((s, i) => i + 1 < rising.length && s.gap >= rising[i + 1].gap - rising[i + 1].gapError);
      return [...enough, ...byValue(s => s.gap)(rising.filter(s => !enough.includes(s)))];
    },
  },
};

/** A choice among the K of a sweep. */
export interface KChoice<T extends KScores> {
  readonly by: KBy;
  readonly chosen: T;
  /** What would be chosen if the chosen K were not there; undefined for a sweep of one. */
  readonly runnerUp?: T;
  /** One line: the rule, its value at both. */
  readonly why: string;
}

/** How far the next K is behind by a rule, for a person: `, as plausible`. Empty for rules without such a scale. */
export function marginInWords(by: KBy, chosen: KScores, next: KScores): string {
  const { value, near } = kRules[by];
  if (!near) return '';
  const margin = value(chosen) - value(next);
  if (!(margin > near)) return ', as plausible';
  return margin > 3 * near ? ', clearly behind' : ', not far behind';
}

/** Chooses among the entries of a sweep by a rule; of equals the smaller K. Throws UsageError for an empty sweep. */
export function chooseK<T extends KScores>(entries: readonly T[], by: KBy = defaultKBy): KChoice<T> {
  if (entries.length === 0) throw new UsageError('no K to choose from');
  const { words, value, order } = kRules[by];
  const [chosen, runnerUp] = order(entries);
  const number = (scores: T) => (Number.isNaN(value(scores)) ? 'not defined' : Number(value(scores).toPrecision(4)));
  const next = !runnerUp
    ? ''
    : Number.isNaN(value(runnerUp))
      ? '; no other K to compare'
      : `; next: K = ${runnerUp.k} (${number(runnerUp)})${marginInWords(by, chosen, runnerUp)}`;
  return { by, chosen, runnerUp, why: `${words} (${number(chosen)})${next}` };
}
