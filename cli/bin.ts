#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { exitCode, messageLine } from './exit.js';
import { main } from './index.js';
import { exitOnStop } from './interrupt.js';

// Downstream programs such as `head` may close stdout early; that is not an error of ours.
process.stdout.on('error', err => process.exit((err as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1));

// Started by another process of ours (batch), which has died: nobody waits for this one any more.
process.once('disconnect', () => process.exit(130));
// It may have died while this one was loading.
if (process.connected === false) process.exit(130);

exitOnStop();
main(hideBin(process.argv)).then(
  () => process.exit(0),
  err => {
    process.stderr.write(`${messageLine(err)}\n`);
    if (process.env.CLOISONNE_DEBUG) process.stderr.write(`${(err as Error).stack ?? ''}\n`);
    process.exit(exitCode(err));
  },
);
