import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { channelAxis, edgesOf, isMonotonic } from '../table/index.js';
import type { SpectralType } from './axis-types.js';
import type { Hdu } from './hdu.js';
import { type LinearAxis, linearAxis } from './linear.js';
import { spectralUnit } from './units.js';
import { readVector } from './vector.js';

/** Pixel to value by the rule of the CTYPE: linear, -LOG (FITS paper III, eq. 5), log10 (DC-FLAG), or an index into a table (-TAB). */
function evaluate({ crpix, crval, cdelt }: LinearAxis, rule: string, bands: number, table?: Float64Array): Float64Array {
  return Float64Array.from({ length: bands }, (_, i) => {
    const w = cdelt * (i + 1 - crpix);
    if (table) {
      const at = Math.min(Math.max(crval + w - 1, 0), table.length - 1);
      const low = Math.min(Math.floor(at), Math.max(0, table.length - 2));
      return at === low ? table[low] : table[low] + (at - low) * (table[low + 1] - table[low]);
    }
    if (rule === 'LOG') return crval * Math.exp(w / crval);
    return rule === 'LOG10' ? 10 ** (crval + w) : crval + w;
  });
}

/** The wavelength table of the file: the one that -TAB names, else an extension called WAVE or the like with one number a band. */
async function tableOf(
  source: ByteSource,
  hdus: readonly Hdu[],
  cube: Hdu,
  axis: number,
  bands: number,
  tab: boolean,
  signal?: AbortSignal,
) {
  const { header } = cube;
  if (tab) {
    const name = (header.string(`PS${axis}_0`) ?? '').toUpperCase();
    const hdu = hdus.find(
      h => h.kind === 'bintable' && h.name.toUpperCase() === name && h.version === (header.number(`PV${axis}_1`) ?? 1),
    );
    const column = header.string(`PS${axis}_1`);
    const counts = [bands, ...(hdu ? [Number(/^\d+/.exec(hdu.header.string('TFORM1') ?? '')?.[0] ?? 0)] : [])].filter(n => n > 1);
    for (const count of counts) {
      const found = hdu && !header.string(`PS${axis}_2`) && (await readVector(source, hdu, count, column, signal));
      if (found) return { ...found, indexed: true, from: name };
    }
  }
  for (const hdu of hdus) {
    if (hdu === cube || !/^(WAVE|WAVELENGTH|WAVELENGTHS|LAMBDA|WLEN)$/i.test(hdu.name)) continue;
    const found = await readVector(source, hdu, bands, undefined, signal);
    if (found) return { ...found, indexed: false, from: hdu.name };
  }
  return undefined;
}

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
  const linear = linearAxis(header, axis);
  const rule = type?.rule ?? '';
  const table = await tableOf(source, hdus, cube, axis, bands, rule === 'TAB', signal);
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

  const values = table && !table.indexed ? table.values : evaluate(linear, rule, bands, table?.values);
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
