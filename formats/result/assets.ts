import { platform } from '#platform';
import type { Asset } from './document.js';

/** Where files go: an open output, or a test's list. */
export interface ProductSink {
  write(path: string, contents: Uint8Array | string): Promise<void>;
}

/** Files of a result on their way out, and the list of them with their SHA-256 that segmentation.json carries. */
export interface AssetWriter {
  /** What was written so far, in order. */
  readonly assets: Asset[];
  /** Writes a file, text as UTF-8. `of` says which K or cluster it belongs to, where there are several of its role. */
  write(
    path: string,
    role: string,
    type: string,
    contents: Uint8Array | string,
    of?: Pick<Asset, 'k' | 'cluster'>,
  ): Promise<void>;
}

/** Writes files into a sink and keeps account of them. */
export function assetWriter(sink: ProductSink): AssetWriter {
  const utf8 = new TextEncoder();
  const assets: Asset[] = [];
  return {
    assets,
    async write(path, role, type, contents, of = {}) {
      const bytes = typeof contents === 'string' ? utf8.encode(contents) : contents;
      await sink.write(path, bytes);
      assets.push({ path, role, type, ...of, bytes: bytes.length, sha256: await platform.sha256(bytes) });
    },
  };
}
