/**
 * Writes frozen.json: hashes of what the generator makes, and the levels of the ladder. It was run once, before any training; the test in
 * tests/samples/protocol.test.ts compares. A generator that changes makes another study.
 */
import { writeFileSync } from 'node:fs';
import { atLevel, benchCube, field, ladderOf, painting, protocol, rowsHash, testCube } from './generate.mjs';

/** Makers of one cube of every kind, at the reduced size, by name. */
export const cubes = {
  ...Object.fromEntries(['train', 'validation', 'test'].map(part => [`astro/${part}`, () => field(part, 0, 'reduced')])),
  ...Object.fromEntries(
    protocol.painting.images.map(spec => [`painting/${spec.id}`, () => painting(spec, protocol.painting.reduced.side)]),
  ),
  ...Object.fromEntries(
    ['astro', 'painting'].flatMap(study =>
      protocol.ladder.map((level, i) => [
        `${study}/cube at ${level}`,
        async () => {
          const cube = await testCube(study, protocol[study].cube.side.reduced);
          return atLevel(study, cube, ladderOf(cube)[i]);
        },
      ]),
    ),
  ),
  ...Object.fromEntries(protocol.bench.map(({ id }) => [`bench/${id}`, () => benchCube(id)])),
};

/** The ladder of each study's test cube at both sizes. */
export async function ladders() {
  const entries = [];
  for (const study of ['astro', 'painting']) {
    const { reduced, full } = protocol[study].ladderSide ?? protocol[study].cube.side;
    for (const [size, side] of Object.entries({ reduced, full }))
      entries.push([`${study}/${size}`, ladderOf(await testCube(study, side))]);
  }
  return Object.fromEntries(entries);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const rows = {};
  for (const [name, make] of Object.entries(cubes)) rows[name] = rowsHash(await make());
  const frozen = { rows, ladders: await ladders() };
  writeFileSync(new URL('frozen.json', import.meta.url), `${JSON.stringify(frozen, null, 2)}\n`);
}
