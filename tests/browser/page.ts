import {
  type ByteSource,
  type Encoder,
  encoderFileNames,
  parseEncoder,
  type Segmentation,
  type SegmentOptions,
  segment,
  silhouettes,
} from 'cloisonne';
import { blobSource, httpSource, openSampleSource } from 'cloisonne/formats';
import { blobs } from './blobs.js';

/** What the tests do inside the page, with the package as an application would use it. */

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const hex = async (data: ArrayBufferView) => {
  const digest = await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
};

const harness = {
  /** A file of the server as a Blob, as from a file picker, or by HTTP ranges. */
  async open(url: string, how: 'blob' | 'http'): Promise<ByteSource> {
    return how === 'http' ? httpSource(url) : blobSource(await (await fetch(url)).blob(), url);
  },

  /** What a cube says about itself, with the checksums of a plane and a spectrum. */
  async inspect(url: string, how: 'blob' | 'http') {
    const source = await openSampleSource(await harness.open(url, how));
    const { width, height, bands } = source.shape;
    const found = {
      ...{ shape: source.shape, dtype: source.dtype, unit: source.unit, kind: source.spectralAxis.kind },
      plane: await hex(await source.plane(bands >> 1)),
      spectrum: await hex(await source.spectrum(width >> 1, height >> 1)),
    };
    await source.close();
    return found;
  },

  async encoder(folder: string): Promise<Encoder> {
    const files = await Promise.all(encoderFileNames.map(async name => [name, await bytesOf(`${folder}/${name}`)]));
    return parseEncoder(Object.fromEntries(files), folder);
  },

  /** Silhouettes of the points that `blobs` makes, on two workers. */
  async silhouettes(n: number) {
    const { points, labels } = blobs(n);
    const [{ macro, pointwise, perPoint }] = await silhouettes(points, [{ k: 3, labels }], { threads: 2 });
    return { macro, pointwise, perPoint: await hex(perPoint) };
  },

  /** Segments a cube and says what came out. Labels of every K of the sweep are compared by checksum. */
  async segment(url: string, how: 'blob' | 'http', encoder: string | undefined, options: SegmentOptions) {
    const source = await openSampleSource(await harness.open(url, how));
    let segmentation: Segmentation | undefined;
    const shipped = encoder === undefined ? [] : [await harness.encoder(encoder)];
    for await (const event of segment(source, { ...options, shipped }))
      if (event.type === 'result') segmentation = event.segmentation;
    await source.close();
    if (!segmentation) throw new Error('segment ended without a result');
    const { k, engine, encoderOrigin, sweep, labels, warnings, latents } = segmentation;
    return {
      ...{ k, engine, encoderOrigin, warnings, latents: await hex(latents), labels: Array.from(labels.data) },
      sweep: await Promise.all(sweep.map(async one => [one.k, one.silhouetteMacro, await hex(one.labels.data)])),
    };
  },
};

/** What the page offers to the tests. */
export type Harness = typeof harness;

Object.assign(globalThis, { harness });
