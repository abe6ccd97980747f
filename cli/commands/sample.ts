import { join } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import { axisOfCard, encoderFileNames } from '../../core/encoder/index.js';
import { axisAfterSteps } from '../../core/preprocess/index.js';
import { sampleSpectra } from '../../core/train/index.js';
import { sampledFits, writeCsv } from '../../formats/index.js';
import type { Command } from '../command.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { writeNamed } from '../output/named-file.js';
import { print } from '../print.js';
import { stepsBriefly } from '../report/words.js';
import { wholeNumber } from '../selection.js';
import { findEncoder } from '../shipped.js';
import { packageVersion } from '../version.js';

/** The most samples (spectra x bands) that are made at once: 1 GB of float32. */
const MOST = 2 ** 28;

/** `cloisonne sample ENCODER --out FILE`: new spectra from an encoder's latent space. */
export const sampleCommand: Command = {
  positionals: { encoder: { describe: 'a folder that train left, or the name of a shipped encoder', type: 'string' } },
  options: {
    out: { type: 'string', demandOption: true, describe: 'file to write: .fits (with the latents), or .csv' },
    n: { type: 'number', default: 1000, describe: 'number of spectra' },
    seed: { type: 'number', default: 0, describe: 'seed of the draw' },
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing file' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne sample muse-nebular-1024 --n 5000 --out spectra.fits', 'five thousand spectra that were never measured'],
  ],
  run: argv => interruptible(() => run(argv)),
};

async function run(argv: Record<string, unknown>): Promise<void> {
  const [n, seed, out] = [wholeNumber(argv.n, 'n', 1), wholeNumber(argv.seed, 'seed', 0), String(argv.out)];
  const kind = /\.(fits|csv)$/i.exec(out)?.[1].toLowerCase();
  if (!kind) throw new UsageError('--out is neither .fits nor .csv', { where: out, remedy: 'Name a file such as spectra.fits.' });
  const encoder = await findEncoder(String(argv.encoder));
  const { card } = encoder;
  const axis = axisAfterSteps([...card.steps], axisOfCard(card.input.axis));
  const bands = axis.values.length;
  if (n * bands > MOST)
    throw new UsageError(`${n} spectra of ${bands} bands are too many at once`, {
      remedy: `Take at most ${Math.floor(MOST / bands)}, and another --seed for more.`,
    });
  const { latents, spectra } = await sampleSpectra(encoder, n, seed);
  const steps = stepsBriefly(card.steps);
  const history = [
    `${n} spectra sampled from ${card.name} by cloisonne ${packageVersion()}, seed ${seed}`,
    `after the steps: ${steps}`,
  ];
  const bytes =
    kind === 'fits' ? sampledFits({ n, axis, unit: '', history }, spectra, latents) : csv(n, axis.values, spectra, latents);
  await writeNamed(out, bytes, {
    overwrite: argv.overwrite === true,
    inputs: encoderFileNames.map(name => join(String(argv.encoder), name)),
    ours: head =>
      kind === 'fits' ? /HISTORY \d+ spectra sampled from .* by cloisonne/.test(head) : head.startsWith('latent_1,'),
    what: 'a file of cloisonne sample',
  });
  print(
    argv.json
      ? `${JSON.stringify({ out, n, bands, latent: card.latent, seed, steps })}\n`
      : `${n} spectra of ${bands} bands as ${card.name} sees them (steps: ${steps})\nFile: ${out}\n`,
  );
}

/** A row a spectrum: its latents, then a column a band. */
function csv(n: number, axis: Float64Array, spectra: Float32Array, latents: Float32Array): Uint8Array {
  const columns = (data: Float32Array, count: number, name: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({
      name: name(i),
      values: Float32Array.from({ length: n }, (_, row) => data[row * count + i]),
    }));
  const text = writeCsv([
    ...columns(latents, latents.length / n, i => `latent_${i + 1}`),
    ...columns(spectra, axis.length, i => String(Number(axis[i].toPrecision(8)))),
  ]);
  return new TextEncoder().encode(text);
}
