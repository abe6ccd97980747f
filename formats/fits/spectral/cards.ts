import type { FitsHeader } from '../header.js';

/** Cards by keyword. */
export interface CardNumbers {
  number(keyword: string): number | undefined;
  string(keyword: string): string | undefined;
}

/**
 * The cards that describe the spectral axis `axis`: of the cube's header, else of the primary one, where numbers may stand in quotes. What was taken
 * from elsewhere, or as a number, is told in `warnings`.
 */
export class SpectralCards implements CardNumbers {
  readonly warnings: string[] = [];

  constructor(
    readonly header: FitsHeader,
    private readonly primary: FitsHeader | undefined,
    private readonly axis: number,
  ) {}

  number(keyword: string): number | undefined {
    const value = this.value(keyword);
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (typeof value !== 'string' || value.trim() === '') return undefined;
    const number = Number(value.trim().replace(/d(?=[+-]?\d)/i, 'e'));
    if (!Number.isFinite(number)) return undefined;
    this.say(`${keyword} = '${value.trim()}' is a text and is read as a number`);
    return number;
  }

  string(keyword: string): string | undefined {
    const value = this.value(keyword);
    return typeof value === 'string' ? value.trim() : undefined;
  }

  /** Whether the cube's own header has a card. */
  has(keyword: string): boolean {
    return this.header.get(keyword) !== undefined;
  }

  private value(keyword: string): unknown {
    const own = this.header.get(keyword)?.value;
    if (own !== undefined || !this.primary || !this.fromPrimary(keyword)) return own;
    const other = this.primary.get(keyword)?.value;
    if (other !== undefined)
      this.say(`${keyword} = ${typeof other === 'string' ? `'${other.trim()}'` : other} is that of the primary header`);
    return other;
  }

  /** What describes the axis by its number; a name of the type only where the header has a step for it, or none of its own cards. */
  private fromPrimary(keyword: string): boolean {
    const names = ['CTYPE', 'CUNIT', 'CRVAL', 'CRPIX', 'CDELT'].map(name => `${name}${this.axis}`);
    return names.includes(keyword) || keyword === `CD${this.axis}_${this.axis}` || /^(REST(FRQ|FREQ|WAV)|DC-FLAG)$/.test(keyword);
  }

  private say(line: string): void {
    if (!this.warnings.includes(line)) this.warnings.push(line);
  }
}
