// All pages at the width of a phone, a tablet and a desktop, light and dark, in out/looks, to be looked at: `npm run pages`, then
// `node samples/pages/looks.mjs [names...]`. Ends with 1 where axe-core finds something.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [pages, looks] = ['out/pages', 'out/looks'].map(path => join(root, path));
const helper = async name => (await runnerImport(join(root, `tests/helpers/${name}.ts`), { configFile: false, root })).module;
const [{ launchChromium }, { serve }, { violations }] = [await helper('chromium'), await helper('serve'), await helper('axe')];
const painting = join(pages, 'painting');

/** `cloisonne view` of the painting: its address, once it says it, and how to end it. */
async function startView() {
  const args = ['view', join(painting, 'result'), '--base', join(painting, 'base'), '--cube', join(painting, 'cube.fits')];
  const child = spawn(process.execPath, [join(root, 'dist/cli/bin.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        said += text;
        const [found] = /http:\/\/[^\s"]+/.exec(said) ?? [];
        if (found) resolve(found);
      });
    child.on('exit', () => reject(new Error(said)));
  });
  return { url, close: () => child.kill() };
}

const [server, view, browser] = [await serve(pages), await startView(), await launchChromium()];
const shown = page =>
  page.waitForFunction(() => globalThis.shown?.layer.confidence && globalThis.viewer.world.getItemAt(0).getFullyLoaded());
const click = async page => {
  await shown(page);
  const box = await page.locator('#viewer').boundingBox();
  await page.mouse.click(box.x + 0.3 * box.width, box.y + 0.35 * box.height);
  await page.locator('.cloisonne-spectra li').nth(1).waitFor();
  await page.waitForTimeout(1200);
};
const all = [
  { name: 'start', url: server.url, act: async () => {} },
  { name: 'painting', url: `${server.url}painting/`, act: click },
  { name: 'sky', url: `${server.url}sky/`, act: click },
  { name: 'view', url: view.url, act: click },
  { name: 'report', url: `${server.url}painting/result/report.html`, act: async () => {}, whole: true },
  {
    name: 'segment',
    url: `${server.url}segment/`,
    async act(page) {
      await page.getByRole('button', { name: 'Segment', exact: true }).click();
      await page.locator('.cloisonne-legend').waitFor({ timeout: 120_000 });
      await page.waitForTimeout(1500);
    },
  },
];
const names = process.argv.slice(2);
await mkdir(looks, { recursive: true });
try {
  for (const { name, url, act, whole = false } of all.filter(one => names.length === 0 || names.includes(one.name)))
    for (const width of [390, 768, 1440])
      for (const colorScheme of ['light', 'dark']) {
        const touch = width === 390 ? { hasTouch: true, isMobile: true } : {};
        const page = await browser.newPage({ viewport: { width, height: width === 1440 ? 900 : 1024 }, colorScheme, ...touch });
        await page.goto(url);
        await act(page);
        await page.screenshot({ path: join(looks, `${name}-${width}-${colorScheme}.png`), fullPage: whole });
        const found = await violations(page);
        for (const line of found) console.log(`${name} ${width} ${colorScheme}: ${line}`);
        if (found.length > 0) process.exitCode = 1;
        await page.close();
      }
} finally {
  await browser.close();
  await server.close();
  view.close();
}
