import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { ciede2000 } from '../../../core/synth/ciede2000.js';
import { mixColors } from '../../../core/synth/mixing.js';
import { poisson } from '../../../core/synth/poisson.js';
import { compound } from '../../../core/synth/xrf/compound.js';
import { addLine, peakSigma, pileUp, silicon } from '../../../core/synth/xrf/detector.js';
import { emission } from '../../../core/synth/xrf/emission.js';
import { paletteNames, palettes, pigments } from '../../../core/synth/xrf/pigments.js';
import { defaultPaint, energyAxis, paintLayers, xrfSpectrum } from '../../../core/synth/xrf/spectrum.js';
import { elements } from '../../../core/synth/xrf/table.js';
import { xrfPalette } from '../../../core/synth/xrf/xrf.js';
import fixture from '../../fixtures/synth/synth.json' with { type: 'json' };

const axis = energyAxis(512);
const binAt = (energy: number) => axis.values.findIndex((_, i) => axis.edges[i + 1] > energy);

describe('colours', () => {
  it.each(fixture.sharma)('CIEDE2000 of Sharma, Wu and Dalal: %f %f %f, %f %f %f', (l1, a1, b1, l2, a2, b2, expected) => {
    expect(ciede2000([l1, a1, b1], [l2, a2, b2])).toBeCloseTo(expected, 4);
    expect(ciede2000([l2, a2, b2], [l1, a1, b1])).toBeCloseTo(expected, 4);
  });

  it.each(fixture.mixing.cases)('mixes $rgb at $threshold as scikit-image and ganX would', ({ rgb, threshold, shares }) => {
    const int = ([r, g, b]: readonly number[]) => (r << 16) | (g << 8) | b;
    const materials = fixture.mixing.palette.map(color => ({ color: int(color) }));
    const found = mixColors(int(rgb), materials, threshold);
    shares.forEach((share, i) => {
      expect(found[i]).toBeCloseTo(share, 4);
    });
  });
});

describe('poisson', () => {
  it.each(fixture.poisson)('draws with scipy’s probabilities, mean $mean', ({ mean, pmf }) => {
    const random = createRandom(7);
    const n = 200_000;
    const counts = new Float64Array(pmf.length);
    for (let i = 0; i < n; i++) counts[Math.min(pmf.length - 1, poisson(random, mean))]++;
    let chi = 0;
    let cells = 0;
    pmf.forEach((p, k) => {
      if (p * n < 20) return;
      chi += (counts[k] - p * n) ** 2 / (p * n);
      cells++;
    });
    // Five standard deviations of chi-squared.
    expect(chi).toBeLessThan(cells + 5 * Math.sqrt(2 * cells) + 3);
  });

  it('has mean and variance alike where it is large', () => {
    const random = createRandom(3);
    const draws = Array.from({ length: 50_000 }, () => poisson(random, 5e4));
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(5e4, -1);
    expect(variance / 5e4).toBeCloseTo(1, 1);
  });
});

describe('formulae', () => {
  it('knows brackets, dots and factors', () => {
    const parts = Object.fromEntries([...compound('2PbCO3.Pb(OH)2')].map(([{ symbol }, share]) => [symbol, share]));
    // 775.6 g/mol: three lead, two carbon, eight oxygen, two hydrogen.
    expect(parts.Pb).toBeCloseTo((3 * 207.21) / 775.66, 3);
    expect(parts.H).toBeCloseTo((2 * 1.008) / 775.66, 4);
    expect(Object.values(parts).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it.each(['', 'Xx2', 'Pb(', 'PbCO3)', 'pb'])('refuses %j', formula => {
    expect(() => compound(formula)).toThrow(/formula|X-ray data/);
  });
});

describe('emission', () => {
  const keys = { vermilion: 'vermilion', azurite: 'azurite', 'lead white': 'lead-white' } as const;
  it.each(Object.keys(keys) as (keyof typeof keys)[])('of %s is within 12 % of xraylib integrated over the tube', name => {
    const formula = { vermilion: 'HgS', azurite: '2CuCO3.Cu(OH)2', 'lead white': '2PbCO3.Pb(OH)2' }[name];
    const layers = paintLayers({ name, color: 0, formulae: [[formula, 1]] }, defaultPaint);
    const { lines } = emission(layers.slice(0, 1));
    const groups = fixture.emission[name] as Record<string, number>;
    let checked = 0;
    for (const [group, expected] of Object.entries(groups)) {
      const [symbol, shell] = group.split(' ');
      const of = elements()
        .get(symbol)
        ?.shells.find(({ name: id }) => id === shell);
      if (!of) continue;
      const energies = new Set(of.lines.filter(line => line.energy >= 1).map(line => line.energy));
      const found = lines.filter(({ energy }) => energies.has(energy)).reduce((sum, { amount }) => sum + amount, 0);
      if (energies.size === 0) continue;
      expect(Math.abs(found / expected - 1), group).toBeLessThan(0.12);
      checked++;
    }
    expect(checked).toBeGreaterThan(1);
  });
});

describe('the detector', () => {
  it.each(Object.entries(fixture.response))('answers a line at %s keV as scipy and xraylib say', (energy, expected) => {
    const seen = new Float64Array(512);
    addLine(silicon, seen, axis.edges, Number(energy), 1);
    for (const [key, value] of Object.entries(expected)) {
      const found = key === 'total' ? seen.reduce((a, b) => a + b, 0) : seen[key === 'at60' ? 60 : Number(key)];
      // Our attenuation is interpolated on 64 energies.
      expect(Math.abs(found - value)).toBeLessThan(0.01 * value + 1e-9);
    }
  });

  it('resolves 140 eV at manganese', () => {
    expect(peakSigma(silicon, 5.895) * Math.sqrt(8 * Math.LN2)).toBeCloseTo(0.14, 2);
  });

  it('shows the escape peak of iron and the sum peak of two of its photons', () => {
    const seen = new Float64Array(512);
    addLine(silicon, seen, axis.edges, 6.404, 1);
    const valley = seen[binAt(4.2)];
    expect(seen[binAt(6.404 - 1.74)]).toBeGreaterThan(5 * valley);
    const piled = pileUp(seen, axis.edges, 0.004);
    const top = piled.subarray(binAt(12.5), binAt(13.1)).reduce((a, b) => Math.max(a, b));
    expect(Math.abs(piled.indexOf(top) - binAt(12.808))).toBeLessThanOrEqual(1);
    expect(seen[piled.indexOf(top)]).toBe(0);
    const total = (v: Float64Array) => v.reduce((a, b) => a + b, 0);
    expect(total(piled)).toBeCloseTo(total(seen), 6);
  });
});

describe('pigments', () => {
  it('show the lines that name them', () => {
    const lines: Record<string, readonly number[]> = {
      'lead-white': [10.55, 12.61],
      vermilion: [9.99, 11.82],
      azurite: [8.046, 8.905],
      'lead-tin-yellow': [10.55, 25.27],
      gold: [9.71, 11.44],
      smalt: [6.93, 10.53],
      'iron-gall-ink': [6.4, 8.63],
      orpiment: [10.53],
    };
    const bare = xrfSpectrum(paintLayers(pigments.parchment, defaultPaint), axis);
    for (const [key, energies] of Object.entries(lines)) {
      const spectrum = xrfSpectrum(paintLayers(pigments[key as 'gold'], defaultPaint), axis);
      for (const energy of energies) expect(spectrum[binAt(energy)] / bare[binAt(energy)], `${key} ${energy}`).toBeGreaterThan(3);
    }
  });

  it('fill seven palettes whose spectra sum to 1 and differ', () => {
    expect(paletteNames.length).toBe(7);
    for (const name of paletteNames) {
      const materials = xrfPalette(name, axis);
      expect(materials.length).toBe(palettes[name].length);
      materials.forEach((material, i) => {
        expect(material.spectrum.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...material.spectrum)).toBeGreaterThanOrEqual(0);
        for (const other of materials.slice(0, i)) {
          // Lead white and minium are both lead: only what they scatter differs.
          const distance = Math.hypot(...material.spectrum.map((v, band) => v - other.spectrum[band]));
          expect(distance, `${material.name}, ${other.name}`).toBeGreaterThan(0.001);
        }
      });
    }
    expect(() => xrfPalette('beige', axis)).toThrow(/no palette 'beige'/);
  });
});
