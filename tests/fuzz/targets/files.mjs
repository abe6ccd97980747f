// Seeds of a corpus: small files of tests/fixtures and samples.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A path below the repository root. */
export const at = path => join(root, path);

/** The files of a folder, or a single one, whose names match, at most 64 KiB long. */
export function files(path, pattern = /./, most = 65_536) {
  const full = at(path);
  const paths = statSync(full).isDirectory()
    ? readdirSync(full)
        .filter(name => pattern.test(name))
        .sort()
        .map(name => join(full, name))
    : [full];
  return paths
    .filter(name => statSync(name).isFile() && statSync(name).size <= most)
    .map(name => ({ name: basename(name), bytes: new Uint8Array(readFileSync(name)) }));
}
