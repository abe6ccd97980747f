import { axisFromCentres } from '../../core/cube/axis.js';
import { InputError } from '../../core/cube/errors.js';
import { inOrder } from '../../core/cube/in-order.js';
import { basenameOf } from '../../core/cube/name.js';
import type { SamplePiece, SampleSource } from '../../core/cube/types.js';
import { channelAxis, valuesInNames } from '../table/index.js';

/** Files of one series, which all stay open. */
const MOST_FILES = 512;

/** The parts of a name between its numbers, and the numbers (with decimals, as in `400.5nm`). */
const split = (name: string): string[] => name.split(/(\d+(?:\.\d+)?(?=\D))/);

/** Names that differ from `name` in the same one number only, in the order of it; of several numbers the one followed by a unit, else that with most files. */
export function seriesOf(name: string, all: readonly string[]): readonly string[] {
  const own = split(name);
  const numbers = own.map((_, i) => i).filter(i => i % 2 === 1);
  const found = numbers.map(place => {
    const same = all.filter(other => {
      const parts = split(other);
      return parts.length === own.length && parts.every((part, i) => i === place || part === own[i]);
    });
    return { place, same: same.sort((a, b) => Number(split(a)[place]) - Number(split(b)[place])) };
  });
  const measured = found.find(({ place, same }) => same.length > 1 && /^\s?(nm|um|µm)(?![a-z])/i.test(own[place + 1] ?? ''));
  const best = measured ?? found.reduce((a, b) => (b.same.length > a.same.length ? b : a), { place: 0, same: [] as string[] });
  return best.same.length > 1 ? best.same : [];
}

/**
 * The images of one filter each, one file an image, as one cube: `page_400nm.tif`, `page_450nm.tif` ... . `open` opens one of them. Wavelengths are those
 * of the names, else bands are numbered. Throws InputError where an image has another size.
 */
export async function openSeries(
  first: SampleSource,
  names: readonly string[],
  open: (name: string) => Promise<SampleSource>,
): Promise<SampleSource> {
  if (names.length > MOST_FILES)
    throw new InputError('the series has too many files', {
      where: first.name,
      why: `${names.length}, at most ${MOST_FILES} are read as one cube`,
      remedy: 'Write them as one file (gdalbuildvrt -separate, gdal_translate).',
    });
  const own = basenameOf(first.name);
  const images: SampleSource[] = [];
  const close = async (): Promise<void> => {
    for (const image of images) await image.close();
  };
  try {
    for (const name of names) {
      const image = name === own ? first : await open(name);
      images.push(image);
      const [a, b] = [first.shape, image.shape];
      if (a.width !== b.width || a.height !== b.height || b.bands !== 1)
        throw new InputError('the images of the series differ', {
          where: image.name,
          why: `${b.width} x ${b.height} x ${b.bands}, ${own} is ${a.width} x ${a.height} x 1`,
          remedy: 'Put other images into another folder.',
        });
    }
  } catch (err) {
    for (const image of images) if (image !== first) await image.close();
    throw err;
  }
  const named = valuesInNames(names.map(name => name.replace(/_/g, ' ')));
  const spectralAxis = named
    ? axisFromCentres(named.quantity.kind, named.quantity.unit, named.values, names)
    : channelAxis(names.length, names);
  const value = <T>(of: T) => ({ value: of, enumerable: true });
  async function* samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    const { width } = first.shape;
    for (const [band, image] of images.entries()) {
      const data = new Float32Array(rows * width);
      for await (const piece of image.samples(y0, rows, signal)) data.set(piece.data, (piece.y0 - y0) * width);
      yield { y0, rows, band, bands: 1, order: 'bsq', data };
    }
  }
  const cube = Object.defineProperties(Object.create(first) as SampleSource, {
    shape: value({ ...first.shape, bands: images.length }),
    spectralAxis: value(spectralAxis),
    files: value(images.map(({ name }) => name)),
    notes: value([...(first.notes ?? []), `a series of ${names.length} files, ${names[0]} to ${names.at(-1)}, one band each`]),
    warnings: value(
      named
        ? first.warnings
        : [
            ...first.warnings,
            'the spectral axis of the series is not told by its names: bands are numbered; --axis FILE says what they are',
          ],
    ),
    samples: value(samples),
    spectrum: value(async (x: number, y: number, signal?: AbortSignal) => {
      const out = new Float32Array(images.length);
      for (const [band, image] of images.entries()) out[band] = (await image.spectrum(x, y, signal))[0];
      return out;
    }),
    plane: value((band: number, signal?: AbortSignal) => images[band].plane(0, signal)),
    close: value(close),
  });
  return inOrder(cube);
}
