// Pictures of the two pages at the width of a desktop and of a tablet, in samples/images: `npm run pages`, then `node samples/pages/screenshots.mjs`.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from 'fast-png';
import { runnerImport } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [pages = join(root, 'out/pages'), images = join(root, 'samples/images')] = process.argv.slice(2);
const helper = async name => (await runnerImport(join(root, `tests/helpers/${name}.ts`), { configFile: false, root })).module;
const [{ launchChromium }, { serve }] = [await helper('chromium'), await helper('serve')];

/** What is done before the picture: a click at a share of the viewer, so that there are spectra. */
const scenes = [
  { name: 'painting', click: [0.28, 0.34] },
  { name: 'sky', click: [0.5, 0.42] },
];
const sizes = [
  { suffix: '', width: 1440, height: 900 },
  { suffix: '-tablet', width: 820, height: 1180 },
];

const server = await serve(pages);
const browser = await launchChromium();
await mkdir(images, { recursive: true });
try {
  for (const { name, click } of scenes)
    for (const { suffix, width, height } of sizes) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: name === 'sky' ? 'dark' : 'light' });
      await page.goto(`${server.url}${name}/`);
      await page.waitForFunction('globalThis.shown?.layer.confidence && viewer.world.getItemAt(0).getFullyLoaded()');
      const box = await page.locator('#viewer').boundingBox();
      const at = [box.x + click[0] * box.width, box.y + click[1] * box.height];
      await page.mouse.click(...at);
      await page.waitForFunction("document.querySelectorAll('.cloisonne-spectra li').length > 1");
      await page.mouse.move(at[0] + 9, at[1] + 7);
      await page.waitForTimeout(1500);
      // Without its alpha channel and packed harder than a browser does it, the picture is smaller.
      const shot = decode(await page.screenshot());
      const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => shot.data[shot.channels * Math.floor(i / 3) + (i % 3)]);
      const png = encode({ width, height, channels: 3, depth: 8, data: rgb }, { zlib: { level: 9 } });
      const file = join(images, `page-${name}${suffix}.png`);
      await writeFile(file, png);
      console.log(`${file}: ${(png.length / 1000).toFixed(0)} kB`);
      await page.close();
    }
} finally {
  await browser.close();
  await server.close();
}
