import { cellsByLabel, mocOf, orderOf, pixelDegrees } from '../../core/cube/wcs/moc.js';
import { mocFits } from '../../formats/fits/index.js';
import type { Emitter } from './types.js';

/** Reference systems that are ICRS to some hundredths of an arcsecond, which a MOC has to be in. */
const ICRS = ['ICRS', 'FK5'];

/** Coverage on the sky. */
export const mocEmitter: Emitter = {
  describe: 'a MOC (HEALPix coverage of the sky) of each cluster, for Aladin',
  places: ['moc/'],
  async emit({ labels, styles, wcs, history }, { sink, warn }) {
    const pixel = wcs && pixelDegrees(wcs, labels.width, labels.height);
    if (!wcs || !pixel || wcs.system !== 'equatorial' || !ICRS.includes(wcs.reference)) {
      warn('a MOC needs right ascension and declination (ICRS or FK5): none is written');
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
