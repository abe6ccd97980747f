import { describe, expect, it } from 'vitest';
import {
  addError,
  degradation,
  evaluate,
  noError,
  normalizedConfusion,
  psnr,
  psnrLadder,
  tversky,
} from '../../../core/evaluate/index.js';
import fixture from '../../fixtures/evaluate/scores.json' with { type: 'json' };

describe('one class against the rest', () => {
  it.each(fixture.cases.map((c, i) => ({ i, ...c })))(
    'agrees with scikit-learn (case $i)',
    ({ labels, truth, perClass, confusion, weighted }) => {
      const found = evaluate(labels, truth);
      perClass.forEach((expected, c) => {
        const { tp, fp, fn, tn, accuracy } = found.perClass[c];
        expect({ tp, fp, fn, tn }).toEqual({ tp: expected.tp, fp: expected.fp, fn: expected.fn, tn: expected.tn });
        expect(accuracy).toBeCloseTo(expected.accuracy, 12);
        expect(found.perClass[c].tversky).toBeCloseTo(expected.tversky, 12);
      });
      expect(found.macro.tversky).toBeCloseTo(perClass.reduce((sum, c) => sum + c.tversky, 0) / 4, 12);
      expect(found.weighted.accuracy).toBeCloseTo(weighted.accuracy, 12);
      expect(found.weighted.tversky).toBeCloseTo(weighted.tversky, 12);
      const { shares, labels: columns } = normalizedConfusion(found);
      // Where there are fewer labels than classes, a class without partner has a column of zeros.
      shares.forEach((row, c) => {
        row.forEach((share, column) => {
          expect(share, `${c} ${columns[column]}`).toBeCloseTo(confusion[c][column], 12);
        });
      });
    },
  );

  it('counts ids that are no cluster as wrong, and as groups of their own', () => {
    const { truth, labels, weighted, ...expected } = fixture.unclassified;
    const found = evaluate(labels, truth, { unclassified: [9] });
    for (const key of ['ari', 'nmi', 'acc', 'accClassified'] as const) expect(found[key], key).toBeCloseTo(expected[key], 12);
    expect([found.unlabelled, found.unclassified]).toEqual([expected.unlabelled, expected.unclassified]);
    [found.weighted.precision, found.weighted.recall, found.weighted.f1].forEach((value, i) => {
      expect(value).toBeCloseTo(weighted[i], 12);
    });
    expect(evaluate([9, 9, 9, 1], [1, 1, 1, 2], { unclassified: [9] }).perClass.map(c => c.label)).toEqual([undefined, 1]);
    expect(evaluate([9, 9, 9, 1], [1, 1, 1, 2]).perClass.map(c => c.label)).toEqual([9, 1]);
  });

  it('weighs what was found too much and what was missed', () => {
    expect(tversky({ tp: 6, fp: 2, fn: 4, tn: 0 })).toBeCloseTo(6 / (6 + 1.4 + 1.2), 12);
    expect(tversky({ tp: 6, fp: 2, fn: 4, tn: 0 }, { alpha: 0.5, beta: 0.5 })).toBeCloseTo(12 / 18, 12);
    expect(tversky({ tp: 0, fp: 0, fn: 0, tn: 9 })).toBe(0);
  });
});

describe('PSNR', () => {
  const { cube, truth, psnr: expected, ladder } = fixture.psnr;

  it('agrees with scikit-image, however the cube is cut', () => {
    const whole = addError(noError, cube, truth);
    const parts = [0, 200, 400].reduce((sum, at) => addError(sum, cube.slice(at, at + 200), truth.slice(at, at + 200)), noError);
    expect(psnr(whole)).toBeCloseTo(expected, 9);
    expect(psnr(parts)).toBeCloseTo(expected, 9);
    const gaps = addError(whole, [Number.NaN], [1]);
    expect(gaps).toEqual(whole);
  });

  it('comes down the ladder as computed, and as measured', () => {
    const error = addError(noError, cube, truth);
    expect(psnrLadder).toEqual(ladder.map(({ level }) => level));
    for (const step of ladder) {
      const { psnr: target, mse, sigma, keep } = degradation(error, step.level);
      expect(target).toBeCloseTo(step.psnr, 9);
      expect(mse / step.mse).toBeCloseTo(1, 9);
      expect(sigma ** 2 + error.squares / error.n).toBeCloseTo(mse, 9);
      expect(keep).toBeCloseTo(error.squares / error.n / mse, 12);
    }
    expect(degradation(error, 0)).toMatchObject({ sigma: 0, keep: 1 });
    expect(() => degradation(error, 1)).toThrow(/degradation of 1/);
    expect(() => degradation(addError(noError, truth, truth), 0.2)).toThrow(/no noise/);
  });
});
