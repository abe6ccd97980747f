import { InputError } from './errors.js';
import { FlagCounter, type FlagRule, flagsSaid, flagTest } from './flags.js';
import type { SamplePiece, SampleSource } from './types.js';

/** What the values of a variance array are: variances, standard deviations or inverse variances. */
export type VarianceRule = 'variance' | 'sigma' | 'inverse';

const WORDS: Readonly<Record<VarianceRule, string>> = {
  variance: 'a variance',
  sigma: 'a standard deviation',
  inverse: 'an inverse variance',
};

/** In words: `a variance`, `a standard deviation`, `an inverse variance`. */
export const ruleInWords = (rule: VarianceRule): string => WORDS[rule];

/** Turns values into variances in place; an inverse variance that is not above 0 says nothing. */
export const toVariance: Readonly<Record<VarianceRule, (values: Float32Array) => void>> = {
  variance: () => {},
  sigma: values => {
    for (let i = 0; i < values.length; i++) values[i] *= values[i];
  },
  inverse: values => {
    for (let i = 0; i < values.length; i++) values[i] = values[i] > 0 ? 1 / values[i] : Number.NaN;
  },
};

function requireShape(source: SampleSource, other: SampleSource, what: string): void {
  const text = ({ width, height, bands }: SampleSource['shape']) => `${width} x ${height} x ${bands}`;
  if (text(source.shape) === text(other.shape)) return;
  throw new InputError(`the ${what} do not fit the cube`, {
    where: other.name,
    why: `it is ${text(other.shape)}, the cube ${text(source.shape)} (width x height x bands)`,
  });
}

/** The same source with own methods, the note `line`, and one that closes `other` with it. */
function derived(
  source: SampleSource,
  other: SampleSource,
  line: string,
): SampleSource & { variance?: SampleSource['variance'] } {
  const own = Object.defineProperties(Object.create(source) as SampleSource, {
    notes: { value: [...(source.notes ?? []), line], enumerable: true },
    stagingBytes: { value: (rows: number) => source.stagingBytes(rows) + other.stagingBytes(rows), writable: true },
    close: {
      value: async () => {
        await other.close();
        await source.close();
      },
    },
  });
  return own;
}

/** What a value of the companion is multiplied by, so that its variance is that of samples divided by `unit`. */
const inUnit = (rule: VarianceRule, unit: number): number => unit ** { variance: -2, sigma: -1, inverse: 2 }[rule];

/**
 * The same cube with its variance from another source of the same shape (a file beside it), which is closed with it. Throws InputError for another
 * shape.
 */
export function withVariance(source: SampleSource, values: SampleSource, rule: VarianceRule): SampleSource {
  requireShape(source, values, 'variances');
  const own = derived(source, values, `variance: ${values.name}, ${ruleInWords(rule)}, as the option says`);
  // What float32 could not hold came scaled, here or in the cube: the variances are to be those of the cube's samples.
  const { scale, offset } = values.narrowing ?? { scale: 1, offset: 0 };
  const unit = source.narrowing?.scale ?? 1;
  const narrowed = values.narrowing !== undefined || unit !== 1;
  async function* variance(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    for await (const piece of values.samples(y0, rows, signal)) {
      if (narrowed)
        for (let i = 0; i < piece.data.length; i++) piece.data[i] = (offset + scale * piece.data[i]) * inUnit(rule, unit);
      toVariance[rule](piece.data);
      yield piece;
    }
  }
  return Object.defineProperty(own, 'variance', { value: variance, writable: true, enumerable: true });
}

/** Numbers from here on are not exact in float32, and so their bits are not known. */
const EXACT = 2 ** 24;

/**
 * The same cube without the samples that another source of the same shape flags (a file beside it), which is closed with it; what is missing there
 * counts as flagged. Throws InputError for another shape, and while reading for bits that a float32 does not hold.
 */
export function withFlags(source: SampleSource, flags: SampleSource, rule: FlagRule): SampleSource {
  requireShape(source, flags, 'flags');
  const { width, height, bands } = source.shape;
  const test = flagTest(rule);
  const by = `${flags.name}, ${rule.text}`;
  const warnings = [...source.warnings];
  const own = derived(source, flags, `flags: ${by} makes a sample missing, as the option says`);
  const counter = new FlagCounter(by, height, width * bands, tally => warnings.push(...flagsSaid(tally, 'option')));

  /** A byte a sample, [rows * width][bands], 1 where it is flagged. */
  async function flagsOf(y0: number, rows: number, signal?: AbortSignal): Promise<Uint8Array> {
    const out = new Uint8Array(rows * width * bands);
    for await (const piece of flags.samples(y0, rows, signal)) {
      const base = (piece.y0 - y0) * width;
      const spaxels = piece.rows * width;
      for (let p = 0; p < spaxels; p++) {
        for (let b = 0; b < piece.bands; b++) {
          const value = piece.data[piece.order === 'bip' ? p * piece.bands + b : b * spaxels + p];
          if (typeof rule.counts !== 'string' && Math.abs(value) >= EXACT) throw beyond(flags.name, value);
          if (test(value)) out[(base + p) * bands + piece.band + b] = 1;
        }
      }
    }
    return out;
  }

  async function* samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    const flagged = await flagsOf(y0, rows, signal);
    for await (const piece of source.samples(y0, rows, signal)) {
      const spaxels = piece.rows * width;
      const bad = new Uint32Array(piece.rows);
      const missing = new Uint32Array(piece.rows);
      for (let p = 0; p < spaxels; p++) {
        const at = ((piece.y0 - y0) * width + p) * bands + piece.band;
        const row = Math.floor(p / width);
        for (let b = 0; b < piece.bands; b++) {
          const i = piece.order === 'bip' ? p * piece.bands + b : b * spaxels + p;
          if (flagged[at + b]) {
            bad[row]++;
            piece.data[i] = Number.NaN;
          } else if (Number.isNaN(piece.data[i])) missing[row]++;
        }
      }
      for (let row = 0; row < piece.rows; row++) counter.add(piece.y0 + row, width * piece.bands, bad[row], missing[row]);
      yield piece;
    }
  }

  const struck = (values: Float32Array, found: Float32Array): Float32Array =>
    values.map((value, i) => (test(found[i]) ? Number.NaN : value));
  return Object.defineProperties(own, {
    samples: { value: samples, writable: true },
    flagged: { value: () => counter.tally() },
    warnings: { value: warnings, enumerable: true },
    stagingBytes: {
      value: (rows: number) => source.stagingBytes(rows) + flags.stagingBytes(rows) + rows * width * bands,
      writable: true,
    },
    spectrum: {
      value: async (x: number, y: number, signal?: AbortSignal) =>
        struck(await source.spectrum(x, y, signal), await flags.spectrum(x, y, signal)),
      writable: true,
    },
    plane: {
      value: async (band: number, signal?: AbortSignal) =>
        struck(await source.plane(band, signal), await flags.plane(band, signal)),
      writable: true,
    },
  });
}

const beyond = (name: string, value: number): InputError =>
  new InputError('these flags are too large to tell their bits apart', {
    where: name,
    why: `${value} is beyond 2^24`,
    remedy: 'Put them into the FITS file of the cube, or use --dq-bits any.',
  });
