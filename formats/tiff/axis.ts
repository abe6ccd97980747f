import type { SpectralAxis } from '../../core/cube/types.js';
import { assumedUnit, channelAxis, measuredAxis, quantityOf, valuesInNames } from '../table/index.js';
import { attribute, unescapeXml } from './stacks/xml.js';

/** An item of GDAL_METADATA; `sample` is the band from 0, or -1 for the whole image. */
interface MetadataItem {
  readonly name: string;
  readonly sample: number;
  readonly value: string;
}

/** The `<Item>`s of a GDAL_METADATA field. GDAL escapes their text twice. */
export function gdalItems(xml: string): MetadataItem[] {
  return [...xml.matchAll(/<Item\s([^<>]*)>([^<]*)<\/Item>/g)].map(([, attributes, value]) => ({
    name: attribute(attributes, 'name') ?? '',
    sample: Number(attribute(attributes, 'sample') ?? -1),
    value: unescapeXml(unescapeXml(value)),
  }));
}

function perBand(items: readonly MetadataItem[], name: RegExp, bands: number): string[] | undefined {
  const out = new Array<string>(bands).fill('');
  for (const item of items)
    if (name.test(item.name) && item.sample >= 0 && item.sample < bands) out[item.sample] = item.value.trim();
  return out.some(v => v !== '') ? out : undefined;
}

/** Channel names of an ImageDescription in JSON with `channel_names`, `names`, `Labels` or `bands`. */
function describedNames(description: string, bands: number): string[] | undefined {
  if (!description.startsWith('{')) return undefined;
  try {
    const json = JSON.parse(description) as Record<string, unknown>;
    const list = ['channel_names', 'names', 'Labels', 'bands'].map(key => json[key]).find(Array.isArray);
    return list?.length === bands && list.every(n => typeof n === 'string') ? (list as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What a TIFF and the files beside it say of its bands. */
export interface BandTexts {
  /** GDAL_METADATA. */
  readonly metadata: string;
  /** ImageDescription. */
  readonly description: string;
  /** Labels of the slices (ImageJ). */
  readonly labels?: readonly string[];
  /** Wavelengths from the product's own metadata file. */
  readonly beside?: readonly number[];
}

/**
 * The spectral axis a TIFF carries: `wavelength` with `wavelength_units` (or CENTRAL_WAVELENGTH_UM) of every band in GDAL_METADATA, what stands in the
 * names of the bands or in ImageJ's labels, wavelengths from a file beside it, else band numbers 1..B; names from DESCRIPTION items or the
 * ImageDescription. The order is that of the bands. What is not used or assumed is said in `warnings`.
 */
export function axisFromTags(texts: BandTexts, bands: number, warnings: string[], notes: string[] = []): SpectralAxis {
  const { metadata, description, labels, beside } = texts;
  const items = gdalItems(metadata);
  const names =
    perBand(items, /^DESCRIPTION$/, bands) ??
    describedNames(description, bands) ??
    (labels?.length === bands && labels.some(label => label !== '') ? labels : undefined);
  const micrometres = perBand(items, /^CENTRAL_WAVELENGTH_UM$/, bands);
  const listed = perBand(items, /^wavelength$/i, bands) ?? micrometres;
  const numbered = (why: string): SpectralAxis => {
    warnings.push(`${why}: bands of the spectral axis are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are`);
    return channelAxis(bands, names);
  };
  if (bands < 2) return channelAxis(bands, names);
  if (listed) {
    const values = Float64Array.from(listed, t => (t === '' ? Number.NaN : Number(t)));
    const unit = listed === micrometres ? 'um' : (items.find(i => /^wavelength_units?$/i.test(i.name))?.value ?? '');
    const known = quantityOf(unit) ?? ({ kind: 'wavelength', unit } as const);
    const axis = values.every(Number.isFinite) && measuredAxis(assumedUnit(known, values, warnings), values, names);
    return axis || numbered('band wavelengths are incomplete or mostly the same');
  }
  if (beside && beside.length !== bands)
    warnings.push(
      `the metadata file beside it has ${beside.length} wavelengths for ${bands} bands and gives no spectral axis; --axis FILE or --axis WAVE,nm,400,10 does`,
    );
  else if (beside) {
    const axis = measuredAxis({ kind: 'wavelength', unit: 'nm' }, beside, names);
    if (axis) return axis;
  }
  const named = names && valuesInNames(names);
  const axis = named && measuredAxis(named.quantity, named.values, names);
  if (axis) notes.push('the spectral axis is read from the names of the bands');
  return axis ?? channelAxis(bands, names);
}
