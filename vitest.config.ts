import { defineConfig } from 'vitest/config';
import { SlowestFiles } from './tests/helpers/slowest.js';

/** Rooms of pure functions: their files share a process, which reads the sources once. The file that replaces a module has one of its own. */
const pure = ['axis', 'cluster', 'cube', 'describe', 'evaluate', 'labels', 'lines', 'preprocess', 'synth', 'wcs'].map(
  room => `tests/core/${room}/**/*.test.ts`,
);
const shared = [...pure, 'tests/formats/**/!(fitsjs-absent).test.ts'];

// Sources are tested as TypeScript; `#platform` (workers, file access) resolves to the build, because worker threads run built files.
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'apart', include: ['tests/**/*.test.ts'], exclude: shared } },
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
    ],
    reporters: ['default', new SlowestFiles()],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of the smallest machine it is meant for: many tests wait for a page, a server or a signal.
    maxWorkers: 3,
    // The built program is run as Node would.
    server: { deps: { external: [/\/dist\//] } },
    // Pages are slow where a machine is busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
