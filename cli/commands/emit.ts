import { join, resolve } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import { parseCubeName } from '../../formats/index.js';
import type { Command } from '../command.js';
import { openSegmented } from '../edit/cube.js';
import { readResult } from '../edit/result.js';
import { emitters, parseKinds } from '../emit/kinds.js';
import { additionOf, requireNew } from '../emit/place.js';
import { readEmitRecord } from '../emit/record.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { openOutput } from '../output/index.js';
import { parseBytes } from '../parse.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { hashOf } from '../recipe.js';

const kinds = Object.entries(emitters).map(([name, { describe }]) => `${name}: ${describe}`);

/** `cloisonne emit DIR --as KINDS`: products for other programs from a result that is there. */
export const emitCommand: Command = {
  positionals: { dir: { describe: 'a folder that segment left', type: 'string' } },
  options: {
    as: { type: 'string', describe: `all, or some of these, with commas between them. ${kinds.join('; ')}` },
    out: { type: 'string', describe: 'folder for the products (default: emit, in the result)' },
    cube: { type: 'string', describe: 'the cube that was segmented, for sum (default: where it was then)' },
    encoder: { type: 'string', describe: 'the encoder, for onnx, where it is neither shipped nor beside the result' },
    source: { type: 'string', describe: 'address of the image that annotations and IIIF tiles belong to' },
    'max-memory': { type: 'string', default: '1GB', describe: 'memory for blocks of the cube; results do not depend on it' },
    overwrite: { type: 'boolean', default: false, describe: 'replace earlier products of the same kinds, and nothing else' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne emit out/scan --as cog,geojson', 'for a GIS'],
    ['cloisonne emit out/sky --as all --out products', 'everything'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  if (argv.as === undefined)
    throw new UsageError('--as is missing', { remedy: `It takes all, or some of ${Object.keys(emitters).join(',')}.` });
  const asked = parseKinds(String(argv.as), 'as');
  const dir = String(argv.dir);
  const result = await readResult(dir);
  const out = String(argv.out ?? join(dir, 'emit'));
  const progress = new Progress(process.stderr, argv.quiet === true);
  const addition = await additionOf(dir, out, asked);
  const output = await openOutput(out, {
    ...{ command: 'emit', addition, recipeHash: hashOf([result.text, asked]) },
    inputs: [argv.cube, argv.encoder].flatMap(name => (name === undefined ? [] : [parseCubeName(String(name)).path])),
  });
  let opened: SampleSource | undefined;
  try {
    if (argv.overwrite !== true) await requireNew(output.dir, asked, addition);
    // Loaded only now: reading a result brings the plotting library.
    const { emitFolder } = await import('../emit/folder.js');
    const { cube, encoder, source } = argv as Record<string, string | undefined>;
    const files = await emitFolder(
      dir,
      asked,
      output,
      {
        cube: async () => (opened = await openSegmented(result, cube, signal)),
        ...{ encoder, source, signal, maxMemory: parseBytes(String(argv['max-memory'])) },
        warn: message => progress.line(`warning: ${message}`),
      },
      await readEmitRecord(output.dir),
    );
    await output.commit();
    print(
      argv.json
        ? `${JSON.stringify({ out: resolve(out), files: files.map(({ path }) => path) })}\n`
        : `${files.length} files in ${out}\n`,
    );
  } finally {
    await opened?.close();
    await output.release();
  }
}
