import { InputError } from '../core/cube/errors.js';
import { withLiveTime } from '../core/cube/live-time.js';
import type { SampleSource } from '../core/cube/types.js';
import { detectFormat, openSampleSource, parseCubeName, readFitsImage } from '../formats/index.js';
import { besideOf, openBytes } from './beside.js';

/** The word that stands for the live times a cube itself brings along. */
export const OWN_LIVE_TIME = 'header';

/** All samples of an image in row order, and the lengths of its sides. */
async function readImage(name: string, signal?: AbortSignal): Promise<{ sides: readonly number[]; data: Float32Array }> {
  const { path, hdu } = parseCubeName(name);
  const bytes = await openBytes(path, signal);
  try {
    if (detectFormat(await bytes.read(0, Math.min(512, bytes.size), signal)) === 'FITS') {
      const { width, height, data } = await readFitsImage(bytes, { hdu, signal });
      return { sides: [width, height], data };
    }
    const image = await openSampleSource(bytes, { beside: besideOf(path, signal), signal });
    const { width, height, bands } = image.shape;
    // An image of an EDF file is a row of spectra elsewhere: here its spectra are the rows.
    if (bands > 1 && height === 1) {
      const data = new Float32Array(width * bands);
      for (let x = 0; x < width; x++) data.set(await image.spectrum(x, 0, signal), x * bands);
      return { sides: [bands, width], data };
    }
    if (bands > 1) throw new InputError('live times are one image', { where: name, why: `it has ${bands} bands` });
    return { sides: [width, height], data: await image.plane(0, signal) };
  } finally {
    await bytes.close();
  }
}

/** The cube scaled to one live time: that of its headers, or of an image of seconds. Throws InputError. */
export async function withLiveTimeFrom(source: SampleSource, from: string, signal?: AbortSignal): Promise<SampleSource> {
  if (from === OWN_LIVE_TIME) {
    const seconds = await source.liveTime?.(signal);
    if (seconds) return withLiveTime(source, seconds);
    throw new InputError('the cube brings no live times along', {
      where: source.name,
      remedy: 'Give them as an image: --live-time seconds.tif.',
    });
  }
  const { sides, data } = await readImage(from, signal);
  const { width, height } = source.shape;
  if (sides[0] !== width || sides[1] !== height)
    throw new InputError('the live times do not fit the cube', {
      where: from,
      why: `${sides.join(' x ')}, the cube is ${width} x ${height}`,
    });
  return withLiveTime(source, data);
}
