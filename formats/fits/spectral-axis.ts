import { InputError } from '../../core/cube/errors.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { channelAxis, edgesOf, isMonotonic } from '../table/index.js';
import type { SpectralType } from './axis-types.js';
import { meaningOf } from './companions/index.js';
import { type Hdu, hduLabel, isImage } from './hdu.js';
import { linearAxis } from './linear.js';
import { SpectralCards } from './spectral/cards.js';
import { axisUnit } from './spectral/unit.js';
import { axisValues } from './spectral/values.js';
import { coordinateTable, lookUp } from './tab.js';
import { readVector } from './vector.js';

/** What a caller can type where the axis is not known. */
export const STATE_AXIS = '--axis TYPE,UNIT,START,STEP says what it is (--axis WAVE,nm,400,10)';

/** A compressed file can promise more bands than it has bytes; a spectral axis is in memory before the first tile is read. */
const MOST_BANDS = 2 ** 22;

/** An axis with where it came from, and what had to be decided. */
export interface FoundAxis {
  readonly axis: SpectralAxis;
  /** The cards or the HDU that it came from; '' for band numbers. */
  readonly from: string;
  readonly warnings: readonly string[];
}

/** The values of an extension of wavelengths (WAVE, RED_WAVELENGTH ...) that holds one number a band, of the cube's own part of the file. */
async function listedAxis(source: ByteSource, hdus: readonly Hdu[], cube: Hdu, bands: number, signal?: AbortSignal) {
  const warnings: string[] = [];
  const { stem } = meaningOf(cube);
  const close = (hdu: Hdu): number => [stem, ''].indexOf(meaningOf(hdu).stem);
  const tables = hdus.filter(hdu => hdu !== cube && meaningOf(hdu).role === 'wavelength' && close(hdu) >= 0);
  for (const hdu of tables.sort((a, b) => close(a) - close(b))) {
    const found = await readVector(source, hdu, bands, undefined, signal);
    if (!found) continue;
    if (isMonotonic(found.values) && (!isImage(hdu) || found.values.every(v => v !== 0)))
      return { table: { ...found, from: hdu.name, unit: found.unit }, warnings };
    warnings.push(
      `${hduLabel(hdu)} is no spectral axis: its ${bands} values do not rise or fall throughout; the cards of the cube count; --axis FILE says otherwise`,
    );
  }
  return { table: undefined, warnings };
}

const FAMILY: Readonly<Partial<Record<SpectralKind, string>>> = {
  'wavelength-air': 'wavelength',
  'wavelength-vacuum': 'wavelength',
  'raman-shift': 'wavenumber',
};
const familyOf = (kind: SpectralKind): string => FAMILY[kind] ?? kind;

/** The cards that an axis came from: `CTYPE3 = WAVE, CUNIT3 = nm, CRVAL3 = 400 ...`. */
function cardsInWords(cards: SpectralCards, axis: number): string {
  const keywords = [
    ...['CTYPE', 'CUNIT', 'CRVAL', 'CRPIX', 'CDELT'].map(name => `${name}${axis}`),
    `CD${axis}_${axis}`,
    'DC-FLAG',
  ];
  return keywords
    .map(keyword => [keyword, cards.string(keyword) ?? cards.number(keyword)] as const)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([keyword, value]) => `${keyword} = ${value}`)
    .join(', ');
}

/**
 * The spectral axis of FITS axis `axis`: from a table extension where there is one that can serve, else by the WCS, with what the primary header adds. CUNIT
 * is kept (in its usual spelling). Whatever cannot be made a monotonic axis becomes channels 1..n, with a warning that names --axis.
 */
export async function readSpectralAxis(
  source: ByteSource,
  hdus: readonly Hdu[],
  cube: Hdu,
  axis: number,
  type: SpectralType | undefined,
  signal?: AbortSignal,
): Promise<FoundAxis> {
  const bands = cube.shape[axis - 1];
  if (bands > MOST_BANDS) {
    throw new InputError('more bands than any spectrometer has', {
      where: `${source.name}[${cube.name}]`,
      why: `axis ${axis} is ${bands} long, the most is ${MOST_BANDS}`,
    });
  }
  const cards = new SpectralCards(cube.header, hdus[0] === cube ? undefined : hdus[0].header, axis);
  cards.string(`CTYPE${axis}`);
  const linear = linearAxis(cube.header, axis, cards);
  const indexed = type?.rule === 'TAB' ? await coordinateTable(source, hdus, cube, axis, signal) : undefined;
  const { table: listed, warnings: passed } = indexed
    ? { table: undefined, warnings: [] }
    : await listedAxis(source, hdus, cube, bands, signal);
  const table = indexed ?? listed;
  const counted = (...warnings: string[]): FoundAxis => ({
    axis: channelAxis(bands),
    from: '',
    warnings: [...passed, ...warnings],
  });

  const written = (table?.unit || type?.unit || cards.string(`CUNIT${axis}`)) ?? '';
  const warnings = [...passed, ...(type?.by ? [`${type.by}: axis ${axis} is taken as the spectral axis`] : [])];
  if (!table && (!type || !linear.given || type.kind === 'channel')) {
    const other = !type && linear.given && written !== '' ? cards.string(`CTYPE${axis}`) : undefined;
    if (other && !/^(RA|DEC|STOKES|COMPLEX)/i.test(other)) {
      // Time, phase, Faraday depth: numbers with a unit are an axis like any other.
      const { values } = axisValues(cards, axis, undefined, linear, bands, { unit: written, factor: 1 });
      if (values && isMonotonic(values))
        return {
          axis: { kind: 'other', unit: written, values, edges: edgesOf(values) },
          from: cardsInWords(cards, axis),
          warnings: [
            ...warnings,
            `axis ${axis} is ${other} in ${written}, not a known spectral quantity: it is kept as it is; ${STATE_AXIS}`,
          ],
        };
    }
    const why = !type
      ? `no axis has a spectral CTYPE: axis ${axis} is taken as channels; ${STATE_AXIS}`
      : `the spectral axis ${axis} has no step (CDELT, CD): channels are counted instead; ${STATE_AXIS}`;
    return counted(...(type?.kind === 'channel' ? [] : [why]));
  }
  if (!table && type?.rule === 'TAB')
    return counted(`the table of the spectral axis ${axis} cannot be read: channels are counted instead; ${STATE_AXIS}`);

  const known = axisUnit(written);
  if (written && !known) warnings.push(`the unit of the spectral axis is not known: ${written}; ${STATE_AXIS}`);
  // Paper III's default for a wavelength is the metre; no cube has kilometres of it.
  const fallback = type?.defaultUnit === 'm' && Math.abs(linear.crval) > 1 ? '' : (type?.defaultUnit ?? '');
  const unit = known ?? { unit: written || fallback, factor: 1 };
  if (!unit.unit && type?.defaultUnit) warnings.push(`the spectral axis has no unit (CUNIT${axis}); ${STATE_AXIS}`);

  const kindByType = type?.kind ?? known?.kind ?? 'wavelength';
  const clash = known && type?.standard && familyOf(known.kind) !== familyOf(kindByType);
  if (clash)
    warnings.push(
      `CTYPE${axis} = '${type.quantity}' is a ${familyOf(kindByType)}, CUNIT${axis} = '${written}' a unit of ${familyOf(known.kind)}: the unit counts; ${STATE_AXIS}`,
    );
  const kind: SpectralKind = clash && known ? known.kind : kindByType === 'channel' && table ? 'wavelength' : kindByType;

  let values: Float64Array | undefined;
  if (listed) values = known && known.factor !== 1 ? listed.values.map(v => v * known.factor) : listed.values;
  else if (indexed) {
    const { crpix, crval, cdelt } = linear;
    values = Float64Array.from({ length: bands }, (_, i) => lookUp(indexed, crval + cdelt * (i + 1 - crpix)) * unit.factor);
  } else {
    const found = axisValues(cards, axis, type, linear, bands, unit);
    warnings.push(...linear.warnings, ...cards.warnings, ...found.warnings);
    if (!found.values) return counted(...warnings, `${found.why}; channels are counted instead; ${STATE_AXIS}`);
    values = found.values;
  }
  if (!isMonotonic(values))
    return counted(
      ...warnings,
      `the spectral axis${table ? ` of ${table.from}` : ''} is not monotonic: channels are counted instead; ${STATE_AXIS}`,
    );
  const from = table ? `HDU ${table.from}` : cardsInWords(cards, axis);
  return { axis: { kind, unit: unit.unit, values, edges: edgesOf(values) }, from, warnings };
}
