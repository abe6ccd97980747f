import type { SpectralAxis } from '../../core/cube/types.js';
import { channelAxis, edgesOf, isMonotonic, quantityOf } from '../table/index.js';
import { attribute, unescapeXml } from './xml.js';

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

/**
 * The spectral axis a TIFF carries: `wavelength` with `wavelength_units` (or CENTRAL_WAVELENGTH_UM) of every band in GDAL_METADATA when
 * they run one way, else band numbers 1..B; names from DESCRIPTION items or the ImageDescription. What is not used is said in `warnings`.
 */
export function axisFromTags(metadata: string, description: string, bands: number, warnings: string[]): SpectralAxis {
  const items = gdalItems(metadata);
  const names = perBand(items, /^DESCRIPTION$/, bands) ?? describedNames(description, bands);
  const micrometres = perBand(items, /^CENTRAL_WAVELENGTH_UM$/, bands);
  const texts = perBand(items, /^wavelength$/i, bands) ?? micrometres;
  const values = texts && Float64Array.from(texts, t => (t === '' ? Number.NaN : Number(t)));
  if (!values || bands < 2) return channelAxis(bands, names);
  if (!isMonotonic(values)) {
    warnings.push('band wavelengths are incomplete or in no order: bands are numbered instead');
    return channelAxis(bands, names);
  }
  const unit = texts === micrometres ? 'um' : (items.find(i => /^wavelength_units?$/i.test(i.name))?.value ?? '');
  const quantity = quantityOf(unit);
  return {
    kind: quantity?.kind ?? 'wavelength',
    unit: quantity?.unit ?? unit,
    values,
    edges: edgesOf(values),
    ...(names ? { names } : {}),
  };
}
