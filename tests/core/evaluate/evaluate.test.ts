import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { evaluate } from '../../../core/evaluate/index.js';
import cases from '../../fixtures/evaluate/evaluate.json' with { type: 'json' };

const close = (found: readonly number[], expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  found.forEach((v, i) => {
    expect(Math.abs(v - expected[i])).toBeLessThan(1e-12);
  });
};

describe('evaluate', () => {
  it.each(cases.map((c, i) => ({ i, ...c })))('agrees with scikit-learn (case $i)', ({ labels, truth, ...expected }) => {
    const found = evaluate(Uint8Array.from(labels), Uint16Array.from(truth));
    close([found.ari, found.nmi, found.acc], [expected.ari, expected.nmi, expected.acc]);
    expect(found.perClass.map(c => c.support)).toEqual(expected.support);
    close([found.macro.precision, found.macro.recall, found.macro.f1], expected.macro);
    close([found.weighted.precision, found.weighted.recall, found.weighted.f1], expected.weighted);
    close(
      found.perClass.map(c => c.recall),
      expected.recall,
    );
    close(
      found.perClass.map(c => c.precision),
      expected.precision,
    );
    close(
      found.perClass.map(c => c.f1),
      expected.f1,
    );
    expect(found.spaxels).toBe(truth.filter(t => t > 0).length);
    expect(found.unlabelled).toBe(labels.filter((l, i) => l === 0 && truth[i] > 0).length);
  });

  it('is perfect for the same partition under other names, whatever lies outside the truth', () => {
    const found = evaluate([7, 7, 3, 3, 3, 9, 0], [1, 1, 2, 2, 2, 0, 0]);
    expect(found).toMatchObject({ spaxels: 5, ari: 1, nmi: 1, acc: 1, unlabelled: 0, macro: { precision: 1, recall: 1, f1: 1 } });
    expect(found.perClass.map(c => c.label)).toEqual([7, 3]);
    expect(found.confusion).toEqual({
      classes: [1, 2],
      labels: [3, 7],
      table: [
        [0, 2],
        [3, 0],
      ],
    });
  });

  it('never matches a class with no data', () => {
    const found = evaluate([0, 0, 0, 1], [1, 1, 1, 2]);
    expect(found.perClass[0]).toMatchObject({ label: undefined, precision: 0, recall: 0, f1: 0 });
    expect(found).toMatchObject({ acc: 0.25, unlabelled: 3 });
  });

  it('leaves a class without a partner when there are more classes than labels', () => {
    const found = evaluate([1, 1, 1, 1], [1, 1, 1, 2]);
    expect(found.perClass.map(c => c.label)).toEqual([1, undefined]);
    expect(found.acc).toBe(0.75);
  });

  it('refuses maps of different size and a truth without labels', () => {
    const tag = (run: () => unknown) => {
      try {
        run();
      } catch (err) {
        return isCloisonneError(err) && err.tag;
      }
    };
    expect(tag(() => evaluate([1, 2], [1, 2, 3]))).toBe('UsageError');
    expect(tag(() => evaluate([1, 2], [0, 0]))).toBe('EmptyError');
  });
});
