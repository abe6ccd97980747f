import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type OpenSeadragon from 'openseadragon';
import type { Page } from 'playwright-core';
import type { SegmentationPanel } from '../../../plugin/segmentation/index.js';
import type { PageEvent, PageRequest, SegmenterOptions } from '../../../plugin/segmentation/types.js';
import { scratch } from '../../helpers/bundle.js';
import { launchChromium } from '../../helpers/chromium.js';
import { type StaticServer, serve } from '../../helpers/serve.js';
import { root } from '../../helpers/unpack.js';

/** The encoders of the package, as its own page offers them. */
const shipped = ['landsat7-6', 'muse-nebular-1024', 'muse-udf-500', 'raman-cartilage-300', 'xrf-512'];

/** What the page of the tests has: the built module, and a way to run it whose answer can leave the page. */
const script = `import * as segment from './cloisonne-segment.js';
const hex = async data => [...new Uint8Array(await crypto.subtle.digest('SHA-256', data))].map(byte => byte.toString(16).padStart(2, '0')).join('');
const encoders = ${JSON.stringify(shipped)}.map(name => ({ name, url: new URL('samples/encoders/' + name, location.href) }));
let segmenter = segment.createPageSegmenter();
/** A run: its events, and the SHA-256 of its files, or what went wrong. 'stopAt' is an event that cancels it. */
const run = async (request, stopAt) => {
  const control = new AbortController();
  const events = [];
  const onEvent = event => {
    events.push(event.type === 'preview' ? { ...event, labels: [...event.labels] } : event);
    if (event.type === stopAt) control.abort();
  };
  try {
    const { k, engine, files } = await segmenter.run({ encoders: encoders.map(({ url }) => url), ...request }, { signal: control.signal, onEvent });
    return { events, k, engine, files: Object.fromEntries(await Promise.all([...files].map(async ([path, bytes]) => [path, await hex(bytes)]))) };
  } catch (err) {
    return { events, error: err.name + ': ' + err.message, files: {} };
  }
};
const viewer = options => OpenSeadragon({ element: document.querySelector('#viewer'), prefixUrl: 'node_modules/openseadragon/build/openseadragon/images/', drawer: 'canvas', maxZoomPixelRatio: 40, ...options });
const use = options => { segmenter.destroy(); segmenter = segment.createPageSegmenter(options); };
globalThis.bench = { segment, encoders, run, viewer, use };`;

/** Workers in other surroundings: without WebGPU; telling of every part of a file that is read. */
const workers = {
  'without-gpu.js': `Object.defineProperty(navigator, 'gpu', { value: undefined });
import './cloisonne-segment.worker.js';`,
  'telling.js': `const channel = new BroadcastChannel('slices');
const { slice, arrayBuffer } = Blob.prototype;
const parts = new WeakSet();
Blob.prototype.slice = function (...range) {
  const part = slice.apply(this, range);
  parts.add(part);
  channel.postMessage(part.size);
  return part;
};
Blob.prototype.arrayBuffer = Blob.prototype.bytes = Blob.prototype.stream = function () {
  if (!parts.has(this)) channel.postMessage(this.size);
  return arrayBuffer.apply(this);
};
import './cloisonne-segment.worker.js';`,
};

/** A page of script tags that segments by itself and reports the sentence at the end. */
const scriptTag = {
  'script-tag.html': `<!doctype html><html lang="en"><meta charset="utf-8"><title>script tag</title><body><div id="viewer"></div><div id="tools"></div>
<script src="node_modules/openseadragon/build/openseadragon/openseadragon.min.js"></script><script src="cloisonne-osd.iife.js"></script><script src="script-tag.js"></script></body></html>`,
  'script-tag.js': `document.querySelector('#viewer').style.cssText = 'width: 400px; height: 300px';
const viewer = OpenSeadragon({ id: 'viewer', prefixUrl: '', showNavigationControl: false, drawer: 'canvas' });
const address = new URL('samples/data/raman.tif', location.href).href;
CloisonneOSD.openSegmentation(viewer, document.querySelector('#tools'), { address }).then(({ root }) => {
  const [fewest, most] = root.querySelectorAll('.cloisonne-pair input');
  fewest.value = most.value = 2;
  const end = () => {
    const said = root.querySelector('.cloisonne-problem').textContent || root.querySelector('[role=status]').textContent;
    if (root.ariaBusy === 'false') document.body.dataset.report = said;
  };
  new MutationObserver(end).observe(root, { attributes: true });
  root.querySelector('[type=submit]').click();
}, err => { document.body.dataset.report = String(err); });`,
};

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>segmentation</title>
<style>html { color-scheme: light dark } body { margin: 0; display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr) 380px; height: 100vh; background: light-dark(#f4f2ec, #131417) } #viewer { background: #0b0c0f } #tools { overflow: auto; padding: 12px; display: flex; flex-direction: column; gap: 12px } #tools > * { flex: none; max-height: none }</style>
<header style="position: absolute; clip-path: inset(50%)"><h1>Segmentation</h1></header><main id="viewer" aria-label="Cube"></main><aside id="tools" aria-label="Tools"></aside>
<script src="node_modules/openseadragon/build/openseadragon/openseadragon.min.js"></script><script type="module" src="page.js"></script></html>`;

/** What `run` in the page answers. */
export interface PageRun {
  readonly events: readonly PageEvent[];
  readonly k?: number;
  readonly engine?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** What the script leaves in the page, and the tests after it. */
export interface Bench {
  readonly segment: typeof import('../../../plugin/index.js');
  readonly encoders: readonly { readonly name: string; readonly url: URL }[];
  readonly run: (request: object, stopAt?: string) => Promise<PageRun>;
  readonly viewer: (options?: object) => OpenSeadragon.Viewer;
  /** Another segmenter for `run`. */
  readonly use: (options: SegmenterOptions) => void;
  /** Once a test has opened a panel. */
  made: OpenSeadragon.Viewer;
  panel: SegmentationPanel;
  replaced: number;
}
declare const bench: Bench;

/** A request that can go into the page: the cube by its path on the server, or as a file that is made there. */
export type HarnessRequest = Omit<PageRequest, 'source'> & { readonly path: string; readonly asFile?: boolean };

/** Chromium, a server with ranges and one without, both of which serve the built module and the repository. */
export async function startHarness() {
  if (!existsSync(join(root, 'dist/osd/cloisonne-segment.js'))) throw new Error('dist/osd is missing: npm run build');
  const dir = await scratch('segmentation');
  await writeFile(join(dir, 'index.html'), html);
  await writeFile(join(dir, 'page.js'), script);
  for (const [name, text] of Object.entries({ ...workers, ...scriptTag })) await writeFile(join(dir, name), text);
  const dirs = [dir, join(root, 'dist/osd'), root];
  const [server, plain] = [await serve(dirs), await serve(dirs, { ranges: false })];
  const browser = await launchChromium();
  return {
    ...{ dir, server, plain, browser },
    async openPage(at: StaticServer = server, options: Parameters<typeof browser.newPage>[0] = {}): Promise<Page> {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
      // One core may have much to do.
      page.setDefaultTimeout(90_000);
      await page.goto(at.url);
      await page.waitForFunction('globalThis.bench !== undefined');
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await plain.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** Runs the segmenter of the page. */
export const runIn = (page: Page, request: HarnessRequest, stopAt?: string): Promise<PageRun> =>
  page.evaluate(
    async ([{ path, asFile, ...rest }, stop]) => {
      const url = new URL(path, location.href);
      const source = asFile ? new File([await (await fetch(url)).blob()], path.split('/').at(-1) ?? '') : url;
      return bench.run({ source, ...rest }, stop);
    },
    [request, stopAt] as const,
  );
