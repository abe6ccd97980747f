import { type Card, parseCard } from './card.js';

const REPEATABLE = new Set(['', 'COMMENT', 'HISTORY', 'END', 'CONTINUE']);

/** The cards of one HDU with look-up by keyword; of duplicates the first counts. */
export class FitsHeader {
  readonly cards: readonly Card[];
  /** Card-level faults, one line each: read on, but say so. */
  readonly warnings: readonly string[];
  private readonly byKeyword = new Map<string, Card>();

  /** Parses cards of 80 characters, without END. CONTINUE strings are joined on to the card they continue. */
  constructor(raw: readonly string[]) {
    const cards: Card[] = [];
    const warnings: string[] = [];
    const duplicates = new Set<string>();
    for (const text of raw) {
      const card = parseCard(text);
      if (card.fault) warnings.push(`card ${cards.length + 1} (${card.keyword || 'blank'}): ${card.fault}`);
      const last = cards[cards.length - 1];
      if (card.keyword === 'CONTINUE') {
        if (typeof last?.value === 'string' && last.value.endsWith('&') && typeof card.value === 'string') {
          const joined = {
            ...last,
            value: last.value.slice(0, -1) + card.value,
            comment: [last.comment, card.comment].filter(Boolean).join(' '),
          };
          cards[cards.length - 1] = joined;
          if (this.byKeyword.get(last.keyword) === last) this.byKeyword.set(last.keyword, joined);
          continue;
        }
        warnings.push(`card ${cards.length + 1}: CONTINUE without a string to continue`);
      }
      cards.push(card);
      if (REPEATABLE.has(card.keyword)) continue;
      if (this.byKeyword.has(card.keyword)) duplicates.add(card.keyword);
      else this.byKeyword.set(card.keyword, card);
    }
    if (duplicates.size > 0) {
      const some = [...duplicates].slice(0, 8).join(', ');
      warnings.push(`repeated keywords, the first of each counts: ${some}${duplicates.size > 8 ? ' ...' : ''}`);
    }
    this.cards = cards;
    this.warnings = warnings;
  }

  /** The card of a keyword, where present. */
  get(keyword: string): Card | undefined {
    return this.byKeyword.get(keyword);
  }

  /** Every card of a keyword, in order. */
  all(keyword: string): Card[] {
    return this.cards.filter(card => card.keyword === keyword);
  }

  /** A finite number, or undefined. */
  number(keyword: string): number | undefined {
    const value = this.get(keyword)?.value;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  /** A string without trailing blanks, or undefined. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword)?.value;
    return typeof value === 'string' ? value.trim() : undefined;
  }

  /** True for a logical T. */
  flag(keyword: string): boolean {
    return this.get(keyword)?.value === true;
  }
}
