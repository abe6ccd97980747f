import { InputError } from './errors.js';
import type { SampleSource, SpectralAxis } from './types.js';

/** The same samples under another spectral axis, e.g. one from a sidecar. Throws InputError when the lengths differ. */
export function withAxis(source: SampleSource, spectralAxis: SpectralAxis): SampleSource {
  if (spectralAxis.values.length !== source.shape.bands) {
    throw new InputError('the spectral axis does not fit the cube', {
      where: source.name,
      why: `${spectralAxis.values.length} values for ${source.shape.bands} bands`,
    });
  }
  const described = source.warnings.filter(warning => !/spectral (axis|CTYPE)/i.test(warning));
  const notes = source.notes?.filter(note => !/^the (file has no )?spectral axis/i.test(note));
  return Object.defineProperties(Object.create(source) as SampleSource, {
    spectralAxis: { value: spectralAxis, enumerable: true },
    axisFrom: { value: 'the option', enumerable: true },
    warnings: { value: described, enumerable: true },
    notes: { value: notes, enumerable: true },
  });
}
