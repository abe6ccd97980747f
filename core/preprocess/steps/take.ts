import { axisWithGaps, bandStarts } from '../../cube/bands.js';
import { UsageError } from '../../cube/errors.js';
import { applySparse, sparseMap } from '../sparse.js';
import type { StepDefinition } from '../step.js';

/**
 * Takes some of the bands, each given by its place among those there are, counted from 0: `at=3` is the fourth band, `at=3.25` lies on the straight line
 * from it to the next. So spectra get the bands an encoder takes from a cube that has others too, or of which a few are missing.
 */
export const take: StepDefinition = {
  name: 'take',
  summary: 'take bands by their places, counted from 0; between two places by a straight line',
  domain: 'everything',
  parameters: { at: { kind: 'numbers' } },
  bind({ at }: { at: readonly number[] }, axis) {
    const bands = axis.values.length;
    const wrong = at.find(place => !(place >= 0 && place <= bands - 1));
    if (wrong !== undefined) throw new UsageError("bad step 'take'", { why: `there is no place ${wrong} among ${bands} bands` });
    const rows = Array.from({ length: bands }, (): [number, number][] => []);
    for (const [o, place] of at.entries()) {
      const before = Math.floor(place);
      rows[before].push([o, 1 - (place - before)]);
      if (place > before) rows[before + 1].push([o, place - before]);
    }
    const linear = sparseMap(at.length, rows);
    const starts = bandStarts(axis);
    const near = at.map(Math.round);
    const ends = near.map(band => axis.edges[band + 1]);
    const gaps = near.flatMap((band, i) => (i > 0 && starts[band] !== ends[i - 1] ? [{ band: i, start: starts[band] }] : []));
    const { kind, unit, names } = axis;
    return {
      axis: axisWithGaps(kind, unit, [starts[near[0]], ...ends], gaps, names && near.map(band => names[band])),
      inPlace: false,
      run: (x, y) => applySparse(linear, x, y),
      linear,
      selects: at.every(Number.isInteger),
    };
  },
};
