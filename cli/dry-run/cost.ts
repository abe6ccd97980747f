import { isCloisonneError, throwIfAborted } from '../../core/cube/errors.js';
import { selectedSpaxels } from '../../core/cube/select.js';
import type { SampleSource } from '../../core/cube/types.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { segment } from '../../core/segment.js';
import type { Segmentation, SegmentEvent } from '../../core/segmentation.js';
import { packageVersion } from '../version.js';
import { rowsOf } from './rows.js';

/** What a run of `segment` will take. */
export interface Cost {
  readonly spectra: number;
  readonly bands: number;
  /** Bands that take part, and how many do not, as the plan of a run says. */
  readonly keptBands: number;
  readonly leftOut: Plan['leftOut'];
  readonly encoder: string;
  readonly engine: string;
  /** The cube is read so often, and so many bytes of samples each time. */
  readonly passes: number;
  readonly bytesToRead: number;
  /** Of the process, by the plan for this cap. */
  readonly memoryBytes: number;
  /** Of all products, and of the whole run on this machine, by runs over some of the rows; undefined where those have nothing to segment. */
  readonly diskBytes?: number;
  readonly seconds?: number;
  /** Rows that the larger of those runs took, of all. */
  readonly measuredRows: number;
  readonly rows: number;
}

/** Spaxels of the runs that are timed. */
const PARTS = [1024, 4096] as const;
/** Pairs of a sampled silhouette that are looked at for each spaxel. */
const SAMPLED = 10_000;
/** Phases that the whole cube goes through before the plan stands. */
const SETUP: readonly string[] = ['start', 'scan', 'fit'];

type Plan = Extract<SegmentEvent, { type: 'plan' }>;
type Phases = Map<string, number>;

/** Runs `segment` as far as `until` wants, noting the seconds of each phase. */
async function timed(
  source: SampleSource,
  options: SegmentOptions,
  until: (event: SegmentEvent) => boolean,
): Promise<{ plan?: Plan; result?: Segmentation; phases: Phases }> {
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, ...(options.signal ? [options.signal] : [])]);
  const phases: Phases = new Map();
  const found: { plan?: Plan; result?: Segmentation } = {};
  let [phase, since] = ['start', performance.now()];
  const enter = (next: string) => {
    phases.set(phase, (phases.get(phase) ?? 0) + (performance.now() - since) / 1000);
    [phase, since] = [next, performance.now()];
  };
  try {
    for await (const event of segment(source, { ...options, checkpoint: undefined, signal })) {
      if (event.type === 'progress') enter(event.phase);
      if (event.type === 'plan') found.plan = event;
      if (event.type === 'result') found.result = event.segmentation;
      if (until(event)) enough.abort();
    }
  } catch (err) {
    throwIfAborted(options.signal);
    if (!enough.signal.aborted) throw err;
  }
  enter('end');
  return { ...found, phases };
}

/** The rows in the middle that hold about so many spaxels, aligned as the file is. */
function middle({ shape: { width, height }, rowAlign }: SampleSource, spaxels: number): readonly [y0: number, rows: number] {
  const wanted = Math.ceil(spaxels / width / rowAlign) * rowAlign;
  const rows = Math.min(height, wanted);
  const y0 = Math.floor((height - rows) / 2 / rowAlign) * rowAlign;
  return [y0, Math.min(rows, height - y0)];
}

/** A run over some of the rows: its phases with the writing, its spaxels, and the bytes of all products if all rows were like these. */
interface Trial {
  readonly phases: Phases;
  readonly n: number;
  readonly rows: number;
  readonly bytes: number;
}

async function trial(source: SampleSource, options: SegmentOptions, spaxels: number): Promise<Trial | undefined> {
  const { width, height } = source.shape;
  const [y0, rows] = middle(source, spaxels);
  const mask = selectedSpaxels(source.shape, options.selection ?? {})?.slice(y0 * width, (y0 + rows) * width);
  const selection = { ...options.selection, region: undefined, mask };
  try {
    const { phases, result } = await timed(rowsOf(source, y0, rows), { ...options, selection }, () => false);
    if (!result) return undefined;
    const { bytes, seconds } = await writing(result, height / rows);
    return { phases: phases.set('write', seconds), n: rows * width, rows, bytes };
  } catch (err) {
    // A strip of sky has nothing to segment; the cube may.
    if (isCloisonneError(err, 'EmptyError')) return undefined;
    throw err;
  }
}

/** A small and a larger trial, after one that warms up; a cube no larger than that is tried once, whole. */
async function trials(source: SampleSource, options: SegmentOptions): Promise<(Trial | undefined)[]> {
  if (middle(source, PARTS[1])[1] === source.shape.height) {
    const whole = await trial(source, options, PARTS[1]);
    return [whole, whole];
  }
  await trial(source, options, PARTS[0]);
  return [await trial(source, options, PARTS[0]), await trial(source, options, PARTS[1])];
}

/**
 * Seconds of the whole run, from those of two trials: what the larger one took, and for every further spaxel what it took more than the smaller one. Silhouettes
 * grow with the pairs of spaxels. Looking at the cube and fitting are left out.
 */
function extrapolated(small: Trial, large: Trial, spectra: number, exactLimit: number): number {
  const pairs = (n: number) => (n <= exactLimit ? n ** 2 : SAMPLED * n);
  const size = (phase: string, n: number) => (phase === 'silhouette' ? pairs(n) : n);
  let sum = 0;
  for (const [phase, seconds] of large.phases) {
    if (SETUP.includes(phase)) continue;
    const [n, more] = [size(phase, large.n), seconds - (small.phases.get(phase) ?? 0)];
    const slope = large.n > small.n ? Math.max(0, more) / (n - size(phase, small.n)) : 0;
    sum += seconds + slope * (size(phase, spectra) - n);
  }
  return sum;
}

const isRaster = (path: string): boolean => /\.(fits|tif|png)$/.test(path);

/**
 * Plans a run and tries it on some of its rows, writing nothing: the products of these are counted, those with a value a pixel in proportion. Throws what `segment` throws before it reads the cube.
 */
export async function costOf(source: SampleSource, options: SegmentOptions): Promise<Cost> {
  const { width, height, bands } = source.shape;
  const spectra = width * height;
  const whole = await timed(source, options, event => event.type === 'plan');
  if (!whole.plan) throw new Error('the pipeline ended without a plan');
  const { plan } = whole;
  const [small, large] = await trials(source, options);
  const bytes = Number(/\d+$/.exec(source.dtype)?.[0] ?? 32) / 8;
  const setup = SETUP.reduce((sum, phase) => sum + (whole.phases.get(phase) ?? 0), 0);
  return {
    ...{ spectra, bands, keptBands: plan.keptBands, leftOut: plan.leftOut },
    ...{ encoder: plan.encoder, engine: plan.engine, passes: plan.passes, memoryBytes: plan.memoryBytes },
    // Weights are read along with the second pass.
    bytesToRead: (plan.passes + (options.weights ? 1 : 0)) * spectra * bands * bytes,
    ...(small &&
      large && {
        seconds: setup + extrapolated(small, large, spectra, options.exactLimit ?? 100_000),
        diskBytes: large.bytes,
      }),
    ...{ measuredRows: middle(source, PARTS[1])[1], rows: height },
  };
}

/** Bytes and seconds of the products of a run over 1 / `share` of the rows, for all rows. */
async function writing(result: Segmentation, share: number): Promise<{ bytes: number; seconds: number }> {
  const { writeProducts } = await import('../products/index.js');
  const started = performance.now();
  let bytes = 0;
  const run = { version: packageVersion(), input: { name: result.cube.name }, options: {} };
  await writeProducts(result, run, {
    write: async (path, contents) => {
      bytes += Math.round(
        (typeof contents === 'string' ? Buffer.byteLength(contents) : contents.length) * (isRaster(path) ? share : 1),
      );
    },
  });
  return { bytes, seconds: (performance.now() - started) / 1000 };
}
