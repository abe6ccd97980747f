import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { RecordedFile } from '../provenance/index.js';
import { encoderOf } from './encoder-of.js';
import { emitters } from './kinds.js';
import { readEmitted } from './result.js';
import type { EmitContext, EmitSink } from './types.js';

/** What products need beside the result; `encoder` is a name or a folder. */
export type EmitOptions = Omit<EmitContext, 'sink' | 'encoder'> & { readonly encoder?: string };

/** Writes products of the given kinds from the result in `dir`, and returns every file by its path. The same result gives the same bytes. */
export async function emitInto(
  dir: string,
  kinds: readonly string[],
  sink: EmitSink,
  options: EmitOptions,
): Promise<RecordedFile[]> {
  const result = await readEmitted(dir);
  const context: EmitContext = { ...options, sink, encoder: () => encoderOf(result.result, options.encoder) };
  for (const kind of kinds) {
    options.signal.throwIfAborted();
    await emitters[kind].emit(result, context);
  }
  return filesBelow(sink.partial);
}

/** Every file below a folder with its SHA-256, by path. */
async function filesBelow(folder: string): Promise<RecordedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter(entry => entry.isFile() && !hidden(folder, entry.parentPath, entry.name));
  const files: RecordedFile[] = [];
  for (const path of paths.map(entry => join(entry.parentPath, entry.name)).sort()) {
    // A mask file of many clusters is larger than what is read at once.
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    files.push({ path: relative(folder, path).split(sep).join('/'), bytes, sha256: hash.digest('hex') });
  }
  return files;
}

/** The lock and the state of an open output; the hidden files of a Zarr hierarchy are products. */
const hidden = (folder: string, parent: string, name: string): boolean => parent === folder && name.startsWith('.');
