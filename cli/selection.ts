import { EmptyError, UsageError } from '../core/cube/errors.js';
import { noted } from '../core/cube/noted.js';
import type { Selection } from '../core/cube/select.js';
import { selectBySnr } from '../core/cube/snr.js';
import type { CubeShape, SampleSource } from '../core/cube/types.js';
import { companionsFrom } from './companions.js';
import type { InputOptions } from './inputs.js';
import { parseBytes, parseRanges, parseRegion } from './parse.js';

/** The selection that the options --bands, --exclude, --region and --mask describe, for a cube of this shape. */
export async function selectionFrom(argv: Record<string, unknown>, shape: CubeShape, signal?: AbortSignal): Promise<Selection> {
  const { bands, exclude, region, mask } = argv as Record<string, string | undefined>;
  const image = mask === undefined ? undefined : await (await import('./labels.js')).readLabels(mask, signal);
  if (image && (image.width !== shape.width || image.height !== shape.height)) {
    throw new UsageError('the mask has another size than the cube', {
      where: mask,
      why: `it is ${image.width} x ${image.height}, the cube ${shape.width} x ${shape.height}`,
    });
  }
  return {
    keep: bands === undefined ? undefined : parseRanges(String(bands), 'bands'),
    exclude: exclude === undefined ? undefined : parseRanges(String(exclude), 'exclude'),
    region: region === undefined ? undefined : parseRegion(region),
    mask: image && Uint8Array.from(image.data, value => (value > 0 ? 1 : 0)),
  };
}

/**
 * The selection without the spaxels that --min-snr cuts off, and the source with a note of how many these are; both the same where the option is not
 * given. Throws UsageError for what is no number, EmptyError where no spaxel is left, and as selectBySnr does.
 */
export async function snrSelection(
  argv: Record<string, unknown>,
  source: SampleSource,
  selection: Selection,
  signal?: AbortSignal,
): Promise<{ readonly selection: Selection; readonly source: SampleSource }> {
  if (argv['min-snr'] === undefined) return { selection, source };
  const least = Number(argv['min-snr']);
  if (!Number.isFinite(least)) throw new UsageError('--min-snr must be a number');
  const maxMemory = parseBytes(String(argv['max-memory']));
  const { removed, known, most, ...found } = await selectBySnr(source, least, { selection, maxMemory, signal });
  const highest = Number.isFinite(most)
    ? `the highest signal-to-noise is ${Number(most.toPrecision(3))}`
    : 'no variance is known';
  if (removed === known)
    throw new EmptyError('nothing to segment', {
      where: source.name,
      why: `--min-snr ${least} leaves out all ${known} spaxels, ${highest}`,
      remedy: 'Choose a smaller --min-snr.',
    });
  return {
    ...found,
    source: noted(source, [
      `--min-snr ${least} leaves out ${removed} of ${known} spaxels: mean over the bands used of signal over noise`,
    ]),
  };
}

/** A number option that must be a whole number of at least `least`. Throws UsageError. */
export function wholeNumber(value: unknown, option: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) {
    throw new UsageError(`--${option} must be a whole number of at least ${least}`, {
      why: Number.isNaN(number) ? 'it is not a number' : `it is ${value}`,
    });
  }
  return number;
}

/** The --plane option: indices separated by commas. */
export function planeFrom(value: unknown): number[] | undefined {
  return value === undefined
    ? undefined
    : String(value)
        .split(',')
        .map(part => wholeNumber(part, 'plane', 0));
}

/** How the input options say a cube is to be opened. */
export function inputFrom(argv: Record<string, unknown>): Omit<InputOptions, 'signal'> {
  const text = (key: string): string | undefined => (argv[key] === undefined ? undefined : String(argv[key]));
  return {
    axis: text('axis'),
    plane: planeFrom(argv.plane),
    spectralAxis: text('spectral-axis'),
    dataset: text('dataset'),
    energy: text('energy'),
    liveTime: text('live-time'),
    maxSpill: argv['max-spill'] === undefined ? undefined : parseBytes(String(argv['max-spill'])),
    quiet: argv.quiet === true,
    companions: companionsFrom(argv),
  };
}
