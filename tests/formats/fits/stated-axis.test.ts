import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { isStatedAxis, statedAxis } from '../../../formats/fits/index.js';

test.each([
  ['WAVE,nm,400,10', 'wavelength-vacuum', 'nm', [400, 410, 420]],
  ['AWAV,Angstrom,4750,1.25', 'wavelength-air', 'Angstrom', [4750, 4751.25, 4752.5]],
  ['wave, 0.1nm , 4000 , 2', 'wavelength-vacuum', 'Angstrom', [4000, 4002, 4004]],
  ['FREQ,GHz,1.4,-0.01', 'frequency', 'GHz', [1.4, 1.39, 1.38]],
  ['ENER,keV,0,0.01', 'energy', 'keV', [0, 0.01, 0.02]],
  ['VRAD,km/s,-100,5', 'velocity', 'km/s', [-100, -95, -90]],
  ['RAMAN,cm-1,200,2', 'raman-shift', 'cm-1', [200, 202, 204]],
  [',um,5,1e-1', 'wavelength', 'um', [5, 5.1, 5.2]],
  ['WAVE,,1e-6,1e-9', 'wavelength-vacuum', 'm', [1e-6, 1.001e-6, 1.002e-6]],
  ['WAVE,log(Angstrom),3,1', 'wavelength-vacuum', 'Angstrom', [1000, 10000, 100000]],
  ['WAVE-LOG,nm,400,400', 'wavelength-vacuum', 'nm', [400, 400 * Math.E, 400 * Math.E ** 2]],
])('%s', (text, kind, unit, values) => {
  expect(isStatedAxis(text)).toBe(true);
  const axis = statedAxis(text, 3);
  expect([axis.kind, axis.unit]).toEqual([kind, unit]);
  for (const [i, value] of values.entries())
    expect(Math.abs(axis.values[i] / (value || 1) - (value ? 1 : 0))).toBeLessThan(1e-12);
  expect(axis.edges).toHaveLength(4);
});

test.each([
  ['WAVE,nm,400,0', /the step is 0/],
  ['WAVE,nm,400,x', /numbers with a decimal point/],
  ['WOVE,nm,400,10', /type WOVE is not known/],
  [',furlong,400,10', /unit furlong is not known/],
  [',,400,10', /neither type nor unit/],
  ['VOPT-F2W,km/s,400,10', /needs more than a start and a step/],
])('%s is refused with what to write', (text, why) => {
  expect(() => statedAxis(text, 3)).toThrowError(
    expect.toSatisfy(
      err => isCloisonneError(err, 'UsageError') && why.test(err.message) && /--axis WAVE,nm,400,10/.test(err.message),
    ),
  );
});

test('a file name is no stated axis', () => {
  for (const name of ['axis.csv', 'a,b.json', 'x,y,z']) expect(isStatedAxis(name)).toBe(false);
});
