import { EmptyError, InputError } from '../../core/cube/errors.js';
import type { ByteSource } from '../../core/platform/types.js';
import { meaningOf } from './companions/role.js';
import { fitsFault } from './faults.js';
import { type Hdu, hduLabel, isImage } from './hdu.js';
import { isRowStack } from './rows.js';

const wide = (hdu: Hdu): number => hdu.shape.filter(n => n > 1).length;
const named = (hdus: readonly Hdu[]): string =>
  hdus.map(hdu => `${hduLabel(hdu)} ${hdu.kind} ${hdu.shape.join(' x ') || 'empty'}`).join('; ');

/** The HDU called `hdu`: a number (0 = primary), or an EXTNAME in any case, optionally `NAME,EXTVER`. Throws InputError when absent. */
export function findHdu(source: Pick<ByteSource, 'name'>, hdus: readonly Hdu[], hdu: string | number): Hdu {
  const [name, version] = `${hdu}`.split(',').map(part => part.trim().toUpperCase());
  const found = /^\d+$/.test(name)
    ? hdus[Number(name)]
    : hdus.find(h => h.name.toUpperCase() === name && (version === undefined || h.version === Number(version)));
  if (found) return found;
  throw new InputError(`there is no HDU ${hdu}`, { where: source.name, why: `the file has ${named(hdus)}` });
}

/** Throws InputError for what is no image: random groups, tables. */
export function requireImage(source: Pick<ByteSource, 'name'>, hdu: Hdu): void {
  const { header, index, headerOffset: offset, kind } = hdu;
  const at = { name: source.name, hdu: index, offset };
  if (kind === 'groups') {
    throw fitsFault('FITS random groups (interferometer visibilities) are no image', { ...at, keyword: 'GROUPS', found: 'T' });
  }
  if (!isImage(hdu)) {
    throw fitsFault('this HDU is no image', {
      ...at,
      keyword: 'XTENSION',
      expected: 'IMAGE',
      found: header.string('XTENSION') ?? kind,
    });
  }
}

/** Science data before what nothing is known of, that before weights and the like, companions last. */
function rank(hdu: Hdu): number {
  const { role } = meaningOf(hdu);
  return { data: 0, unknown: 1, other: 2 }[role as string] ?? 3;
}

/** Images of three axes longer than 1 that may be cubes of their own, beside the one that is read. */
export const otherCubes = (hdus: readonly Hdu[], cube: Hdu): Hdu[] =>
  hdus.filter(hdu => hdu !== cube && isImage(hdu) && wide(hdu) >= 3 && rank(hdu) <= 1);

/** The maps of MaNGA's data analysis pipeline: images of two or more channels, none of them a spectrum. */
const isMaps = (hdus: readonly Hdu[]): boolean =>
  hdus.some(({ name }) => name.toUpperCase() === 'BINID') && hdus.some(({ name }) => name.toUpperCase() === 'SPX_SKYCOO');

/** The first of the HDUs of the lowest rank; undefined where there are none. */
const first = (hdus: readonly Hdu[]): Hdu | undefined =>
  hdus.reduce<Hdu | undefined>((best, hdu) => (best && rank(best) <= rank(hdu) ? best : hdu), undefined);

/**
 * The HDU to read as a cube: the one asked for, else among the images with three axes longer than 1 (for want of these, with three axes) the first that
 * is science data by its name, else the first that is no companion of another; else an image of spectra in rows. Throws InputError for what is no image, EmptyError when there are
 * only two-dimensional images (one band).
 */
export function chooseCube(source: Pick<ByteSource, 'name'>, hdus: readonly Hdu[], asked?: string | number): Hdu {
  const candidates = hdus.filter(hdu => isImage(hdu) || hdu.kind === 'groups');
  const cube =
    asked !== undefined
      ? findHdu(source, hdus, asked)
      : (first(candidates.filter(hdu => wide(hdu) >= 3)) ??
        first(candidates.filter(hdu => hdu.shape.length >= 3 && wide(hdu) > 0)) ??
        first(candidates.filter(hdu => isRowStack(hdus, hdu) && rank(hdu) <= 1)) ??
        candidates.find(hdu => wide(hdu) > 0));
  if (asked === undefined && cube && isMaps(hdus))
    throw new InputError('this is a file of maps, not a cube', {
      where: source.name,
      why: `it has ${named(hdus.filter(isImage))}`,
      remedy: `One of them can be a truth or a mask: --mask '${source.name}[BINID][*,*,1]'.`,
    });
  if (!cube) throw new InputError('the file holds no cube', { where: source.name, why: `it has ${named(hdus)}` });
  requireImage(source, cube);
  const where = `${source.name}, ${hduLabel(cube)}`;
  if (cube.shape.length === 0 || cube.shape.includes(0)) {
    throw new InputError('this HDU has no data', {
      where,
      why: `the file has ${named(hdus)}`,
      remedy: 'Name another HDU: file.fits[NAME].',
    });
  }
  if (cube.shape.length < 3 && !isRowStack(hdus, cube)) {
    throw new EmptyError('the image has one band', {
      where,
      why: `its shape is ${cube.shape.join(' x ')}`,
      remedy: 'A cube needs a spectral axis; of spectra in rows CTYPE1 says that the first axis is spectral.',
    });
  }
  return cube;
}
