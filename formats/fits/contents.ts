import type { FilePart } from '../../core/cube/types.js';
import { otherCubes } from './choose.js';
import { type Companions, meaningOf, type Role } from './companions/index.js';
import { type Hdu, hduLabel, isImage } from './hdu.js';

const TYPES: Readonly<Record<number, string>> = { 8: 'u8', 16: 'i16', 32: 'i32', 64: 'i64', [-32]: 'f32', [-64]: 'f64' };

const ROLES: Readonly<Partial<Record<Role, string>>> = {
  data: 'science data',
  variance: 'a variance',
  sigma: 'a standard deviation',
  inverse: 'an inverse variance',
  quality: 'quality flags',
  wavelength: 'wavelengths',
  other: 'weights, sky, resolution or the like',
};

/** What is read of a file, and which HDU of the file each of it is. */
export interface Taken {
  readonly cube: Hdu;
  /** Whether the caller named the cube. */
  readonly asked: boolean;
  readonly companions: Companions;
  /** Where the spectral axis came from: `HDU WAVE`, cards. */
  readonly axisFrom: string;
}

/** Every HDU with its size, type and unit, what it was taken for, and why. */
export function contentsOf(hdus: readonly Hdu[], { cube, asked, companions, axisFrom }: Taken): FilePart[] {
  const others = otherCubes(hdus, cube);
  return hdus.map(hdu => {
    const { role, why } = meaningOf(hdu);
    const named = ROLES[role] && hdu.shape.length > 0 ? `${ROLES[role]} (${why})` : '';
    const taken =
      hdu === cube
        ? 'cube'
        : hdu === companions.variance?.hdu
          ? 'variance'
          : hdu === companions.quality?.hdu
            ? 'quality'
            : axisFrom === `HDU ${hdu.name}` && hdu.name !== ''
              ? 'spectral axis'
              : others.includes(hdu)
                ? 'another cube'
                : '';
    const size = hdu.kind === 'bintable' || hdu.kind === 'table' ? `${hdu.shape[1] ?? 0} rows` : hdu.shape.join(' x ');
    return {
      part: hduLabel(hdu),
      size: size || 'no data',
      type: isImage(hdu) ? (hdu.shape.length > 0 ? TYPES[hdu.bitpix] : '') : hdu.kind,
      unit: hdu.header.string('BUNIT') ?? '',
      taken,
      why: taken === 'cube' && asked ? 'asked for' : taken === 'cube' && named === '' ? 'the first image of three axes' : named,
    };
  });
}
