import { UsageError } from '../../cube/errors.js';
import { type EvaluateOptions, evaluate } from '../evaluate.js';
import type { MethodResult } from './types.js';

/** A row of the table of methods. */
export interface MethodScore {
  readonly method: string;
  readonly k: number;
  /** `chosen` by the method itself, `given`: as many clusters as there are true classes, or `both` where these are the same. */
  readonly kBy: 'chosen' | 'given' | 'both';
  /** Mean over points, in the space the method clusters in: not to be compared between methods. */
  readonly silhouette: number;
  readonly ari: number;
  readonly nmi: number;
  readonly acc: number;
  /** Weighted by the spaxels of the classes, see Evaluation. */
  readonly accuracy: number;
  readonly f1: number;
}

/**
 * Scores of a method against a true map, once with the K it chose and once with the true number of classes where its sweep has that;
 * labels are [height * width] maps. One row where both are the same K.
 */
export function methodScores(method: MethodResult, truth: ArrayLike<number>, options?: EvaluateOptions): MethodScore[] {
  const classes = new Set(Array.from(truth).filter(id => id !== 0)).size;
  const row = (k: number, kBy: MethodScore['kBy']): MethodScore => {
    const entry = method.sweep.find(found => found.k === k);
    if (!entry) throw new UsageError(`the method '${method.name}' has no K = ${k}`);
    const { ari, nmi, acc, weighted } = evaluate(entry.labels, truth, options);
    const { accuracy, f1 } = weighted;
    return { method: method.name, k, kBy, silhouette: entry.silhouettePointwise, ari, nmi, acc, accuracy, f1 };
  };
  if (method.chosen === classes) return [row(classes, 'both')];
  const given = method.sweep.some(({ k }) => k === classes) ? [row(classes, 'given')] : [];
  return [row(method.chosen, 'chosen'), ...given];
}

/** Labels [n] of the spaxels `pixels` put on a map of `size` spaxels, 0 elsewhere. */
export function onMap(labels: ArrayLike<number>, pixels: Uint32Array, size: number): Uint16Array {
  const map = new Uint16Array(size);
  pixels.forEach((pixel, i) => {
    map[pixel] = labels[i];
  });
  return map;
}
