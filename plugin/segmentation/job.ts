import { UsageError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import { setWasmPath } from '../../core/engine/index.js';
import { withSuggestions } from '../../core/lines/index.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { segment } from '../../core/segment.js';
import { openCube } from './cube.js';
import { fetchEncoder, fittingEncoder, pickedEncoder } from './encoders.js';
import { pageProducts } from './products.js';
import { type Job, PREVIEW_CLUSTERS } from './protocol.js';
import type { PageEvent, PageResult } from './types.js';
import { version } from './version.js';

/** One run, in the worker: opens the cube, runs `segment`, and turns its result into files. Throws as `PageSegmenter.run` says. */
export async function runJob(job: Job, emit: (event: PageEvent) => void, signal: AbortSignal): Promise<PageResult> {
  if (!globalThis.crypto?.subtle)
    throw new UsageError('this page cannot segment', {
      why: 'the browser gives checksums and WebGPU to secure pages only',
      remedy: 'Open it over https, or on localhost.',
    });
  if (job.wasmUrl !== undefined) setWasmPath(job.wasmUrl);
  const source = await openCube(job, signal);
  try {
    const { shape, frame } = source;
    emit({
      type: 'opened',
      name: source.name,
      shape,
      cards: frame.kind === 'celestial' ? frame.cards : undefined,
      notes: source.notes,
    });
    const {
      kMin = 1,
      kMax = 10,
      seed = 0,
      engine = 'auto',
      latent = 3,
      maxMemory,
      threads,
      rebin = false,
      preview = PREVIEW_CLUSTERS,
    } = job;
    const options: SegmentOptions = {
      ...{ kMin, kMax, seed, engine, latent, maxMemory, threads, rebin, preview, signal },
      ...(await encoderOf(job, source, signal)),
    };
    for await (const event of segment(source, options)) {
      if (event.type !== 'result') emit(event);
      else
        return await pageProducts(withSuggestions(event.segmentation), {
          version,
          input: {
            name: job.name,
            ...(job.source instanceof Blob && { bytes: job.source.size }),
            ...(source.notes?.length && { notes: source.notes }),
          },
          options: { encoder: encoderName(job), k: `${kMin}..${kMax}`, seed, engine, latent, rebin },
        });
    }
    throw new Error('the pipeline ended without a result');
  } finally {
    await source.close();
  }
}

/** The encoder that was chosen; with `auto`, one of those offered, among which `segment` chooses. */
async function encoderOf(
  { encoder, encoders }: Job,
  { spectralAxis }: SampleSource,
  signal: AbortSignal,
): Promise<Pick<SegmentOptions, 'encoder' | 'shipped'>> {
  if (encoder === 'pca') return {};
  if (encoder === 'auto') {
    const found = await fittingEncoder(encoders, spectralAxis, signal);
    return { shipped: found ? [found] : [] };
  }
  return { encoder: 'url' in encoder ? await fetchEncoder(encoder.url, signal) : await pickedEncoder(encoder) };
}

/** As it stands in the options of a result: no folder, on which nothing may depend. */
const encoderName = ({ encoder }: Job): string | null =>
  encoder === 'auto' || encoder === 'pca'
    ? encoder
    : 'url' in encoder
      ? (encoder.url.replace(/\/+$/, '').split('/').at(-1) ?? null)
      : 'encoder.json';
