// Pictures of the two pages at the width of a desktop and of a tablet, in samples/images: `npm run pages`, then `node samples/pages/screenshots.mjs`.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [pages = join(root, 'out/pages'), images = join(root, 'samples/images')] = process.argv.slice(2);
const helper = async name => (await runnerImport(join(root, `tests/helpers/${name}.ts`), { configFile: false, root })).module;
const [{ launchChromium }, { serve }] = [await helper('chromium'), await helper('serve')];

/** Where the pointer is, as shares of the viewer, and whether it clicks for the spectrum of that pixel. */
const scenes = [
  { name: 'painting', at: [0.28, 0.34], click: true },
  { name: 'sky', at: [0.5, 0.48], click: false },
];
const sizes = [
  { suffix: '', width: 1440, height: 900 },
  { suffix: '-tablet', width: 820, height: 1180 },
];

const server = await serve(pages);
const browser = await launchChromium();
await mkdir(images, { recursive: true });
try {
  for (const { name, at, click } of scenes)
    for (const { suffix, width, height } of sizes) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: name === 'sky' ? 'dark' : 'light' });
      await page.goto(`${server.url}${name}/`);
      await page.waitForFunction('globalThis.shown?.layer.confidence && viewer.world.getItemAt(0).getFullyLoaded()');
      const box = await page.locator('#viewer').boundingBox();
      const [x, y] = [box.x + at[0] * box.width, box.y + at[1] * box.height];
      if (click) await page.mouse.click(x, y);
      await page.waitForFunction("document.querySelectorAll('.cloisonne-spectra li').length > 2");
      await page.mouse.move(x + 9, y + 7);
      await page.waitForTimeout(1500);
      const file = join(images, `page-${name}${suffix}.jpg`);
      const { length } = await page.screenshot({ path: file, type: 'jpeg', quality: 84 });
      console.log(`${file}: ${(length / 1000).toFixed(0)} kB`);
      await page.close();
    }
} finally {
  await browser.close();
  await server.close();
}
