import { defaultKBy, type KBy } from '../core/cluster/index.js';

/** What --k-by takes, and what it means. */
export const kByNames: Readonly<Record<string, KBy>> = {
  balanced: 'silhouette-balanced',
  paper: 'silhouette-macro',
  silhouette: 'silhouette-macro',
  'silhouette-pointwise': 'silhouette-pointwise',
  ch: 'calinski-harabasz',
  db: 'davies-bouldin',
  bic: 'bic',
  stability: 'stability',
  gap: 'gap',
  mixture: 'mixture',
};

/** The name of the default. */
export const defaultKByName = Object.keys(kByNames).find(name => kByNames[name] === defaultKBy) ?? defaultKBy;
