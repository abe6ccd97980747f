/** Results on disk: what was once made from the same inputs is read again, so that an interrupted run goes on where it stopped. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 of anything JSON can write. */
export const keyOf = inputs => createHash('sha256').update(JSON.stringify(inputs)).digest('hex');

/** Writes a whole file or none. */
export function save(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, bytes);
  renameSync(`${path}.partial`, path);
}

/** A folder of results; `note` gets a line for each that has to be made. */
export function openStore(dir, note = () => {}) {
  mkdirSync(dir, { recursive: true });
  const at = name => join(dir, name);
  return {
    dir,
    at,
    /** The JSON value `name`, made by `make` unless it was made from the same inputs before. */
    async once(name, inputs, make) {
      const path = at(`${name}.json`);
      const key = keyOf(inputs);
      if (existsSync(path)) {
        const found = JSON.parse(readFileSync(path, 'utf8'));
        if (found.key === key) return found.value;
      }
      const started = Date.now();
      note(name);
      const value = await make();
      const seconds = (Date.now() - started) / 1000;
      save(path, `${JSON.stringify({ key, seconds, value })}\n`);
      return value;
    },
    /** How long each of the results here took to make, seconds. */
    seconds() {
      const names = readdirSync(dir).filter(name => name.endsWith('.json') && name !== 'paper.json');
      const known = names.map(name => [name.replace('.json', ''), JSON.parse(readFileSync(join(dir, name), 'utf8')).seconds]);
      return Object.fromEntries(known.filter(([, seconds]) => seconds !== undefined));
    },
    remove: name => rmSync(at(name), { force: true }),
  };
}

/** Numbers as text for JSON, and back. */
export const packed = array => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
export const unpacked = (text, Type) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Type(bytes.buffer);
};
