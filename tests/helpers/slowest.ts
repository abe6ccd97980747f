import type { Reporter, TestModule } from 'vitest/node';

/** How many files are named. */
const SHOWN = 10;

/** Seconds that a file took with what it imports, and its path. */
interface Taken {
  readonly seconds: number;
  readonly path: string;
}

/** The files that took longest, the longest first. */
const slowest = (taken: readonly Taken[]): Taken[] =>
  taken.toSorted((a, b) => b.seconds - a.seconds || a.path.localeCompare(b.path)).slice(0, SHOWN);

/** Prints the slowest files of a run of many, so that what makes CI long is seen where it grows. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= SHOWN) return;
    const taken = modules.map(module => {
      const { collectDuration, setupDuration, duration } = module.diagnostic();
      return { seconds: (collectDuration + setupDuration + duration) / 1000, path: module.relativeModuleId };
    });
    const lines = slowest(taken).map(({ seconds, path }) => `${seconds.toFixed(1).padStart(8)} s  ${path}`);
    process.stdout.write(`\n${SHOWN} slowest of ${modules.length} files, by their own time:\n${lines.join('\n')}\n`);
  }
}
