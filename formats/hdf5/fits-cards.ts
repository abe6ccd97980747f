import type { SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { isCelestial, spectralType } from '../fits/axis-types.js';
import { celestialFrame } from '../fits/frame.js';
import type { Hdu } from '../fits/hdu.js';
import { FitsHeader } from '../fits/header.js';
import { readSpectralAxis } from '../fits/spectral-axis.js';
import { formatCard } from '../fits/write-card.js';
import { type Candidate, groupOf } from './dataset.js';
import type { Dimension } from './dimensions.js';
import type { H5File } from './library.js';
import { attributeOf, numberOf, textOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** Axes that attributes describe as FITS does, with the celestial frame and the unit of the samples. */
export interface FitsDescription {
  readonly axes: readonly Dimension[];
  readonly unit: string;
  frame(x: number | undefined, y: number | undefined): SpatialFrame;
}

/** The attributes of a group as a FITS header; those that fit no card are left out. */
async function headerOf(file: VirtualFile, root: H5File, path: string, signal?: AbortSignal): Promise<FitsHeader> {
  const group = await groupOf(file, root, path, signal);
  const cards = await file.run(
    () =>
      Object.keys(group.attrs)
        .filter(key => /^[A-Z][A-Z0-9_-]{0,7}$/.test(key))
        .map(key => [key, attributeOf(group.attrs, key)] as const),
    signal,
  );
  return new FitsHeader(
    cards.flatMap(([key, value]) => {
      const number = numberOf(value);
      try {
        return [formatCard(key, Number.isNaN(number) ? textOf(value) : number)];
      } catch {
        return [];
      }
    }),
  );
}

/**
 * Axes by FITS cards that stand as attributes on the dataset's group (CARTA's HDF5): CTYPEn, CRVALn ... of axis n, which is the n-th from the end.
 * Undefined where there are none.
 */
export async function fitsAxes(
  source: ByteSource,
  file: VirtualFile,
  root: H5File,
  { path, metadata }: Candidate,
  signal?: AbortSignal,
): Promise<FitsDescription | undefined> {
  const header = await headerOf(file, root, path, signal);
  const shape = metadata.shape ?? [];
  const rank = shape.length;
  if (header.number('NAXIS') !== rank || !header.string('CTYPE1')) return undefined;
  const hdu = { header, name: path, shape: [...shape].reverse() } as unknown as Hdu;
  const sky = shape.map((_, i) => rank - i).filter(axis => isCelestial(header, axis));
  const axes: Dimension[] = [];
  for (const [i, length] of shape.entries()) {
    const axis = rank - i;
    const ctype = header.string(`CTYPE${axis}`) ?? '';
    const type = spectralType(header, axis);
    const role = type ? 'band' : sky.includes(axis) ? (axis === Math.min(...sky) ? 'x' : 'y') : 'further';
    let read: Awaited<ReturnType<typeof readSpectralAxis>> | undefined;
    if (type && length > 1) read = await readSpectralAxis(source, [hdu], hdu, axis, type, signal);
    const spectral = (warnings: string[]): SpectralAxis | undefined => {
      warnings.push(...(read?.warnings ?? []));
      return read?.axis;
    };
    axes.push({
      ...{ length, names: [ctype.replace(/-.*$/, '')].filter(Boolean), role, from: `CTYPE${axis} = ${ctype}` },
      ...{ coordinates: read?.from, spectral },
    });
  }
  return {
    axes,
    unit: header.string('BUNIT') ?? '',
    frame: (x, y) => (x === undefined || y === undefined ? { kind: 'none' } : celestialFrame(hdu, hdu, rank - x, rank - y).frame),
  };
}
