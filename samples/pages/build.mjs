// Two pages that work from static files, in out/pages: `npm run pages`. Everything in them comes from samples/data by the program itself.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memorySource, openSampleSource } from 'cloisonne/formats';
import { whiteLight } from './sky.mjs';
import { bandsFirst } from './web-cube.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const data = join(root, 'samples/data');
const out = join(root, 'out/pages');

function cloisonne(...args) {
  const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`cloisonne ${args[0]} ended with ${status}`);
}

const openCube = async path => openSampleSource(memorySource(new Uint8Array(await readFile(path)), path));

/** Adds to a segmentation.json what the page needs: where the cube is, how it lies on the base image, what clusters are called. */
async function finish(dir, { cube, matrix, edits = [] }) {
  const path = join(dir, 'segmentation.json');
  const document = JSON.parse(await readFile(path, 'utf8'));
  document.cube.url = cube;
  document.registration = { kind: 'affine', matrix };
  document.edits = edits;
  await writeFile(path, `${JSON.stringify(document)}\n`);
}

/** Names of clusters by what was painted there: the pigment that most of their pixels have in the recipe. */
async function pigmentNames(result, truth) {
  const { readLabelPng } = await import('cloisonne/formats');
  const png = async path => readLabelPng(new Uint8Array(await readFile(path)), path);
  const [found, painted] = [await png(join(result, 'labels.png')), await png(join(truth, 'truth.png'))];
  const { classes } = JSON.parse(await readFile(join(truth, 'recipe.json'), 'utf8'));
  const { clusters } = JSON.parse(await readFile(join(result, 'segmentation.json'), 'utf8'));
  return clusters.map(({ id }) => {
    const counts = classes.map(() => 0);
    found.data.forEach((label, i) => {
      if (label === id) counts[painted.data[i] - 1]++;
    });
    const [, pigment, color] = /^(.*?)(?: mixture)? (#[0-9a-f]{6})$/.exec(classes[counts.indexOf(Math.max(...counts))].name) ?? [];
    const [r, g, b] = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
    const light = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    const shade = light < 0.16 ? 'darkest' : light < 0.25 ? 'dark' : light < 0.33 ? 'deep' : light < 0.45 ? 'middle' : light < 0.6 ? 'pale' : 'light';
    return { kind: 'rename', cluster: id, name: `${pigment[0].toUpperCase()}${pigment.slice(1)}, ${shade}` };
  });
}

async function painting() {
  const dir = join(out, 'painting');
  const picture = join(data, 'starry_night.jpg');
  const work = join(out, 'work');
  cloisonne('tiles', picture, '--out', join(dir, 'base'), '--quality', '90', '--quiet');
  const synth = ['--palette', 'smalt', '--colors', '8', '--width', '240', '--bands', '512', '--counts', '1500'];
  cloisonne('synth', 'xrf', '--image', picture, ...synth, '--out', work, '--quiet');
  cloisonne('segment', join(work, 'cube.fits'), '--k', '4..9', '--out', join(dir, 'result'), '--quiet');
  const cube = await openCube(join(work, 'cube.fits'));
  await writeFile(join(dir, 'cube.fits'), await bandsFirst(cube));
  const { width, height } = cube.shape;
  const edits = await pigmentNames(join(dir, 'result'), work);
  await finish(join(dir, 'result'), { cube: '../cube.fits', matrix: [1280 / width, 0, 0, 1014 / height, 0, 0], edits });
  await rm(work, { recursive: true });
}

async function sky() {
  const dir = join(out, 'sky');
  const file = join(data, 'muse.fits');
  const cube = await openCube(file);
  const { png, matrix } = await whiteLight(cube);
  await writeFile(join(out, 'white.png'), png);
  cloisonne('tiles', join(out, 'white.png'), '--out', join(dir, 'base'), '--format', 'png', '--quiet');
  cloisonne('segment', file, '--encoder', 'muse-udf-500', '--k', '2..8', '--out', join(dir, 'result'), '--quiet');
  await writeFile(join(dir, 'cube.fits'), await bandsFirst(cube));
  await finish(join(dir, 'result'), { cube: '../cube.fits', matrix });
  await rm(join(out, 'white.png'));
}

await rm(out, { recursive: true, force: true });
for (const name of ['painting', 'sky']) {
  await mkdir(join(out, name), { recursive: true });
  await cp(join(here, `${name}.html`), join(out, name, 'index.html'));
}
for (const name of ['index.html', 'page.css', 'page.js']) await cp(join(here, name), join(out, name));
await cp(join(root, 'dist/osd'), join(out, 'osd'), { recursive: true });
await cp(join(root, 'node_modules/openseadragon/build/openseadragon'), join(out, 'openseadragon'), {
  recursive: true,
  filter: path => !/\.map$|openseadragon\.js$/.test(path),
});
await painting();
await sky();
console.log(`${out}: put it on any web server with range requests, for example\n  npx http-server out/pages`);
