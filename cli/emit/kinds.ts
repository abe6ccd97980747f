import { UsageError } from '../../core/cube/errors.js';
import { onnxEmitter } from './encoder.js';
import { cogEmitter, fitsEmitter, ngffEmitter, pngEmitter } from './maps.js';
import { geojsonEmitter, regEmitter, w3cEmitter } from './shapes.js';
import { mocEmitter } from './sky.js';
import { sumEmitter } from './spectra.js';
import { csvEmitter, ecsvEmitter, regionsEmitter } from './tables.js';
import { dziEmitter, iiifEmitter } from './tiles.js';
import type { Emitter } from './types.js';

/** Every kind of product for other programs, by the name that --emit takes. */
export const emitters: Readonly<Record<string, Emitter>> = {
  fits: fitsEmitter,
  cog: cogEmitter,
  dzi: dziEmitter,
  iiif: iiifEmitter,
  ngff: ngffEmitter,
  png: pngEmitter,
  csv: csvEmitter,
  ecsv: ecsvEmitter,
  regions: regionsEmitter,
  geojson: geojsonEmitter,
  w3c: w3cEmitter,
  reg: regEmitter,
  moc: mocEmitter,
  sum: sumEmitter,
  onnx: onnxEmitter,
};

/** Whether a file, by its path in the folder of the products, is one of a kind. */
export const isOfKind = (kind: string, path: string): boolean =>
  emitters[kind].places.some(place => (place.endsWith('/') ? path.startsWith(place) : path === place));

/** The kinds that a text like `cog,geojson` or `all` names, each once, in their own order. Throws UsageError for an unknown one. */
export function parseKinds(text: string, option: string): string[] {
  const known = Object.keys(emitters);
  const asked = text.split(',').map(kind => kind.trim());
  const strange = asked.find(kind => kind !== 'all' && !known.includes(kind));
  if (strange !== undefined)
    throw new UsageError(`--${option} does not know '${strange}'`, { remedy: `It takes all, or some of ${known.join(',')}.` });
  return known.filter(kind => asked.includes('all') || asked.includes(kind));
}
