import { InputError } from '../../core/cube/errors.js';
import { evaluate } from '../../core/evaluate/index.js';
import type { Command } from '../command.js';
import { readLabels } from '../labels.js';

/** `cloisonne evaluate LABELS --truth TRUTH`: agreement of a label map with a true one. */
export const evaluateCommand: Command = {
  usage: 'evaluate <labels>',
  describe: 'Compare a label map with the true one: ARI, NMI, accuracy, confusion',
  positionals: { labels: { describe: 'a folder that segment left, or a label map (PNG, TIFF, FITS)', type: 'string' } },
  options: {
    truth: { type: 'string', demandOption: true, describe: 'the true label map; 0 is unlabelled and left out' },
    json: { type: 'boolean', default: false, describe: 'one JSON document on stdout' },
  },
  examples: [['cloisonne evaluate out/raman --truth labels.tif', 'score the result of a segmentation']],
  async run(argv) {
    const found = await readLabels(String(argv.labels));
    const truth = await readLabels(String(argv.truth));
    if (found.width !== truth.width || found.height !== truth.height) {
      throw new InputError('the maps have different sizes', {
        where: `${argv.labels} and ${argv.truth}`,
        why: `${found.width} x ${found.height} and ${truth.width} x ${truth.height}`,
      });
    }
    const scores = evaluate(found.data, truth.data);
    process.stdout.write(argv.json ? `${JSON.stringify(scores)}\n` : `${scoreTable(scores)}\n`);
  },
};

const share = (value: number): string => value.toFixed(4);

function scoreTable(scores: ReturnType<typeof evaluate>): string {
  const lines = [
    `${scores.spaxels} labelled spaxels`,
    '',
    `ARI  ${share(scores.ari)}`,
    `NMI  ${share(scores.nmi)}`,
    `ACC  ${share(scores.acc)}`,
    '',
  ];
  lines.push('true  matched  spaxels  precision  recall      F1  Tversky');
  for (const row of scores.perClass) {
    const cells = [
      String(row.truth).padStart(4),
      (row.label === undefined ? '-' : String(row.label)).padStart(8),
      String(row.support).padStart(8),
    ];
    lines.push(`${cells.join(' ')}     ${share(row.precision)}  ${share(row.recall)}  ${share(row.f1)}   ${share(row.tversky)}`);
  }
  return lines.join('\n');
}
