// Pages that work from static files, in out/pages: `npm run pages`. Everything in them comes from samples/data by the program itself.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encoderFileNames } from 'cloisonne';
import { memorySource, openSampleSource, readLabelPng } from 'cloisonne/formats';
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
async function finish(dir, { name, cube, matrix, edits = [] }) {
  const path = join(dir, 'segmentation.json');
  const document = JSON.parse(await readFile(path, 'utf8'));
  Object.assign(document.cube, { name, url: cube });
  document.registration = { kind: 'affine', matrix };
  document.edits = edits;
  await writeFile(path, `${JSON.stringify(document)}\n`);
}

/** From dark to light, so that the map reads like the picture. */
const ramp = ['#352a5e', '#274c92', '#2f7fb8', '#4fb3a9', '#8fce9b', '#f0c95c', '#f7efb2', '#e58a5c', '#b5485d'];

/** Names and colours of clusters by what was painted there: the pigment that most of their pixels have in the recipe. */
async function paintedClusters(result, truth) {
  const png = async path => readLabelPng(new Uint8Array(await readFile(path)), path);
  const [found, painted] = [await png(join(result, 'labels.png')), await png(join(truth, 'truth.png'))];
  const { classes } = JSON.parse(await readFile(join(truth, 'recipe.json'), 'utf8'));
  const { clusters } = JSON.parse(await readFile(join(result, 'segmentation.json'), 'utf8'));
  const described = clusters.map(({ id }) => {
    const counts = classes.map(() => 0);
    found.data.forEach((label, i) => {
      if (label === id) counts[painted.data[i] - 1]++;
    });
    const { name } = classes[counts.indexOf(Math.max(...counts))];
    const [, pigment, color] = /^(.*?)(?: mixture)? (#[0-9a-f]{6})$/.exec(name) ?? [];
    const [r, g, b] = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));
    return { id, pigment, light: 0.2126 * r + 0.7152 * g + 0.0722 * b };
  });
  described.sort((a, b) => a.light - b.light);
  const shades = ['darkest', 'dark', 'deep', 'middle', 'pale', 'light', 'lightest'];
  return described.flatMap(({ id, pigment }, i) => [
    {
      kind: 'rename',
      cluster: id,
      name: `${pigment[0].toUpperCase()}${pigment.slice(1)}, ${shades[Math.min(i, shades.length - 1)]}`,
    },
    { kind: 'recolor', cluster: id, color: ramp[i % ramp.length] },
  ]);
}

/** Names and colours of clusters by their mean over all bands: the brightest in gold. */
async function skyClusters(result) {
  const { clusters } = JSON.parse(await readFile(join(result, 'segmentation.json'), 'utf8'));
  const mean = ({ spectra }) => spectra.mean.reduce((sum, value) => sum + (value ?? 0), 0);
  const colors = ['#ffc24b', '#3d8fb8', '#6a6fd0', '#8d6bb0', '#4fb3a9', '#b5485d', '#8fce9b', '#e58a5c'];
  const order = [...clusters].sort((a, b) => mean(b) - mean(a));
  const last = order.length - 1;
  return order.flatMap(({ id }, i) => [
    {
      kind: 'rename',
      cluster: id,
      name: i === 0 ? 'Brightest' : i === last ? 'Faintest' : `Fainter${last > 2 ? ` (${i})` : ''}`,
    },
    { kind: 'recolor', cluster: id, color: colors[i] },
  ]);
}

async function painting() {
  const dir = join(out, 'painting');
  const picture = join(data, 'starry_night.jpg');
  const work = join(out, 'work');
  cloisonne('tiles', picture, '--out', join(dir, 'base'), '--quality', '90', '--quiet');
  const synth = ['--palette', 'smalt', '--colors', '8', '--width', '320', '--bands', '512', '--counts', '1500'];
  cloisonne('synth', 'xrf', '--image', picture, ...synth, '--out', work, '--quiet');
  cloisonne('segment', join(work, 'cube.fits'), '--k', '4..9', '--out', join(dir, 'result'), '--quiet');
  const cube = await openCube(join(work, 'cube.fits'));
  await writeFile(join(dir, 'cube.fits'), await bandsFirst(cube));
  const { width, height } = cube.shape;
  const edits = await paintedClusters(join(dir, 'result'), work);
  await finish(join(dir, 'result'), {
    name: 'Pigments',
    cube: '../cube.fits',
    matrix: [1280 / width, 0, 0, 1014 / height, 0, 0],
    edits,
  });
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
  await finish(join(dir, 'result'), {
    name: 'Light of the field',
    cube: '../cube.fits',
    matrix,
    edits: await skyClusters(join(dir, 'result')),
  });
  await rm(join(out, 'white.png'));
}

await rm(out, { recursive: true, force: true });
for (const name of ['painting', 'sky', 'segment']) {
  await mkdir(join(out, name), { recursive: true });
  await cp(join(here, `${name}.html`), join(out, name, 'index.html'));
}
for (const name of ['index.html', 'page.css', 'page.js', 'picture.js']) await cp(join(here, name), join(out, name));
await cp(join(root, 'dist/osd'), join(out, 'osd'), { recursive: true });
await cp(join(root, 'node_modules/openseadragon/build/openseadragon'), join(out, 'openseadragon'), {
  recursive: true,
  filter: path => !/\.map$|openseadragon\.js$/.test(path),
});
// The weights of the shipped encoders, for the page that segments.
const encoders = (await readdir(join(root, 'samples/encoders'))).sort();
for (const name of encoders)
  for (const file of encoderFileNames) await cp(join(root, 'samples/encoders', name, file), join(out, 'encoders', name, file));
await writeFile(join(out, 'encoders/index.json'), JSON.stringify(encoders));
await painting();
await sky();
console.log(`${out}: put it on any web server with range requests, for example\n  npx http-server out/pages`);
