import { type Moc, uniqOf } from '../../core/cube/wcs/moc.js';
import { tableFits } from './table.js';
import { commentary, formatCard, textCard } from './write-card.js';

/**
 * A coverage map of the sky as FITS (IVOA MOC 2.0, section 4.3.1, readable as MOC 1.1): an empty primary HDU, and a binary table of one column,
 * UNIQ = 4 * 4^order + cell, ascending, ICRS. Cards of 80 characters in `cards` follow those of the standard.
 */
export function mocFits(moc: Moc, name: string, history: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const uniq = uniqOf(moc);
  const rows = new Uint8Array(8 * uniq.length);
  const view = new DataView(rows.buffer);
  uniq.forEach((value, i) => {
    view.setBigInt64(8 * i, BigInt(value));
  });
  return tableFits(rows, 8, [
    formatCard('TTYPE1', 'UNIQ', 'cell and its order in one number'),
    formatCard('TFORM1', 'K'),
    formatCard('MOCVERS', '2.0', 'version of the IVOA MOC standard'),
    formatCard('MOCDIM', 'SPACE'),
    formatCard('PIXTYPE', 'HEALPIX'),
    formatCard('ORDERING', 'NUNIQ'),
    formatCard('COORDSYS', 'C', 'ICRS'),
    formatCard('MOCORD_S', moc.order, 'deepest order'),
    formatCard('MOCORDER', moc.order, 'the same for readers of MOC 1.1'),
    formatCard('MOCTOOL', 'cloisonne'),
    textCard('MOCID', name),
    ...history.flatMap(line => commentary('HISTORY', line)),
  ]);
}
