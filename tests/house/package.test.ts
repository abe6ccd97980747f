import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../helpers/chromium.js';
import { serve } from '../helpers/serve.js';
import { root } from '../helpers/unpack.js';
import { localLinks } from './links.js';

const exec = promisify(execFile);
const work = join(tmpdir(), `cloisonne-package-${process.pid}`);
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const entries = Object.keys(manifest.exports).filter(entry => entry !== './package.json');
const names = entries.map(entry => `cloisonne${entry.slice(1)}`);

/** Ten lines that someone could write on the first day; only the types are looked at. */
const consumer = `import { segment, type SegmentEvent } from 'cloisonne';
import { memorySource, openSampleSource } from 'cloisonne/formats';
import { hitTest, type LabelMap, palette } from 'cloisonne/labels';
import { createSegmentationOverlay } from 'cloisonne/plugin';
const source = await openSampleSource(memorySource(new Uint8Array(2880), 'cube.fits'));
const events: AsyncIterable<SegmentEvent> = segment(source, { kMin: 2, kMax: 8 });
let labels: LabelMap | undefined;
for await (const event of events) if (event.type === 'result') labels = event.segmentation.labels;
export const under = labels && hitTest(labels, [1, 0, 0, 1, 0, 0], 3.5, 4.5)?.id, colors: string[] = palette(3);
export const overlay = createSegmentationOverlay;
`;

let tarball: string;
let packed: {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { path: string }[];
};

beforeAll(async () => {
  await mkdir(work, { recursive: true });
  const { stdout } = await exec('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: root });
  packed = JSON.parse(stdout)[0];
  tarball = join(work, packed.filename);
});
afterAll(() => rm(work, { recursive: true, force: true }));

test('the tarball holds the build, the samples and the licence, and neither tests nor sources', () => {
  const paths = packed.files.map(file => file.path);
  process.stdout.write(
    `npm pack: ${(packed.size / 1e6).toFixed(2)} MB, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked, ${paths.length} files\n`,
  );
  // The README links to the schema, and other programs validate against it.
  const beside = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'core/segmentation.schema.json', 'formats/LAYOUTS.md'];
  const foreign = paths.filter(
    path => !/^(dist|samples)\/|^(cli|core|formats|plugin)\/.*README\.md$/.test(path) && !beside.includes(path),
  );
  expect(foreign).toEqual([]);
  expect(
    paths.filter(path => /(^|\/)(tests?|shared|node_modules|out|\.cache)\//.test(path) || /\.test\.|\.tgz$/.test(path)),
  ).toEqual([]);
  for (const path of [
    'LICENSE',
    'core/segmentation.schema.json',
    'dist/cli/bin.js',
    ...entries.map(entry => manifest.exports[entry].types.slice(2)),
  ])
    expect(paths).toContain(path);
  expect(packed.size).toBeLessThan(20e6);
});

test('every link in a packed text leads to what is packed', async () => {
  const paths = packed.files.map(file => file.path);
  const folders = new Set(paths.flatMap(path => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))));
  const texts = paths.filter(path => path.endsWith('.md'));
  expect(texts).toContain('README.md');
  const dead = await Promise.all(
    texts.map(async text => {
      const links = localLinks(await readFile(join(root, text), 'utf8'));
      const targets = links.map(link => posix.join(posix.dirname(text), link).replace(/\/$/, ''));
      return targets.filter(target => !paths.includes(target) && !folders.has(target)).map(target => `${text}: ${target}`);
    }),
  );
  expect(dead.flat()).toEqual([]);
});

describe.each([
  { name: 'without optional dependencies', flags: ['--omit=optional'], engine: /^wasm/ },
  { name: 'with optional dependencies', flags: [], engine: /^onnxruntime/ },
])('installed into an empty project $name', ({ name, flags, engine }) => {
  const project = join(work, name.replaceAll(' ', '-'));

  beforeAll(async () => {
    await mkdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    // Install scripts of optional packages fetch binaries for GPUs; they are not what is tested here.
    const quick = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    await exec('npm', ['install', tarball, ...quick, ...flags], { cwd: project, timeout: 240_000 });
  }, 250_000);

  test('every entry point can be imported and every export is there', async () => {
    const script = `const out = {};
for (const name of ${JSON.stringify(names)}) {
  const entry = await import(name);
  out[name] = Object.entries(entry).filter(([, value]) => value !== undefined).length;
}
console.log(JSON.stringify(out));`;
    const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', script], { cwd: project });
    const counts = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(counts)).toEqual(names);
    for (const [index, name] of names.entries()) {
      const built = await import(join(root, manifest.exports[entries[index]].default));
      expect({ name, exports: counts[name] }).toEqual({ name, exports: Object.keys(built).length });
    }
  });

  const run = async (...args: string[]) =>
    (await exec(join(project, 'node_modules/.bin/cloisonne'), args, { cwd: project, maxBuffer: 1 << 26 })).stdout;
  const cube = 'node_modules/cloisonne/samples/data/muse.fits';

  test('npx cloisonne runs, and --help names the commands', async () => {
    const { stdout } = await exec('npx', ['--no-install', 'cloisonne', '--version'], { cwd: project });
    expect(stdout.trim()).toBe(manifest.version);
    expect(await run('--help')).toMatch(/cloisonne segment <cube>/);
  });

  test('info, segment and verify of a sample that came with it', { timeout: 180_000 }, async () => {
    expect(JSON.parse(await run('info', cube, '--json'))).toMatchObject({ format: 'FITS', encoders: ['muse-udf-500'] });
    const found = JSON.parse(await run('segment', cube, '--k', '3', '--out', 'out', '--json', '--quiet'));
    expect(found).toMatchObject({ encoder: { name: 'muse-udf-500' }, engine: expect.stringMatching(engine) });
    expect(await run('verify', 'out', '--quiet')).toMatch(/all as the run makes them/);
  });

  test('a strict consumer type-checks', async () => {
    await writeFile(join(project, 'consumer.ts'), consumer);
    const flags = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom'];
    const { stdout } = await exec(join(root, 'node_modules/.bin/tsc'), [...flags, 'consumer.ts'], { cwd: project }).catch(
      err => err,
    );
    expect(stdout).toBe('');
  });
});

// The same files in both installations: once is enough.
test.each([
  {
    name: 'the script-tag file',
    scripts: `<script src="cloisonne-osd.iife.js"></script>
<script type="module">const { showSegmentation } = CloisonneOSD;`,
  },
  {
    name: 'the ES module',
    scripts: `<script type="module">import { showSegmentation } from './osd/cloisonne-osd.js';`,
  },
])('$name of the package shows its result in a browser', async ({ scripts }) => {
  const project = join(work, 'without-optional-dependencies');
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title>
<div id="viewer" style="width:600px;height:400px"></div><div id="legend"></div>
<script src="openseadragon.js"></script>${scripts}
const viewer = OpenSeadragon({ id: 'viewer', prefixUrl: '', showNavigationControl: false, drawer: 'canvas' });
viewer.addOnceHandler('open', () =>
  showSegmentation(viewer, 'out/segmentation.json', { legend: document.querySelector('#legend') }).then(
    shown => { document.body.dataset.report = shown.overlay ? document.querySelectorAll('#legend li').length : 'no overlay'; },
    err => { document.body.dataset.report = String(err); },
  ));
viewer.open({ type: 'image', buildPyramid: false, url: 'out/preview.png' });
</script></html>`;
  await writeFile(join(project, 'index.html'), page);
  const { k } = JSON.parse(await readFile(join(project, 'out/segmentation.json'), 'utf8'));
  const openseadragon = join(root, 'node_modules/openseadragon/build/openseadragon');
  const server = await serve([project, join(project, 'node_modules/cloisonne/dist'), openseadragon]);
  onTestFinished(() => server.close());
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const opened = await browser.newPage();
  await opened.goto(server.url);
  expect(Number(await opened.locator('body[data-report]').getAttribute('data-report'))).toBe(k);
  expect(server.requests.filter(({ status }) => status >= 400)).toEqual([]);
});
