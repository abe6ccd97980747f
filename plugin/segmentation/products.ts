import { falseColorBytes } from '../../core/cube/false-color.js';
import type { Segmentation } from '../../core/segmentation.js';
import { rgbPng } from '../../formats/png/index.js';
import { type RunFacts, writeResult } from '../../formats/result/index.js';
import type { PageResult } from './types.js';

/** The files of a result, with the bytes and names the command line gives them; there is no report and no run.json. */
export async function pageProducts(segmentation: Segmentation, run: RunFacts): Promise<PageResult> {
  const { cube, k, labels, engine, integrated } = segmentation;
  const utf8 = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  await writeResult(segmentation, run, {
    async write(path, contents) {
      files.set(path, typeof contents === 'string' ? utf8.encode(contents) : contents);
    },
  });
  const colors = integrated?.colors ?? new Float32Array(3 * labels.width * labels.height);
  const picture = rgbPng(labels.width, labels.height, falseColorBytes(colors));
  return { name: cube.name, k, engine, files, picture };
}
