import { join } from 'node:path';
import { test } from 'vitest';
import { launchChromium } from './helpers/chromium.js';
import { serve } from './helpers/serve.js';
import { root } from './helpers/unpack.js';
test('try', async () => {
  const server = await serve(['/tmp/page-try', join(root, 'dist/osd'), root]);
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('console', m => console.log('console', m.text()));
  page.on('pageerror', e => console.log('pageerror', e.message));
  await page.goto(server.url);
  await page.waitForFunction('globalThis.panel');
  const go = (maxMemory: number, engine: string) => page.evaluate(async ([maxMemory, engine]) => {
    const { segment, encoders } = globalThis as any;
    const s = segment.createPageSegmenter();
    const events: any[] = [];
    const t = performance.now();
    try {
      const r = await s.run({ source: new URL('samples/data/muse.fits', location.href), encoders: encoders.map((e: any) => new URL(e.url, location.href)), engine, kMin: 2, kMax: 4, maxMemory }, { onEvent: (e: any) => events.push(e.type === 'preview' ? `preview ${e.from} ${e.labels.length}` : e.type === 'progress' ? `${e.phase} ${e.done}/${e.total}` : JSON.stringify(e).slice(0, 300)) });
      return [events, r.k, r.engine, [...r.files.keys()], performance.now() - t];
    } catch (err) { return [events, String(err)]; } finally { s.destroy(); }
  }, [maxMemory, engine] as const);
  for (const [m, e] of [[54e6, 'auto'], [56e6, 'auto'], [1e9, 'webgpu'], [1e9,'cpu']] as const) {
    const before = server.requests.length;
    console.log(JSON.stringify(await go(m, e), null, 1));
    const own = server.requests.slice(before).filter(r => r.path.endsWith('muse.fits'));
    const bytes = own.reduce((s, r) => { const [, a, b] = /(\d+)-(\d+)/.exec(r.range ?? '') ?? []; return s + Number(b) - Number(a) + 1; }, 0);
    console.log(own.length, bytes, own.slice(0, 12).map(r => `${r.status} ${r.range}`));
  }
  await browser.close();
  await server.close();
}, 200000);
