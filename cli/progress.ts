import type { Writable } from 'node:stream';
import { printable, printableLines } from '../core/cube/printable.js';
import { duration } from '../core/cube/words.js';
import type { SegmentPhase } from '../core/segmentation.js';

const WIDTH = 20;
/** What a bar can show. */
type Phase = SegmentPhase | 'train' | 'write' | 'synthesise' | 'tiles' | 'draw' | 'baselines' | 'unpack';

const NAMES: Readonly<Record<Phase, string>> = {
  scan: 'looking',
  fit: 'fitting an encoder',
  encode: 'encoding',
  cluster: 'clustering',
  silhouette: 'silhouettes',
  judge: 'judging each K',
  describe: 'describing',
  train: 'training',
  write: 'writing',
  tiles: 'cutting tiles',
  synthesise: 'synthesising',
  draw: 'drawing spectra',
  baselines: 'baselines',
  unpack: 'unpacking',
};

/** `1.23 spectra/s`, `21k spectra/s`. */
export function rateText(perSecond: number, unit: string): string {
  return `${perSecond >= 10_000 ? `${Math.round(perSecond / 1000)}k` : perSecond >= 1000 ? Math.round(perSecond) : perSecond.toPrecision(3)} ${unit}/s`;
}

/** A progress bar on a terminal's stderr: phase, share, rate, time left. Silent when stderr is not a terminal or with `quiet`. */
export class Progress {
  private phase = '';
  private started = 0;
  private first = 0;
  private drawn = 0;
  /** Whether there is a terminal to draw on. */
  readonly live: boolean;

  constructor(
    private readonly stream: Writable & { isTTY?: boolean; columns?: number },
    private readonly quiet: boolean,
  ) {
    this.live = stream.isTTY === true && !quiet;
  }

  /** Draws `done` of `total`; `items` of `unit` are in the whole, for the rate. */
  update(phase: Phase, done: number, total: number, items = 0, unit = '', note = ''): void {
    if (!this.live) return;
    const now = performance.now();
    if (phase !== this.phase) {
      this.phase = phase;
      this.started = now;
      this.first = done;
      this.drawn = 0;
    }
    if (now - this.drawn < 80 && done < total) return;
    this.drawn = now;
    const share = total > 0 ? done / total : 0;
    const seconds = (now - this.started) / 1000;
    const filled = Math.round(share * WIDTH);
    // What a resumed run had done before says nothing about its speed.
    const since = total > 0 ? (done - this.first) / total : 0;
    const rate = items > 0 && since > 0 && seconds > 0.2 ? rateText((items * since) / seconds, unit) : '';
    const left = since > 0.02 && share < 1 && seconds > 0.5 ? `${duration((seconds / since) * (1 - share))} left` : '';
    const tail = [rate, left, note].filter(Boolean).join('  ');
    const line = `  ${NAMES[phase].padEnd(18)} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} %  ${tail}`;
    this.draw(line);
  }

  /** Draws any text where the bar is, on a terminal. */
  status(text: string): void {
    if (this.live) this.draw(text);
  }

  /** One line on stderr, above the bar. */
  line(text: string): void {
    if (this.quiet) return;
    // Names of files and clusters are in it, and what headers and servers say.
    const safe = printableLines(text);
    this.stream.write(this.live ? `\r\x1b[K${safe}\n` : `${safe}\n`);
  }

  private draw(text: string): void {
    this.stream.write(`\r\x1b[K${printable(text).slice(0, (this.stream.columns || 100) - 1)}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.live) this.stream.write('\r\x1b[K');
  }
}
