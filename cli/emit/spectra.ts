import { planRows } from '../../core/cube/memory.js';
import { sumsByLabel } from '../../core/describe/label-sums.js';
import { spectrumFits } from '../../formats/fits/index.js';
import { withoutExcluded } from '../edit/cube.js';
import type { Emitter } from './types.js';

/** Sums over clusters. */
export const sumEmitter: Emitter = {
  describe: 'the summed spectrum of each cluster with its propagated variance, as 1-D FITS',
  places: ['sums/'],
  async emit({ result, labels, styles, unit, axis, history }, { cube, sink, maxMemory, signal }) {
    const opened = withoutExcluded(await cube(), result);
    const rows = planRows(opened, { variance: opened.hasVariance }, maxMemory, 0);
    const ids = styles.map(({ id }) => id);
    const sums = await sumsByLabel(opened, labels, ids, { rows, signal });
    for (const [i, { id, name, count }] of styles.entries()) {
      const note = `sum over the ${count} spaxels of label ${id} (${name})`;
      const spectrum = { axis, unit, name, ...sums[i], history: [...history, note] };
      await sink.write(`sums/label-${id}.fits`, spectrumFits(spectrum));
    }
  },
};
