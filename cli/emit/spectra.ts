import { planRows } from '../../core/cube/memory.js';
import { sumsByLabel } from '../../core/describe/label-sums.js';
import { spectrumFits } from '../../formats/fits/index.js';
import { withoutExcluded } from '../edit/cube.js';
import type { Emitter } from './types.js';

/** Bytes of a band of one sum: values, variances and counts, as they are summed and as they are handed out. */
const SUM_BYTES = 48;

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
        const spectrum = { axis, unit, name, used, ...sums[i], history: [...history, note] };
        await sink.write(`sums/label-${id}.fits`, spectrumFits(spectrum));
      }
    }
  },
};
