import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import { formatBytes } from '../../core/cube/memory.js';
import { dziLayout, iiifLayout, parseCubeName } from '../../formats/index.js';
import type { Command } from '../command.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { openOutput } from '../output/index.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { openRaster } from '../tiles/source.js';
import { writeTiles } from '../tiles/write.js';

/** `cloisonne tiles IMAGE|LABELS --out DIR`: deep-zoom tiles for OpenSeadragon and IIIF viewers. */
export const tilesCommand: Command = {
  positionals: { image: { describe: 'JPEG, PNG, TIFF, or a folder that segment left (its labels)', type: 'string' } },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder to write' },
    labels: { type: 'boolean', default: false, describe: 'the image is a label map: ids stay ids, halved by majority' },
    iiif: { type: 'boolean', default: false, describe: 'IIIF Image API 3, level 0, in place of DZI' },
    id: { type: 'string', describe: 'IIIF: the address the folder will have on the web (default: its name)' },
    'tile-size': { type: 'number', default: 512, describe: 'side of a tile, even' },
    format: { type: 'string', choices: ['jpg', 'png'], describe: 'of picture tiles (default jpg; labels are always png)' },
    quality: { type: 'number', default: 88, describe: 'JPEG quality, 1 to 100' },
    overwrite: { type: 'boolean', default: false, describe: 'replace an earlier result' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne tiles painting.jpg --out painting', 'a Deep Zoom pyramid'],
    ['cloisonne tiles out/scan --out scan-labels', 'the labels of a result, by majority'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const [name, out, tileSize, quality] = [String(argv.image), String(argv.out), Number(argv['tile-size']), Number(argv.quality)];
  if (!(Number.isInteger(tileSize) && tileSize >= 64 && tileSize <= 4096 && tileSize % 2 === 0))
    throw new UsageError('--tile-size takes an even number from 64 to 4096', { why: `${argv['tile-size']}` });
  if (!(quality >= 1 && quality <= 100))
    throw new UsageError('--quality takes a number from 1 to 100', { why: `${argv.quality}` });
  const progress = new Progress(process.stderr, argv.quiet === true);
  const { source, close } = await openRaster(name, argv.labels === true, signal);
  try {
    const { width, height, kind } = source;
    const format = kind === 'labels' || argv.format === 'png' ? 'png' : 'jpg';
    const facts = { width, height, tileSize, format } as const;
    const layout = argv.iiif
      ? iiifLayout(facts, String(argv.id ?? basename(resolve(out))))
      : dziLayout(facts, kind === 'labels' ? 'labels' : 'image');
    const recipeHash = createHash('sha256')
      .update(JSON.stringify([name, facts, quality]))
      .digest('hex');
    const output = await openOutput(out, {
      ...{ command: 'tiles', overwrite: argv.overwrite === true, recipeHash },
      inputs: [parseCubeName(name).path],
    });
    try {
      for (const warning of output.warnings) progress.line(`cloisonne: ${warning}`);
      const started = performance.now();
      const done = (rows: number) => progress.update('tiles', rows, height, (width * height) / 1e6, 'Mpixel');
      const report = await writeTiles(source, layout, output, { tileSize, format, quality, progress: done, signal });
      await output.commit();
      progress.clear();
      const seconds = (performance.now() - started) / 1000;
      const manifest = join(out, layout.manifest.path);
      const summary = { manifest, kind, layout: layout.kind, width, height, tileSize, format, ...report };
      const rate = `${((width * height) / 1e6 / seconds).toPrecision(3)} Mpixel/s`;
      progress.line(
        `${width} x ${height} ${kind}: ${report.tiles} tiles on ${report.levels} levels, ${formatBytes(report.bytes)}, ${rate}`,
      );
      print(argv.json ? `${JSON.stringify(summary)}\n` : `${manifest}\n`);
    } finally {
      progress.clear();
      await output.release();
    }
  } finally {
    await close();
  }
}
