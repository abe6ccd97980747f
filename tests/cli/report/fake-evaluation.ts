import type { EvaluationFacts } from '../../../cli/report/index.js';
import { evaluate, methodScores } from '../../../core/evaluate/index.js';

/** A map of 12 x 9 in three classes, judged: label 4 for class 1, 2 for class 2, none for class 3, 9 unclassified, and a column without labels. */
export function fakeEvaluation(more: Partial<EvaluationFacts> = {}): EvaluationFacts {
  const [width, height] = [12, 9];
  const truth = { width, height, data: Uint8Array.from({ length: 108 }, (_, i) => (i < 12 ? 0 : 1 + Math.floor((i % 12) / 4))) };
  const found = [4, 4, 4, 2, 2, 2, 2, 4, 9, 9, 0, 2];
  const labels = { width, height, data: Uint8Array.from({ length: 108 }, (_, i) => found[i % 12]) };
  const unclassified = [9];
  const scores = evaluate(labels.data, truth.data, { unclassified });
  const sweep = [{ k: 2, labels: labels.data, silhouetteMacro: 0.5, silhouettePointwise: 0.4 }];
  return {
    ...{ version: '0.0.0', name: 'fake', truthName: 'truth.fits', labels, truth, scores, unclassified, yUp: true },
    methods: methodScores({ name: 'encoder', sweep, chosen: 2 }, truth.data, { unclassified }),
    styles: [{ id: 4, name: 'Sea', color: '#336699' }],
    ...more,
  };
}
