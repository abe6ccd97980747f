import { icrsWcs } from '../../core/cube/wcs/icrs.js';
import { cellsByLabel, mocOf, orderOf, pixelDegrees } from '../../core/cube/wcs/moc.js';
import { mocFits } from '../../formats/fits/index.js';
import type { Emitter } from './types.js';

/** Coverage on the sky. */
export const mocEmitter: Emitter = {
  describe: 'a MOC (HEALPix coverage of the sky) of each cluster, for Aladin',
  places: ['moc/'],
  async emit({ labels, styles, wcs: own, history }, { sink, warn }) {
    const wcs = own && icrsWcs(own);
    const pixel = wcs && pixelDegrees(wcs, labels.width, labels.height);
    if (!wcs || !pixel) {
      warn('a MOC needs coordinates that are computed and convert to the ICRS (FK5, FK4, galactic): none is written');
      return;
    }
    const order = orderOf(pixel);
    const cells = cellsByLabel(labels, wcs, order, pixel);
    for (const { id, name } of styles) {
      const moc = mocOf(order, cells.get(id) ?? []);
      await sink.write(`moc/label-${id}.fits`, mocFits(moc, name, history));
    }
  },
};
