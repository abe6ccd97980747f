import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, OutputError } from '../cube/errors.js';
import { openFile } from './node-file.js';
import type { ByteSource, Spill } from './types.js';

/** Folders of spills that are not removed yet. */
const folders = new Set<string>();

/** A process that ends early leaves none behind. */
function removeAll(): void {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
}

/**
 * A Spill in a temporary file, at most `maxBytes` long; removed when the finished source is closed, on discard, and when the process ends in
 * any other way than by a signal nobody handles.
 */
export async function createSpill(maxBytes: number): Promise<Spill> {
  const dir = await mkdtemp(join(tmpdir(), 'cloisonne-'));
  if (folders.size === 0 && !process.listeners('exit').includes(removeAll)) process.on('exit', removeAll);
  folders.add(dir);
  const path = join(dir, 'spill');
  const handle: FileHandle = await open(path, 'w');
  const remove = async () => {
    await rm(dir, { recursive: true, force: true });
    folders.delete(dir);
  };
  let length = 0;
  const discard = async () => {
    await handle.close();
    await remove();
  };
  return {
    async append(bytes: Uint8Array): Promise<void> {
      length += bytes.length;
      if (length > maxBytes) {
        await discard();
        throw new InputError('the unpacked data are larger than allowed', {
          why: `more than ${maxBytes} bytes`,
          remedy: 'Unpack the file yourself, or raise the limit.',
        });
      }
      try {
        await handle.appendFile(bytes);
      } catch (err) {
        await discard();
        throw new OutputError('cannot write temporary data', {
          where: dir,
          why: (err as Error).message,
          remedy: 'Free some space or set TMPDIR.',
          cause: err,
        });
      }
    },
    async finish(name: string): Promise<ByteSource> {
      await handle.close();
      const source = await openFile(path, remove);
      return Object.assign(Object.create(source) as ByteSource, { name });
    },
    discard,
  };
}
