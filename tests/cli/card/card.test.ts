import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardHtml } from '../../../cli/card/index.js';
import { loadEncoder } from '../../../cli/shipped.js';
import type { Encoder, HistoryRow } from '../../../core/encoder/types.js';
import { launchChromium } from '../../helpers/chromium.js';
import { repo } from '../../helpers/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'cloisonne-card-'));
const epochs = Array.from({ length: 20 }, (_, i): HistoryRow => {
  const terms = { reconstruction: 1 / (i + 1), mmd: 0.1 / (i + 1), silhouetteLoss: 0.2 };
  return {
    epoch: i + 1,
    loss: 1.1 / (i + 1),
    valLoss: 1.2 / (i + 1),
    terms,
    valTerms: terms,
    ...{ beta: i < 9 ? 0 : 0.1, gamma: 0.01, k: 3, learningRate: 0.001 },
  };
});
let encoder: Encoder;
let text: string;
let browser: Browser;
beforeAll(async () => {
  const shipped = await loadEncoder(repo('samples/encoders/muse-udf-500'));
  const spectrum = Array.from({ length: 20 }, (_, i) => Math.sin(i));
  const reconstructions = [{ spectrum, decoded: spectrum.map(v => v + 0.5) }];
  const latents = Array.from({ length: 50 }, (_, i) => [Math.cos(i), Math.sin(3 * i)]);
  const { card } = shipped;
  encoder = {
    ...shipped,
    card: {
      ...card,
      description: '<script>alert(1)</script>',
      training: { ...card.training, result: { ...card.training.result, bestEpoch: 7 } },
    },
    history: { epochs, reconstructions, latents },
  };
  text = await cardHtml(encoder, '1.2.3');
  writeFileSync(join(folder, 'card.html'), text);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page about an encoder', () => {
  test('is the same text each time, escaped, with what is known', async () => {
    expect(await cardHtml(encoder, '1.2.3')).toBe(text);
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
    expect(text).toContain('the weights of epoch 7 were kept');
    expect(text).toContain('Root mean square error 0.5<');
    expect(text).toContain('aria-label="Layers: 20 input, 32 selu, 16 selu, 2 latent,');
    expect(text).toContain(encoder.card.weights.sha256);
    for (const title of ['Reconstruction', 'MMD', 'β']) expect(text).toContain(`<h3>${title}</h3>`);
    // Constant from first to last: the recipe says it.
    for (const title of ['γ', 'Learning rate', 'K of the batches']) expect(text).not.toContain(`<h3>${title}</h3>`);
  });

  test('does without a history, and says when the golden vectors are not reproduced', async () => {
    const [first, ...rest] = encoder.card.golden;
    const golden = [{ ...first, latent: first.latent.map(v => v + 1) }, ...rest];
    const bare = await cardHtml({ ...encoder, history: undefined, card: { ...encoder.card, golden } }, '1.2.3');
    expect(bare).toContain('<strong>Not reproduced</strong>');
    expect(bare).not.toContain('How it learned');
    expect(text).toContain('<strong>Reproduced</strong>');
  });

  test.each([1280, 360])('at %i px asks for nothing, complains of nothing, does not scroll sideways', async width => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const foreign: string[] = [];
    const complaints: string[] = [];
    const url = pathToFileURL(join(folder, 'card.html')).href;
    page.on('request', request => request.url() !== url && foreign.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    await page.goto(url);
    expect([foreign, complaints]).toEqual([[], []]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });
});
