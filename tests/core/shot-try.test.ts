import { test } from 'vitest';
import { launchChromium } from '../helpers/chromium.js';

test('shot', async () => {
  const b = await launchChromium();
  const p = await b.newPage({ viewport: { width: 1180, height: 900 } });
  for (const d of (process.env.DIRS ?? 'oxrf,oneb').split(',')) {
    await p.goto(`file:///tmp/lt/${d}/report.html`);
    await p.locator('#identity').screenshot({ path: `/tmp/lt/${d}.png` });
  }
  await b.close();
}, 60000);
