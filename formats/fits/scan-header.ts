import type { ByteSource } from '../../core/platform/types.js';
import { BLOCK, CARD } from './card.js';
import { fitsFault } from './faults.js';
import { FitsHeader } from './header.js';

/** Longest header that is read: those of MUSE and JWST have some thousand cards, those that AIPS and CASA leave a hundred thousand lines of HISTORY. */
const MAX_CARDS = 1_000_000;
const READ = 10 * BLOCK;

/** A header and where its data unit starts. */
export interface ScannedHeader {
  readonly header: FitsHeader;
  readonly dataOffset: number;
  readonly warnings: readonly string[];
}

/**
 * Reads the header at `offset` up to END, block by block, never past the file. Non-ASCII bytes are replaced with a warning.
 * Throws InputError when END is missing.
 */
export async function scanHeader(source: ByteSource, offset: number, hdu: number, signal?: AbortSignal): Promise<ScannedHeader> {
  const latin = new TextDecoder('latin1');
  const cards: string[] = [];
  let foreign = false;
  for (let at = offset; at < source.size && cards.length < MAX_CARDS; at += READ) {
    const length = Math.min(READ, source.size - at);
    const text = latin.decode(await source.read(at, length, signal));
    for (let i = 0; i + CARD <= length; i += CARD) {
      let card = text.slice(i, i + CARD);
      if (/[^ -~]/.test(card)) {
        foreign = true;
        card = card.replace(/[^ -~]/g, '?');
      }
      if (card.startsWith('END     ') && card.trimEnd() === 'END') {
        const dataOffset = offset + Math.ceil(((cards.length + 1) * CARD) / BLOCK) * BLOCK;
        const header = new FitsHeader(cards);
        const warnings = foreign ? ['bytes that are not printable ASCII, read as ?', ...header.warnings] : header.warnings;
        return { header, dataOffset, warnings };
      }
      cards.push(card);
    }
  }
  throw fitsFault('the FITS header has no END card', {
    name: source.name,
    hdu,
    offset,
    expected: `END within ${MAX_CARDS} cards`,
    found: `${cards.length} cards${cards.length < MAX_CARDS ? ' and the end of the file' : ''}`,
    remedy: 'The file is truncated or damaged; copy it again.',
  });
}
