import { test } from 'vitest';
import { launchChromium } from './helpers/chromium.js';
test('shot', async () => {
  const browser = await launchChromium();
  for (const spec of (process.env.SHOTS ?? '').split(';')) {
    const [file, out, scheme, width] = spec.split(',');
    const page = await browser.newPage({ colorScheme: scheme as never, viewport: { width: Number(width), height: 900 } });
    page.on('console', m => console.log(m.text()));
    await page.goto(`file://${file}`);
    console.log(await page.evaluate('document.documentElement.scrollWidth'));
    await page.screenshot({ path: out, fullPage: true });
    await page.close();
  }
  await browser.close();
}, 120000);
