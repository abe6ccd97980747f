import { sum32 } from './checksum.js';
import { headerBytes, type ImageUnit, joined, padded } from './unit.js';
import { formatCard } from './write-card.js';

/**
 * A FITS file of an empty primary HDU and one binary table, `rows` [n * rowBytes] big-endian as stored, with the cards of its columns (TTYPEn, TFORMn
 * ...) and what else its header says.
 */
export function tableFits(rows: Uint8Array, rowBytes: number, cards: readonly string[]): Uint8Array<ArrayBuffer> {
  const columns = cards.filter(card => card.startsWith('TFORM')).length;
  const shape = [rowBytes, rows.length / rowBytes];
  const unit: ImageUnit = { xtension: 'BINTABLE', bitpix: 8, shape, header: [formatCard('TFIELDS', columns), ...cards] };
  const data = new Uint8Array(padded(rows.length));
  data.set(rows);
  const parts = [headerBytes({ bitpix: 8, shape: [], header: [] }, 0, false, 0), headerBytes(unit, 1, false, sum32(data)), data];
  return joined(parts);
}
