import { UsageError } from '../../core/cube/errors.js';
import type { Command } from '../command.js';
import { jsonOption } from '../options.js';
import { print } from '../print.js';
import { startViewer } from '../view/server.js';

/** `cloisonne view DIR`: the result in a browser, served on this machine only. */
export const viewCommand: Command = {
  positionals: { dir: { describe: 'a folder that segment left', type: 'string' } },
  options: {
    base: { type: 'string', describe: 'base image: JPEG, PNG, .dzi, info.json, a folder that tiles wrote, or an address of one' },
    with: {
      type: 'string',
      array: true,
      describe: 'folders of other results over the same base image, registered to it, to compare with',
    },
    cube: { type: 'string', describe: 'the cube that was segmented, for spectra of single pixels: a file or an address' },
    port: { type: 'number', default: 0, describe: 'port on 127.0.0.1 (0: any free one)' },
    ...jsonOption,
  },
  examples: [
    ['cloisonne view out/raman', 'clusters over their own preview'],
    ['cloisonne view out/raman --cube raman.tif', 'and the spectrum of the pixel that is clicked'],
    ['cloisonne view out/scan --base painting', 'over a painting that tiles has cut'],
    ['cloisonne view out/xrf --base painting --with out/raman', 'two results beside each other'],
  ],
  async run(argv) {
    const port = Number(argv.port);
    if (!(Number.isInteger(port) && port >= 0 && port < 65536))
      throw new UsageError('--port takes a number from 0 to 65535', { why: `${argv.port}` });
    const server = await startViewer({
      dir: String(argv.dir),
      base: argv.base as string | undefined,
      others: argv.with as string[] | undefined,
      cube: argv.cube as string | undefined,
      port,
    });
    print(argv.json ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`);
    process.stderr.write('Open this address in a browser; Ctrl-C ends it.\n');
    // Stopping is how a server ends: no error.
    await new Promise<void>(stop => {
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
    await server.close();
  },
};
