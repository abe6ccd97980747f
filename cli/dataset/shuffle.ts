import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom, type Random } from '../../core/cluster/random.js';

/** Bytes of records that are put in order in memory at once. It decides the order, so it never depends on the machine. */
const HEAP = 2 ** 26;
/** Bytes of a heap that wait in memory before they are appended to its file. */
const PENDING = 2 ** 16;

/** Records of one length on their way into a random order, however many: in memory never more than a heap and what waits. */
export interface Shuffler {
  /** Records so far. */
  readonly n: number;
  add(record: Uint8Array): Promise<void>;
  /** All records in random order, some at a time: [rows * recordBytes]. The bytes are valid until the next is asked for. */
  drain(): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * An order in which every permutation of the records is equally likely (Rao 1961, Sandelius 1962): each record is thrown on one of the heaps at
 * random, each heap is shuffled in memory, and heap follows heap. Heaps are files in `folder`, which is made and removed. `expected` is the
 * likely number of records. Same seed, records and `expected`: same order.
 */
export function shuffler(folder: string, recordBytes: number, expected: number, seed: number): Shuffler {
  const heaps = Math.max(1, Math.ceil((expected * recordBytes) / HEAP));
  const throws = createRandom(seed, 1);
  const waiting = Array.from({ length: heaps }, () => ({ bytes: new Uint8Array(0), used: 0, n: 0 }));
  const path = (heap: number) => join(folder, `heap-${heap}`);
  const hold = Math.max(recordBytes, Math.floor(PENDING / recordBytes) * recordBytes);
  const flush = async (heap: number): Promise<void> => {
    const to = waiting[heap];
    if (to.used > 0) await appendFile(path(heap), to.bytes.subarray(0, to.used));
    to.used = 0;
  };
  let n = 0;
  return {
    get n() {
      return n;
    },
    async add(record) {
      if (n++ === 0) await mkdir(folder, { recursive: true });
      const heap = throws.integer(heaps);
      const to = waiting[heap];
      if (to.bytes.length === 0) to.bytes = new Uint8Array(hold);
      to.bytes.set(record, to.used);
      to.used += recordBytes;
      to.n++;
      if (to.used === hold) await flush(heap);
    },
    async *drain() {
      try {
        for (const [heap, { n: count }] of waiting.entries()) {
          if (count === 0) continue;
          await flush(heap);
          yield* ordered(await readFile(path(heap)), recordBytes, createRandom(seed, 2 + heap));
          await rm(path(heap));
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The records of a heap in random order, a mebibyte or so at a time. */
function* ordered(bytes: Uint8Array, recordBytes: number, random: Random): Generator<Uint8Array> {
  const count = bytes.length / recordBytes;
  const order = random.shuffle(Int32Array.from({ length: count }, (_, i) => i));
  const most = Math.max(1, Math.floor(2 ** 20 / recordBytes));
  const out = new Uint8Array(Math.min(most, count) * recordBytes);
  for (let at = 0; at < count; at += most) {
    const rows = Math.min(most, count - at);
    for (let i = 0; i < rows; i++) {
      const from = order[at + i] * recordBytes;
      out.set(bytes.subarray(from, from + recordBytes), i * recordBytes);
    }
    yield out.subarray(0, rows * recordBytes);
  }
}
