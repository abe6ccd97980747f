import { defineConfig } from 'vitest/config';

// Sources are tested as TypeScript; `#platform` (workers, file access) resolves to the build, because worker threads run built files.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // The built program is run as Node would.
    server: { deps: { external: [/\/dist\//] } },
    // Pages are slow where a machine is busy.
    expect: { poll: { timeout: 15_000 } },
  },
});
