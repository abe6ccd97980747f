import { open } from 'node:fs/promises';
import type { ByteSink } from '../../formats/index.js';
import { guarded } from './errors.js';

/** Runs `work` with a new file as a place for bytes; the file is on the disk when it resolves. Throws OutputError. */
export function withSink(path: string, work: (sink: ByteSink) => Promise<void>): Promise<void> {
  return guarded(path, async () => {
    const file = await open(path, 'w');
    try {
      await work({
        async write(offset, bytes) {
          for (let done = 0; done < bytes.length; )
            done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
        },
      });
      await file.sync();
    } finally {
      await file.close();
    }
  });
}
