import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { suggest } from '../../../core/lines/index.js';
import { lineGroups } from '../../../core/lines/xrf/groups.js';
import { pigmentHints } from '../../../core/lines/xrf/hints.js';
import { type PaletteName, paletteNames, palettes, pigments, synthXrf } from '../../../core/synth/index.js';
import { compound } from '../../../core/synth/xrf/compound.js';
import { efficiency, silicon } from '../../../core/synth/xrf/detector.js';
import { emission } from '../../../core/synth/xrf/emission.js';
import { defaultPaint, energyAxis, paintLayers } from '../../../core/synth/xrf/spectrum.js';
import { elements } from '../../../core/synth/xrf/table.js';
import { classMeans } from './means.js';

/** Blocks of the palette's colours, and of mixtures of two. */
function image(palette: PaletteName, side = 28) {
  const random = createRandom(11);
  const colors = palettes[palette].map(key => pigments[key].color);
  const data = new Uint8Array(side * side * 3);
  const blocks = Array.from({ length: 49 }, () => {
    const [p, q] = [colors[random.integer(colors.length)], colors[random.integer(colors.length)]];
    const share = random.integer(3) === 0 ? 0.5 : 1;
    return [16, 8, 0].map(shift => Math.round(share * ((p >> shift) & 255) + (1 - share) * ((q >> shift) & 255)));
  });
  for (let i = 0; i < side * side; i++) data.set(blocks[Math.floor((i % side) / 4) + 7 * Math.floor(i / side / 4)], 3 * i);
  return { width: side, height: side, data };
}

/** Counts in the strongest line of each element above 1 keV, for one spectrum of a pigment scaled to a sum of 1. */
function lineShares(key: (typeof palettes)[PaletteName][number]): Map<string, { energy: number; counts: number }> {
  const axis = energyAxis(512);
  const { lines, continuum } = emission(paintLayers(pigments[key], defaultPaint));
  let total = lines.reduce((sum, l) => sum + l.amount * efficiency(silicon, l.energy), 0);
  axis.values.forEach((e, i) => {
    total += continuum(e) * (axis.edges[i + 1] - axis.edges[i]) * efficiency(silicon, e);
  });
  const out = new Map<string, { energy: number; counts: number }>();
  for (const { symbol, shells } of elements().values())
    for (const { energy } of shells.flatMap(shell => shell.lines)) {
      const counts = lines
        .filter(l => l.energy === energy && l.sigma === 0)
        .reduce((s, l) => s + l.amount * efficiency(silicon, energy), 0);
      if (energy > 1 && counts / total > (out.get(symbol)?.counts ?? 0)) out.set(symbol, { energy, counts: counts / total });
    }
  return out;
}

const SUPPORT = ['Ca', 'K', 'Cl', 'S', 'Na'];

describe('elements of the mean spectra of every palette', () => {
  const tally = { found: 0, right: 0, clear: 0, missed: [] as string[] };

  it.each(paletteNames)('%s: none that is not there', async palette => {
    const synthesis = await synthXrf({ image: image(palette), palette, seed: 5 });
    const means = classMeans(synthesis);
    const suggestions = suggest(synthesis.spectralAxis, means)!;
    const shares = palettes[palette].map(lineShares);
    means.forEach(({ mean, samples, share }, c) => {
      const parts = palettes[palette].filter((_, m) => share[m] > 0);
      const formulae = parts.flatMap(key => pigments[key].formulae.map(([formula]) => formula));
      const truth = new Set([...SUPPORT, ...formulae.flatMap(formula => [...compound(formula).keys()].map(e => e.symbol))]);
      const names = suggestions[c].elements.map(({ symbol }) => symbol);
      for (const name of names) expect(truth, `${synthesis.classes[c]}: ${names}`).toContain(name);
      tally.found += names.length;
      tally.right += names.filter(name => truth.has(name)).length;
      // Elements whose strongest line stands 12 standard errors, and a tenth, over what else is within its width.
      for (const symbol of truth) {
        const counts = samples[0] * 400 * shares.reduce((sum, of, m) => sum + share[m] * (of.get(symbol)?.counts ?? 0), 0);
        const energy = Math.max(0, ...shares.map(of => of.get(symbol)?.energy ?? 0));
        const width = 0.08;
        const under = mean.reduce(
          (sum, v, b) => (Math.abs(synthesis.spectralAxis.values[b] - energy) < width ? sum + v * samples[b] : sum),
          0,
        );
        // Sulphur under the M lines of heavy elements cannot be told, and is not.
        if (symbol === 'S' && ['Pb', 'Hg', 'Au', 'Bi'].some(heavy => truth.has(heavy))) continue;
        if (!(counts > 12 * Math.sqrt(Math.max(counts, under)) && counts > 0.1 * under)) continue;
        tally.clear++;
        if (!names.includes(symbol)) tally.missed.push(`${synthesis.classes[c]}: ${symbol}`);
      }
    });
  });

  it('precision 1, recall of clear lines above 0.95', () => {
    expect(tally.found).toBeGreaterThan(150);
    expect(tally.right).toBe(tally.found);
    expect(tally.missed.length / tally.clear).toBeLessThan(0.05);
  });
});

/** A spectrum of Gaussian lines on a flat continuum, as counts of n spectra would have it. */
function counted(lines: readonly (readonly [energy: number, counts: number])[], bands = 1024, continuum = 2, n = 400) {
  const axis = energyAxis(bands);
  const mean = axis.values.map(e =>
    lines.reduce((sum, [at, counts]) => {
      const sigma = Math.hypot(0.0306, Math.sqrt(0.000416 * at));
      return sum + (counts * 0.0371 * Math.exp(-0.5 * ((e - at) / sigma) ** 2)) / (sigma * 2.5066);
    }, continuum),
  );
  return { axis, spectrum: { mean, std: mean.map(Math.sqrt), samples: new Float64Array(bands).fill(n) } };
}
const symbolsOf = ({ axis, spectrum }: ReturnType<typeof counted>) =>
  suggest(axis, [spectrum])![0]
    .elements.map(e => e.symbol)
    .sort();

describe('lines that stand alone or in another’s way (energies of the X-Ray Data Booklet)', () => {
  const iron = [
    [6.4, 100],
    [7.058, 15],
  ] as const;
  const lead = [
    [10.5515, 100],
    [10.4495, 11],
    [12.6137, 80],
    [12.6226, 20],
    [14.7644, 12],
    [9.1845, 6],
    [11.349, 2],
    [2.3455, 30],
  ] as const;
  const arsenic = [
    [10.5437, 100],
    [10.508, 51],
    [11.7262, 23],
  ] as const;

  it.each([
    ['nothing', [], []],
    ['iron', iron, ['Fe']],
    ['iron and manganese', [...iron, [5.8988, 30], [6.4904, 4]], ['Fe', 'Mn']],
    ['lead', lead, ['Pb']],
    ['arsenic', arsenic, ['As']],
    ['lead and arsenic, whose strongest lines are one', [...lead, ...arsenic], ['As', 'Pb']],
    ['a line that no element has alone: 10.54 keV without L-beta or K-beta', [[10.54, 100]], []],
    [
      'an escape peak of calcium is not named',
      [
        [3.691, 1000],
        [4.012, 130],
        [1.952, 10],
      ],
      ['Ca'],
    ],
    ['twice iron is no element', [...iron.map(([e, c]) => [e, 100 * c] as const), [12.8, 25], [13.46, 7]], ['Fe']],
  ] as [string, [number, number][], string[]][])('%s', (_, lines, symbols) => {
    expect(symbolsOf(counted(lines))).toEqual(symbols);
  });

  it('a shifted, stretched axis in eV with another detector is put right', () => {
    const { axis, spectrum } = counted([...iron, ...lead, [8.0478, 60], [8.0279, 31], [8.9053, 12]]);
    const off = (e: number) => 1000 * (e * 1.002 + 0.012);
    const wrong = { kind: axis.kind, unit: 'eV', values: axis.values.map(off), edges: axis.edges.map(off) };
    const [suggestion] = suggest(wrong, [spectrum])!;
    expect(suggestion.elements.map(e => e.symbol).sort()).toEqual(['Cu', 'Fe', 'Pb']);
    expect(suggestion.lines.find(line => line.name === 'Fe Kα')!.position).toBeCloseTo(off(6.4), -1);
  });

  it('says the same for a falling axis', () => {
    const { axis, spectrum } = counted(lead);
    const turned = (list: Float64Array) => list.toReversed();
    const falling = { ...axis, values: turned(axis.values), edges: turned(axis.edges) };
    const [same] = suggest(falling, [{ mean: turned(spectrum.mean), std: turned(spectrum.std), samples: spectrum.samples }])!;
    expect(same.lines.map(line => line.name)).toEqual(suggest(axis, [spectrum])![0].lines.map(line => line.name));
  });

  it('too few spectra tell nothing', () => {
    const { axis, spectrum } = counted(iron);
    expect(suggest(axis, [{ ...spectrum, samples: spectrum.samples.map(() => 2) }])![0].elements).toEqual([]);
  });
});

describe('pigments', () => {
  it.each([
    [['Pb'], ['lead white', 'massicot', 'minium']],
    [
      ['Pb', 'Sn'],
      ['lead-tin yellow', 'lead white', 'massicot', 'minium', 'mosaic gold'],
    ],
    [['Hg', 'S'], ['vermilion']],
    [['Ca', 'K', 'S'], []],
    [['Ca', 'P'], ['bone black']],
  ])('%j', (symbols, names) => {
    expect(pigmentHints(symbols)).toEqual(names);
  });
});

test('every line of an element in range belongs to one family of one group', () => {
  for (const { element, shell, families } of lineGroups(1, 38)) {
    const lines = elements()
      .get(element)!
      .shells.filter(({ name }) => name.startsWith(shell))
      .flatMap(part => part.lines)
      .filter(({ energy }) => energy > 1 && energy < 38);
    expect(families.flatMap(family => family.lines).length, `${element} ${shell}`).toBe(lines.length);
  }
});
