import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { calibrateEnergies, energyAxisOf, fitEnergies, lineEnergy } from '../../../core/lines/index.js';
import { channelAxis } from '../../../formats/index.js';

/** Energies of Deslattes et al. 2003 (keV): Kα as the mean of Kα1 and Kα2 at 2 to 1. */
const known = { Si: 1.7398, Ca: 3.6906, Fe: 6.3995, Cu: 8.0413, 'Fe-Kb': 7.058, 'Pb-La': 10.5415, 'Hg-La': 9.9797 };

const GAIN = 0.0102;
const ZERO = -0.953;
const BANDS = 2048;

/** Peaks of 140 eV on a falling continuum, with counting noise. */
function spectrum(lines: readonly number[]): Float64Array {
  const random = createRandom(5);
  return Float64Array.from({ length: BANDS }, (_, i) => {
    const energy = ZERO + GAIN * i;
    const peaks = lines.reduce((sum, line) => sum + 4000 * Math.exp(-((energy - line) ** 2) / (2 * 0.06 ** 2)), 0);
    const mean = peaks + 200 * Math.exp(-i / 900) + 20;
    return mean + Math.sqrt(mean) * random.normal();
  });
}

describe('names of lines', () => {
  it.each(Object.entries(known))('%s', (name, energy) => expect(Math.abs(lineEnergy(name) - energy)).toBeLessThan(0.012));
  it.each(['Xx', 'fe', 'Fe-Za', 'Fe-La-Kb', ''])('%j is none', name =>
    expect(() => lineEnergy(name)).toThrow(/no such X-ray line/),
  );
  it('the lines an element has are told', () => expect(() => lineEnergy('Si-Lg')).toThrow(/Known of Si are Kα/));
});

describe('energies of channels', () => {
  it('a straight line through two points has no residual', () => {
    const fit = fitEnergies([
      { name: 'a', channel: 100, energy: 1 },
      { name: 'b', channel: 600, energy: 6 },
    ]);
    expect(fit.gain).toBeCloseTo(0.01, 12);
    expect(fit.zero).toBeCloseTo(0, 12);
    for (const { residual } of fit.lines) expect(Math.abs(residual)).toBeLessThan(1e-12);
  });

  it('least squares through three, with residuals (numpy.polyfit)', () => {
    const fit = fitEnergies([100, 300, 600].map((channel, i) => ({ name: '', channel, energy: [1.1, 2.9, 6.05][i] })));
    expect(fit.gain).toBeCloseTo(0.009947368421052628, 12);
    expect(fit.zero).toBeCloseTo(0.03421052631579081, 12);
    expect(fit.lines.map(line => line.residual).map(r => Number(r.toFixed(6)))).toEqual([0.071053, -0.118421, 0.047368]);
  });

  it('peaks are found near given channels, to 5 eV', () => {
    const names = ['Si', 'Ca', 'Fe', 'Cu', 'Pb-La'] as const;
    const counts = spectrum(names.map(lineEnergy));
    const lines = names.map(name => ({
      name,
      energy: lineEnergy(name),
      near: true,
      channel: Math.round((lineEnergy(name) - ZERO) / GAIN / 20) * 20,
    }));
    const { gain, zero, lines: found } = calibrateEnergies(lines, channelAxis(BANDS), counts);
    expect(Math.abs(gain - GAIN) * BANDS).toBeLessThan(0.01);
    expect(Math.abs(zero - ZERO)).toBeLessThan(0.005);
    for (const { residual } of found) expect(Math.abs(residual)).toBeLessThan(0.005);
    expect(energyAxisOf({ gain, zero }, BANDS)).toMatchObject({ kind: 'energy', unit: 'keV' });
  });

  it('lines alone are looked for where the axis puts them', () => {
    const counts = spectrum([lineEnergy('Fe'), lineEnergy('Pb-La')]);
    const lines = ['Fe', 'Pb-La'].map(name => ({ name, energy: lineEnergy(name), near: true }));
    const off = linearAxis('energy', 'eV', 1000 * ZERO + 80, 1000 * GAIN * 1.005, BANDS);
    expect(Math.abs(calibrateEnergies(lines, off, counts).zero - ZERO)).toBeLessThan(0.01);
    expect(() => calibrateEnergies(lines, channelAxis(BANDS), counts)).toThrow(/not known where to look for Fe.*640~Fe/);
  });

  it('no peak near, one point, or energies that fall are refused', () => {
    const counts = spectrum([lineEnergy('Fe')]);
    const near = (name: string, channel: number) => ({ name, energy: lineEnergy(name), near: true, channel });
    expect(() => calibrateEnergies([near('Fe', 720), near('Cu', 1500)], channelAxis(BANDS), counts)).toThrow(
      /no peak for Cu: the mean spectrum has none within 31 channels of channel 1500/,
    );
    const point = (channel: number, energy: number) => ({ name: `${energy}`, channel, energy });
    expect(() => fitEnergies([point(1, 2)])).toThrow(/needs two lines at different channels/);
    expect(() => fitEnergies([point(1, 2), point(1, 3)])).toThrow(/needs two lines/);
    expect(() => fitEnergies([point(1, 3), point(2, 2)])).toThrow(/energies rising/);
  });
});
