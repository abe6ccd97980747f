import { planRows } from '../../core/cube/memory.js';
import type { Narrowing } from '../../core/cube/narrowing.js';
import { type LabelSum, sumsByLabel } from '../../core/describe/label-sums.js';
import { spectrumFits } from '../../formats/fits/index.js';
import { withoutExcluded } from '../edit/cube.js';
import type { Emitter } from './types.js';

/** Bytes of a band of one sum: values, variances and counts, as they are summed and as they are handed out. */
const SUM_BYTES = 48;

/** The sum of the file's own values. */
function wholeSum({ values, variance, samples }: LabelSum, { scale, offset }: Narrowing): LabelSum {
  return {
    values: values.map((value, b) => value * scale + offset * samples[b]),
    samples,
    ...(variance && { variance: variance.map(value => value * scale ** 2) }),
  };
}

/** Sums over clusters. */
export const sumEmitter: Emitter = {
  describe: 'the summed spectrum of each cluster with its propagated variance, as 1-D FITS',
  places: ['sums/'],
  async emit({ result, labels, styles, unit, axis, history }, { cube, sink, maxMemory, signal }) {
    const opened = withoutExcluded(await cube(), result);
    const used = opened.excludedBands.map(flag => (flag ? 0 : 1));
    const sumBytes = SUM_BYTES * opened.shape.bands;
    // Of more clusters than fit, some are summed in one read of the cube and the next in another.
    const most = Math.max(1, Math.floor(maxMemory / 4 / sumBytes));
    for (let from = 0; from < styles.length; from += most) {
      const some = styles.slice(from, from + most);
      const rows = planRows(opened, { variance: opened.hasVariance }, maxMemory, some.length * sumBytes);
      const ids = some.map(({ id }) => id);
      const sums = await sumsByLabel(opened, labels, ids, { rows, signal });
      for (const [i, { id, name, count }] of some.entries()) {
        const note = `sum over the ${count} spaxels of label ${id} (${name})`;
        const sum = opened.narrowing ? wholeSum(sums[i], opened.narrowing) : sums[i];
        const spectrum = { axis, unit: opened.narrowing?.unit ?? unit, name, used, ...sum, history: [...history, note] };
        await sink.write(`sums/label-${id}.fits`, spectrumFits(spectrum));
      }
    }
  },
};
