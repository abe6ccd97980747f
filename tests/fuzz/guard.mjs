// Watches what one input costs and touches: memory asked for by name, and files written outside a folder. Import this before all else.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

/** Something that no input may cause. */
export class Finding extends Error {}

const spent = { largest: 0, total: 0, most: Number.POSITIVE_INFINITY };
let room;

/** Forgets what the last input cost; one array larger than `most` bytes is a finding from now on. */
export function watch(most, folder) {
  Object.assign(spent, { largest: 0, total: 0, most });
  room = resolve(folder);
}

/** Bytes of the largest array since `watch`, and of all together. */
export const cost = () => ({ largest: spent.largest, total: spent.total });

function note(bytes, what) {
  if (!(bytes > 0)) return;
  spent.largest = Math.max(spent.largest, bytes);
  spent.total += bytes;
  if (bytes > spent.most) throw new Finding(`over-allocation: ${what} of ${bytes} bytes`);
}

const sizeOf = ([first], width) => {
  if (typeof first === 'number') return first * width;
  return first && typeof first === 'object' && !(first instanceof ArrayBuffer) ? Number(first.length ?? 0) * width : 0;
};

for (const name of [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]) {
  const plain = globalThis[name];
  const watched = new Proxy(plain, {
    construct(target, args, newTarget) {
      note(sizeOf(args, plain.BYTES_PER_ELEMENT ?? 1), name);
      return Reflect.construct(target, args, newTarget === watched ? plain : newTarget);
    },
  });
  plain.prototype.constructor = watched;
  globalThis[name] = watched;
}

// An exception is lost on the library that asked for memory: the worker looks at `largest`.
const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  note(65_536 * pages, 'WebAssembly.Memory');
  return grow.call(this, pages);
};

/** Functions of node:fs that write, with the place of the paths among their arguments. */
const WRITERS = {
  ...{
    appendFile: [0],
    chmod: [0],
    copyFile: [1],
    cp: [1],
    link: [1],
    mkdir: [0],
    mkdtemp: [0],
    rename: [0, 1],
    rm: [0],
    rmdir: [0],
  },
  ...{ symlink: [1], truncate: [0], unlink: [0], utimes: [0], writeFile: [0], createWriteStream: [0] },
};

function inside(path) {
  if (typeof path !== 'string') return;
  const full = resolve(path);
  if (room && full !== room && !full.startsWith(room + sep)) throw new Finding(`a write outside its folder: ${full}`);
}

function guardWriters(of, suffix) {
  for (const [name, places] of Object.entries(WRITERS)) {
    const plain = of[name + suffix];
    if (!plain) continue;
    of[name + suffix] = (...args) => {
      for (const place of places) inside(args[place]);
      return plain.apply(of, args);
    };
  }
  const open = of[`open${suffix}`];
  of[`open${suffix}`] = (path, flags, ...rest) => {
    if (typeof flags === 'string' ? /[wa+]/.test(flags) : flags > 0) inside(path);
    return open.call(of, path, flags, ...rest);
  };
}

guardWriters(fs, '');
guardWriters(fs, 'Sync');
guardWriters(fs.promises, '');
syncBuiltinESMExports();
