// Label pyramids: a generated 8-gigapixel map, its peak memory and speed; then a smaller map beside `vips dzsave --region-shrink mode`.
// Usage: npm run build && node tests/bench/tiles.mjs [gigapixels = 8] [side of the map both read = 12000]
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutput } from '../../dist/cli/output/index.js';
import { openRaster } from '../../dist/cli/tiles/source.js';
import { writeTiles } from '../../dist/cli/tiles/write.js';
import { dziLayout } from '../../dist/formats/index.js';

const [gigapixels = 8, side = 12000] = process.argv.slice(2).map(Number);
const tileSize = 512;
const work = await mkdtemp(join(process.env.BENCH_DIR ?? tmpdir(), 'cloisonne-tiles-'));

/** Cells with wavy borders, 24 ids, made row by row: nothing but one strip of 64 rows is ever there. */
function generated(width, height) {
  const columns = Float32Array.from({ length: width }, (_, x) => 90 * Math.sin(x / 310));
  const row = (data, at, y) => {
    const shift = 90 * Math.sin(y / 170);
    for (let x = 0; x < width; x++) {
      const [u, v] = [((x + shift) / 700) | 0, ((y + columns[x]) / 500) | 0];
      data[at + x] = 1 + ((u * 7 + v * 13 + ((u * v) & 7)) % 24);
    }
  };
  return {
    ...{ name: 'generated', kind: 'labels', width, height, channels: 1, bits: 8 },
    *strips() {
      const data = new Uint8Array(64 * width);
      for (let y = 0; y < height; y += 64) {
        const rows = Math.min(64, height - y);
        // Borders have steps of four rows, which makes the map quicker to make than to cut.
        for (let r = 0; r < rows; r++) {
          if (r & 3) data.copyWithin(r * width, (r - 1) * width, r * width);
          else row(data, r * width, y + r);
        }
        yield { rows, data };
      }
    },
  };
}

async function cut(source, name) {
  const { width, height } = source;
  const layout = dziLayout({ width, height, tileSize, format: 'png' }, 'labels');
  const output = await openOutput(join(work, name), { recipeHash: name });
  const started = performance.now();
  const report = await writeTiles(source, layout, output, { tileSize, format: 'png', quality: 0 });
  await output.commit();
  const seconds = (performance.now() - started) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  const rate = (width * height) / 1e6 / seconds;
  console.log(
    `${name.padEnd(12)} ${width} x ${height}  ${report.tiles} tiles  ${(report.bytes / 1e6).toFixed(0)} MB  ${seconds.toFixed(1)} s  ${rate.toFixed(0)} Mpixel/s  peak of the process ${peak.toFixed(0)} MB`,
  );
  return { rate, peak };
}

try {
  const width = Math.round(Math.sqrt((gigapixels * 1e9 * 5) / 4));
  const large = await cut(generated(width, Math.ceil((gigapixels * 1e9) / width)), 'generated');
  console.log(large.peak < 1000 ? 'under 1 GB: yes' : 'under 1 GB: NO');

  if (spawnSync('vips', ['--version']).status !== 0) console.log('vips is not installed here; no comparison');
  else {
    // vips writes the map both read, from our own tiles' twin: raw rows through its rawload.
    const raw = join(work, 'map.raw');
    const map = join(work, 'map.tif');
    const { open } = await import('node:fs/promises');
    const file = await open(raw, 'w');
    for (const { rows, data } of generated(side, side).strips()) await file.write(data.subarray(0, rows * side));
    await file.close();
    spawnSync('vips', [
      'rawload',
      raw,
      `${map}[tile,tile-width=256,tile-height=256,compression=deflate]`,
      `${side}`,
      `${side}`,
      '1',
    ]);
    await rm(raw);
    const { size } = await stat(map);
    console.log(`\nboth read a tiled TIFF of ${side} x ${side} labels, ${(size / 1e6).toFixed(1)} MB; three rounds, alternating`);
    for (let round = 1; round <= 3; round++) {
      const { source, close } = await openRaster(map, true);
      await cut(source, `ours ${round}`);
      await close();
      const started = performance.now();
      const args = [
        'dzsave',
        map,
        join(work, `vips${round}`),
        '--region-shrink',
        'mode',
        '--tile-size',
        `${tileSize}`,
        '--overlap',
        '0',
        '--suffix',
        '.png',
      ];
      const { status, stderr } = spawnSync('vips', args);
      if (status !== 0) throw new Error(String(stderr));
      const seconds = (performance.now() - started) / 1000;
      console.log(
        `${`vips ${round}`.padEnd(12)} ${side} x ${side}  ${seconds.toFixed(1)} s  ${((side * side) / 1e6 / seconds).toFixed(0)} Mpixel/s`,
      );
    }
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
