/** One model of a family: how well it fits, and how many numbers it was free to choose. */
export interface Candidate {
  readonly logLikelihood: number;
  readonly parameters: number;
}

/** Models from which a slope can be told. */
const FEWEST = 4;

/**
 * Penalised likelihoods -2 ln L + c D of models in order of their parameters D; the smallest is best. The penalty c is that of the BIC, ln n, or
 * the slope heuristic's (Birge and Massart 2007; Baudry, Maugis and Michel 2012) where that is more: once a family describes what there is to see,
 * ln L still grows along a line of slope s, for no real cloud is quite Gaussian, and 4 s D is a penalty that stops there. The slope is taken on
 * the upper half of the models, which therefore should reach to about twice as many clusters as there are.
 */
export function penalised(models: readonly Candidate[], n: number): number[] {
  const upper = models.slice(Math.floor(models.length / 2));
  const penalty = Math.max(Math.log(n), models.length < FEWEST ? 0 : 4 * slope(upper));
  return models.map(({ logLikelihood, parameters }) => -2 * logLikelihood + penalty * parameters);
}

/** Slope of the least-squares line of ln L over D. */
function slope(models: readonly Candidate[]): number {
  const n = models.length;
  const x = models.reduce((sum, m) => sum + m.parameters, 0) / n;
  const y = models.reduce((sum, m) => sum + m.logLikelihood, 0) / n;
  let [xx, xy] = [0, 0];
  for (const { logLikelihood, parameters } of models) {
    xx += (parameters - x) ** 2;
    xy += (parameters - x) * (logLikelihood - y);
  }
  return xx > 0 ? xy / xx : 0;
}
