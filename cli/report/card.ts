import { createHash } from 'node:crypto';
import { cardText } from '../../core/encoder/card.js';
import type { EncoderCard } from '../../core/encoder/types.js';

/** SHA-256 of the card as it stands in encoder.json, hexadecimal. */
export const cardSha256 = (card: EncoderCard): string => createHash('sha256').update(cardText(card)).digest('hex');
