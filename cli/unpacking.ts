import { formatBytes } from '../core/cube/memory.js';
import { basenameOf } from '../core/cube/name.js';
import type { OnSpill } from '../core/platform/types.js';
import { Progress } from './progress.js';

/** Unpacked bytes from which on a line says so where no bar can be drawn. */
const WORTH_A_LINE = 2 ** 28;

/** Shows on stderr how far a compressed input is unpacked: a bar on a terminal, else one line for a large one; nothing with `quiet`. */
export function unpackingShown(quiet = false): OnSpill {
  const progress = new Progress(process.stderr, quiet);
  let told = false;
  return ({ name, share, bytes }) => {
    if (progress.live) {
      progress.update('unpack', share, 1, 0, '', `${basenameOf(name)}, ${formatBytes(bytes)} of temporary storage`);
      if (share >= 1) progress.clear();
    } else if (!told && bytes >= WORTH_A_LINE) {
      told = true;
      progress.line(
        `${basenameOf(name)}: unpacking into temporary storage, ${formatBytes(bytes)} at ${Math.round(100 * share)} %`,
      );
    }
  };
}
