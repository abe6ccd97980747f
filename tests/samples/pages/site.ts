import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { writeTiles } from '../../../cli/tiles/write.js';
import { dziLayout } from '../../../formats/index.js';
import { scratch } from '../../helpers/bundle.js';
import { launchChromium } from '../../helpers/chromium.js';
import { serve } from '../../helpers/serve.js';
import { root } from '../../helpers/unpack.js';
import { writeCubeResult } from '../../plugin/cube-result.js';

const [width, height] = [768, 640];

/** A picture of slow waves, as `tiles` cuts it. */
async function writeBase(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 110 + 60 * Math.sin(x / 40 + (i % 3)) + 40 * Math.cos(y / 30);
  });
  const source = {
    name: 'waves',
    kind: 'photo',
    width,
    height,
    channels: 3,
    bits: 8,
    strips: () => [{ rows: height, data }],
  } as const;
  const output = {
    place: async (path: string) => join(dir, path),
    write: (path: string, text: Uint8Array | string) => writeFile(join(dir, path), text),
  };
  const options = { tileSize: 256, format: 'jpg', quality: 85 } as const;
  await writeTiles(source, dziLayout({ width, height, ...options }, 'image'), output, options);
}

/**
 * The sample pages as they are, with the built plugin, over a small result in the place of theirs: stripes on a picture of waves, whose first latent
 * is the label and whose second is the row.
 */
export async function startSite() {
  if (!existsSync(join(root, 'dist/osd/cloisonne-osd.js'))) throw new Error('dist/osd is missing: npm run build');
  const dir = await scratch('site');
  const pages = join(root, 'samples/pages');
  for (const name of ['page.js', 'page.css', 'picture.js', 'index.html']) await cp(join(pages, name), join(dir, name));
  for (const name of ['painting', 'sky']) {
    await writeBase(join(dir, name, 'base'));
    await mkdir(join(dir, name, 'result'));
    await writeCubeResult(join(dir, name, 'result'));
    await cp(join(pages, `${name}.html`), join(dir, name, 'index.html'));
  }
  await mkdir(join(dir, 'segment'));
  await cp(join(pages, 'segment.html'), join(dir, 'segment/index.html'));
  await mkdir(join(dir, 'encoders'));
  await writeFile(join(dir, 'encoders/index.json'), '[]');
  const osd = join(root, 'node_modules/openseadragon/build/openseadragon');
  await cp(join(root, 'dist/osd'), join(dir, 'osd'), { recursive: true });
  await cp(osd, join(dir, 'openseadragon'), { recursive: true });
  const server = await serve(dir);
  const browser = await launchChromium();
  return {
    dir,
    /** A page that has drawn everything; what goes wrong in it is in `troubles`. */
    async open(
      name: 'painting' | 'sky' | 'segment',
      viewport = { width: 1280, height: 900 },
      drawer?: string,
    ): Promise<{ page: Page; troubles: string[] }> {
      const page = await browser.newPage({ viewport, acceptDownloads: true });
      if (drawer) {
        const body = (await readFile(join(pages, 'page.js'), 'utf8')).replace(
          "navigatorDrawer: 'canvas',",
          `$& drawer: '${drawer}',`,
        );
        await page.route('**/page.js', route => route.fulfill({ contentType: 'text/javascript', body }));
      }
      const troubles: string[] = [];
      page.on('pageerror', err => troubles.push(err.message));
      page.on('console', message => message.type() === 'error' && troubles.push(message.text()));
      // Machines that do much else are slow.
      page.setDefaultTimeout(90_000);
      await page.goto(`${server.url}${name}/`);
      if (name === 'segment') await page.locator('.cloisonne-segment').waitFor();
      else await ready(page);
      return { page, troubles };
    },
    async openAt(url: string): Promise<Page> {
      const page = await browser.newPage();
      await page.goto(url);
      await ready(page);
      return page;
    },
    async openIndex(): Promise<Page> {
      const page = await browser.newPage();
      await page.goto(server.url);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** Until the tools are there, the image is drawn and the confidence has come. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction('globalThis.shown?.layer.confidence && viewer.world.getItemAt(0).getFullyLoaded()');
}
