import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../../core/cube/errors.js';

const OSD = 'openseadragon/build/openseadragon/openseadragon.min.js';

/** Folder of the plugin as ES modules in this package. */
export function pluginFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // From dist/cli/view when built, from cli/view in the repository.
  const found = [join(here, '../../osd'), join(here, '../../dist/osd')].find(existsSync);
  if (found) return found;
  throw new UsageError('the plugin is not built', { where: 'dist/osd', remedy: 'Run npm run build.' });
}

/**
 * Folder of OpenSeadragon's script and button images: installed beside this package or in the working directory. Throws UsageError that
 * says how to add it, because it is an optional peer.
 */
export function openSeadragonFolder(
  from: readonly string[] = [import.meta.url, pathToFileURL(join(process.cwd(), 'x.js')).href],
): string {
  for (const base of from) {
    try {
      return dirname(createRequire(base).resolve(OSD));
    } catch {
      // Looked for in the next place.
    }
  }
  throw new UsageError('OpenSeadragon is not installed', {
    why: 'view shows results with it, and it is an optional part',
    remedy: 'npm install openseadragon@6',
  });
}
