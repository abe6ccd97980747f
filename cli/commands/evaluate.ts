import { InputError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import { evaluate, type MethodScore, methodScores } from '../../core/evaluate/index.js';
import type { LabelMap } from '../../core/labels/types.js';
import type { Command } from '../command.js';
import { baselineNames, runBaselines } from '../evaluate/baselines.js';
import { readJudged } from '../evaluate/method.js';
import { scoreText } from '../evaluate/text.js';
import { readPictureOf } from '../image.js';
import { interruptible } from '../interrupt.js';
import { readLabels } from '../labels.js';
import { inputOptions, reportOptions, selectionOptions } from '../options.js';
import { writeNamed } from '../output/named-file.js';
import { parseK } from '../parse.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { inputPaths } from '../recipe.js';
import { planeFrom } from '../selection.js';
import { packageVersion } from '../version.js';

/** `cloisonne evaluate LABELS --truth TRUTH`: agreement of a label map with a true one, beside that of baselines on the same cube. */
export const evaluateCommand: Command = {
  positionals: { labels: { describe: 'a folder that segment left, or a label map (PNG, TIFF, FITS)', type: 'string' } },
  options: {
    truth: { type: 'string', demandOption: true, describe: 'the true label map; 0 is unlabelled and left out' },
    baselines: { type: 'string', describe: 'other methods on the same cube: ae (the paper), pca, umap, raw, rgb' },
    cube: { type: 'string', describe: 'the cube, for --baselines' },
    steps: {
      type: 'string',
      default: 'reference',
      describe: "preprocessing of the baselines: reference (the paper's log1p and max), default (segment's own), or steps",
    },
    rgb: {
      type: 'string',
      describe: 'a picture of the same size (PNG, JPEG) for the baseline rgb (default: false colours) and the page',
    },
    report: { type: 'string', describe: 'write a page (HTML) with the methods, the mislabelled pixels and the confusion' },
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing page' },
    k: { type: 'string', default: '2..10', describe: 'K that the baselines try' },
    ...inputOptions,
    ...selectionOptions,
    seed: { type: 'number', default: 0, describe: 'seed of every random choice' },
    threads: { type: 'number', describe: 'CPU threads (default: all; results do not depend on it)' },
    'max-memory': { type: 'string', default: '2GB', describe: 'the baselines hold all spectra in memory' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne evaluate out/raman --truth labels.tif', 'score the result of a segmentation'],
    ['cloisonne evaluate out/sky --truth sky/truth.fits --cube sky/cube.fits --baselines ae,pca,umap', 'and of other methods'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const names = baselineNames(argv.baselines);
  const judged = await readJudged(String(argv.labels), signal);
  // Of a truth with several planes --plane says which; of one without it is the cube's.
  const truth = await readLabels(String(argv.truth), signal, planeFrom(argv.plane));
  requireSameSize(judged.labels, truth, `${argv.labels} and ${argv.truth}`);
  const options = { unclassified: judged.unclassified };
  const scores = evaluate(judged.labels.data, truth.data, options);
  const methods: MethodScore[] = methodScores(judged.method, truth.data, options);
  if (names.length > 0) {
    const { kMin, kMax } = parseK(String(argv.k));
    const classes = scores.perClass.length;
    const range = { kMin: Math.min(kMin, Math.max(2, classes)), kMax: Math.max(kMax, classes) };
    const progress = new Progress(process.stderr, argv.quiet === true);
    try {
      for (const result of await runBaselines(names, argv, truth, range, progress, signal))
        methods.push(...methodScores(result, truth.data));
    } finally {
      progress.clear();
    }
  }
  if (argv.report !== undefined) {
    const rgb = argv.rgb === undefined ? undefined : await readPictureOf(String(argv.rgb), truth);
    const { labels, styles, unclassified, yUp } = judged;
    const [name, truthName] = [argv.labels, argv.truth].map(path => basenameOf(String(path).replace(/[\\/]+$/, '')));
    const facts = { version: packageVersion(), name, truthName, labels, truth, scores, methods, styles, unclassified, yUp, rgb };
    const { evaluationHtml } = await import('../report/index.js');
    await writeNamed(String(argv.report), Buffer.from(evaluationHtml(facts)), {
      overwrite: argv.overwrite === true,
      inputs: [argv.labels, argv.truth, argv.cube]
        .flatMap(path => (path === undefined ? [] : [String(path)]))
        .concat(inputPaths(argv)),
      ours: head => /<meta name="generator" content="cloisonne [^"]*"><title>[^<]*: evaluation<\/title>/.test(head),
      what: 'a page of cloisonne evaluate',
    });
  }
  print(argv.json ? `${JSON.stringify({ ...scores, methods })}\n` : `${scoreText(scores, methods)}\n`);
}

function requireSameSize(found: LabelMap, truth: LabelMap, where: string): void {
  if (found.width === truth.width && found.height === truth.height) return;
  throw new InputError('the maps have different sizes', {
    where,
    why: `${found.width} x ${found.height} and ${truth.width} x ${truth.height}`,
  });
}
