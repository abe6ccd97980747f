// A target that does everything an input must not cause, to see whether it is found.
import { writeFileSync } from 'node:fs';
import { InputError } from '../../dist/core/cube/errors.js';

const deeds = [
  () => null.x,
  () => {
    for (;;);
  },
  () => new Float64Array(1e9),
  () => writeFileSync('/tmp/stray', ''),
  () => {
    const all = [];
    for (;;) all.push(new Array(1e6).fill(all));
  },
  async () => {
    setTimeout(() => {
      throw new Error('later');
    });
    await new Promise(resolve => setTimeout(resolve, 200));
  },
  () => {
    throw new InputError('refused');
  },
  () => undefined,
];

/** Listed by its name as the others are. */
export const targets = [
  {
    name: 'bad',
    seeds: async () => [{ name: 'nothing', bytes: new Uint8Array(1) }],
    mutate: (_, bytes) => bytes,
    run: async (_, { index }) => void (await deeds[index]()),
  },
];
