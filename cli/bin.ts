#!/usr/bin/env node
import { exitOnStop } from './interrupt.js';

// Before all else is loaded, which takes a while: a signal that comes meanwhile ends the program with its own exit code.
exitOnStop();

// Downstream programs such as `head` may close stdout early; that is not an error of ours.
process.stdout.on('error', err => process.exit((err as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1));

// Started by another process of ours (batch), which has died: nobody waits for this one any more.
process.once('disconnect', () => process.exit(130));
// It may have died while this one was loading.
if (process.connected === false) process.exit(130);

const [{ main }, { exitCode, messageLine }] = await Promise.all([import('./index.js'), import('./exit.js')]);
main(process.argv.slice(2)).then(
  () => process.exit(0),
  err => {
    process.stderr.write(`${messageLine(err)}\n`);
    if (process.env.CLOISONNE_DEBUG) process.stderr.write(`${(err as Error).stack ?? ''}\n`);
    process.exit(exitCode(err));
  },
);
