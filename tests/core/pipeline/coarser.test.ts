import { expect, it } from 'vitest';
import { loadShipped } from '../../../cli/shipped.js';
import { createRandom } from '../../../core/cluster/index.js';
import { tryCoarser } from '../../../core/pipeline/coarser.js';
import { synthNebular } from '../../../core/synth/index.js';

const shipped = await loadShipped();
const encoder = shipped.find(({ card }) => card.name === 'muse-nebular-1024');
const sky = synthNebular({ seed: 11, width: 48, height: 48, bands: 3681, noise: 3, edge: 15, velocity: 0 });
const axis = sky.spectralAxis;
const bands = axis.values.length;
const n = 192;

/** Every twelfth spaxel of the field. */
const nebulae = (() => {
  const row = new Float32Array(48 * bands);
  const data = new Float32Array(n * bands);
  for (let i = 0; i < n; i++) {
    const p = 12 * i;
    if (i % 4 === 0) sky.row(Math.floor(p / 48), row);
    data.set(row.subarray((p % 48) * bands, ((p % 48) + 1) * bands), i * bands);
  }
  return data;
})();
const strong = nebulae.reduce((most, v) => Math.max(most, v), 0);
const line = (x: number, at: number, width: number) => Math.exp(-0.5 * ((x - at) / width) ** 2);
const random = createRandom(5);
/** Noise, and in every so many spaxels what an object shows at a wavelength in Angstrom. */
const field = (every: number, object: (x: number) => number) =>
  Float32Array.from({ length: n * bands }, (_, i) => {
    const shown = Math.floor(i / bands) % every === 0 ? object(axis.values[i % bands]) : 0;
    return strong * (0.02 * random.normal() + shown);
  });
const moved = (z: number) =>
  nebulae.map((_, i) => {
    const band = Math.round((axis.values[i % bands] / (1 + z) - axis.values[0]) / (axis.values[1] - axis.values[0]));
    return band >= 0 ? nebulae[i - (i % bands) + band] : 0;
  });

const others: readonly (readonly [string, () => Float32Array])[] = [
  ['noise', () => field(1, () => 0)],
  ['quasars at z = 0.5', () => field(5, x => line(x, 1.5 * 4861, 40) + 0.6 * line(x, 1.5 * 5007, 8))],
  [
    'a galaxy at z = 0.3',
    () => field(3, x => x / 15000 + line(x, 1.3 * 4861, 3) + line(x, 1.3 * 5007, 3) + line(x, 1.3 * 6563, 3)),
  ],
  [
    'stars',
    () => field(4, x => 1 + (x - 6500) / 4000 - 0.5 * line(x, 6563, 6) - 0.4 * line(x, 4861, 6) - 0.3 * line(x, 5175, 20)),
  ],
  ['nebulae at z = 0.05', () => moved(0.05)],
];

it('takes the nebular encoder for nebulae in bands of MUSE', async () => {
  expect(axis.unit).toBe('Angstrom');
  const trial = await tryCoarser(encoder!, axis, { data: nebulae, n }, false);
  expect(trial).toMatchObject({
    taken: true,
    why: expect.stringMatching(/^9\d % of what varies in the 20 strongest of 192 spectra/),
  });
  expect(trial?.steps[0].name).toBe('rebin-to');
});

for (const [name, data] of others) {
  it(`does not force ${name} through it`, async () => {
    const trial = await tryCoarser(encoder!, axis, { data: data(), n }, false);
    expect(trial).toMatchObject({
      taken: false,
      why: expect.stringMatching(/unlike what it was trained on$|comes back from its latents$/),
    });
  });
}

it('tries none whose bins are not coarser, do not reach over the cube, or are far coarser', async () => {
  const part = { ...axis, values: axis.values.slice(0, 1000), edges: axis.edges.slice(0, 1001) };
  expect(await tryCoarser(encoder!, part, { data: nebulae.subarray(0, 1000), n: 1 }, false)).toBeUndefined();
  for (const { card, encode, decode } of shipped.filter(({ card: { name } }) => name !== 'muse-nebular-1024'))
    expect(
      await tryCoarser({ card, encode, decode } as (typeof shipped)[number], axis, { data: nebulae, n }, false),
    ).toBeUndefined();
});
