import { InputError } from '../../core/cube/errors.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { channelAxis, edgesOf, isMonotonic } from '../table/index.js';
import type { SpectralType } from './axis-types.js';
import type { Hdu } from './hdu.js';
import { type LinearAxis, linearAxis } from './linear.js';
import { type CoordinateTable, coordinateTable, lookUp } from './tab.js';
import { spectralUnit } from './units.js';
import { readVector } from './vector.js';

/** Pixel to value by the rule of the CTYPE: linear, -LOG (FITS paper III, eq. 5), log10 (DC-FLAG), or a table (-TAB). */
function evaluate({ crpix, crval, cdelt }: LinearAxis, rule: string, bands: number, table?: CoordinateTable): Float64Array {
  return Float64Array.from({ length: bands }, (_, i) => {
    const w = cdelt * (i + 1 - crpix);
    if (table) return lookUp(table, crval + w);
    if (rule === 'LOG') return crval * Math.exp(w / crval);
    return rule === 'LOG10' ? 10 ** (crval + w) : crval + w;
  });
}

/** The values of an extension called WAVE or the like that holds one number a band (MaNGA). */
async function listedAxis(source: ByteSource, hdus: readonly Hdu[], cube: Hdu, bands: number, signal?: AbortSignal) {
  for (const hdu of hdus) {
    if (hdu === cube || !/^(WAVE|WAVELENGTH|WAVELENGTHS|LAMBDA|WLEN)$/i.test(hdu.name)) continue;
    const found = await readVector(source, hdu, bands, undefined, signal);
    if (found) return { ...found, from: hdu.name };
  }
  return undefined;
}

/** A compressed file can promise more bands than it has bytes; a spectral axis is in memory before the first tile is read. */
const MOST_BANDS = 2 ** 22;

/**
 * The spectral axis of FITS axis `axis`: from a table extension where there is one, else by the WCS. CUNIT is kept (in its usual
 * spelling). Whatever cannot be made a monotonic axis becomes channels 1..n, with a warning.
 */
export async function readSpectralAxis(
  source: ByteSource,
  hdus: readonly Hdu[],
  cube: Hdu,
  axis: number,
  type: SpectralType | undefined,
  signal?: AbortSignal,
): Promise<{ axis: SpectralAxis; warnings: string[] }> {
  const { header } = cube;
  const bands = cube.shape[axis - 1];
  if (bands > MOST_BANDS) {
    throw new InputError('more bands than any spectrometer has', {
      where: `${source.name}[${cube.name}]`,
      why: `axis ${axis} is ${bands} long, the most is ${MOST_BANDS}`,
    });
  }
  const linear = linearAxis(header, axis);
  const rule = type?.rule ?? '';
  const indexed = rule === 'TAB' ? await coordinateTable(source, hdus, cube, axis, signal) : undefined;
  const listed = indexed ? undefined : await listedAxis(source, hdus, cube, bands, signal);
  const table = indexed ?? listed;
  if (!table && (!type || !linear.given || type.kind === 'channel')) {
    const warnings =
      type && type.kind !== 'channel' ? [`the spectral axis ${axis} has no step (CDELT, CD): channels are counted instead`] : [];
    return { axis: channelAxis(bands), warnings };
  }
  const warnings = table ? [] : [...linear.warnings];
  if (!table && rule === 'TAB') {
    return {
      axis: channelAxis(bands),
      warnings: [`the table of the spectral axis ${axis} cannot be read: channels are counted instead`],
    };
  }
  if (!table && rule !== '' && rule !== 'LOG' && rule !== 'LOG10')
    warnings.push(`the spectral algorithm ${rule} is not computed: the axis is taken as linear`);

  const written = (table?.unit || header.string(`CUNIT${axis}`)) ?? '';
  const known = spectralUnit(written);
  if (written && !known) warnings.push(`the unit of the spectral axis is not known: ${written}`);
  // Paper III's default for a wavelength is the metre; no cube has kilometres of it.
  const fallback = type?.defaultUnit === 'm' && Math.abs(linear.crval) > 1 ? '' : (type?.defaultUnit ?? '');
  const unit = known?.unit ?? (written || fallback);
  if (!unit && type?.defaultUnit) warnings.push(`the spectral axis has no unit (CUNIT${axis})`);

  const values = listed?.values ?? evaluate(linear, rule, bands, indexed);
  if (!isMonotonic(values)) {
    return {
      axis: channelAxis(bands),
      warnings: [
        ...warnings,
        `the spectral axis${table ? ` of ${table.from}` : ''} is not monotonic: channels are counted instead`,
      ],
    };
  }
  const kind: SpectralKind = type?.kind ?? known?.kind ?? 'wavelength';
  return { axis: { kind: kind === 'channel' && table ? 'wavelength' : kind, unit, values, edges: edgesOf(values) }, warnings };
}
