import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../dist/core/cube/errors.js';
import { parseEdits, parseRegistration } from '../../../dist/core/labels/index.js';
import { readEarlierClusters } from '../../../dist/core/pipeline/earlier.js';
import { readDocument } from '../../../dist/plugin/document.js';
import { mutateJson } from '../mutate/json.mjs';
import { at } from './files.mjs';

/** The command line, loaded only for the targets that need it: every worker reads this file. */
const main = async args => (await import('../../../dist/cli/index.js')).main(args);

/** A result of a small cube, made once for a worker. */
async function made(room) {
  const out = join(room, 'result');
  rmSync(out, { recursive: true, force: true });
  await main([
    'segment',
    at('tests/fixtures/tiff/pages.tif'),
    '--k',
    '2..3',
    '--engine',
    'cpu',
    '--threads',
    '1',
    '--out',
    out,
    '-q',
  ]);
  await main(['edit', out, '--rename', '1=sky']);
  return { out, bytes: new Uint8Array(readFileSync(join(out, 'segmentation.json'))) };
}

const parsed = (bytes, name) => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (err) {
    throw new InputError('not JSON', { where: name, cause: err });
  }
};

/** segmentation.json as the plugin, a later run and the viewer read it. */
export const sidecar = {
  name: 'sidecar',
  async seeds(room) {
    const { bytes } = await made(room);
    const json = JSON.parse(new TextDecoder().decode(bytes));
    const [registration, edits] = [
      { kind: 'projective', matrix: [1, 0, 3, 0, 1, 4, 0.001, 0, 1] },
      [{ kind: 'merge', clusters: [1, 2], into: 3, name: 'both', color: '#112233' }],
    ];
    const points = [
      [0, 0, 1, 1],
      [9, 0, 12, 2],
      [0, 9, 1, 13],
      [9, 9, 14, 14],
    ].map(([x, y, u, v]) => ({ from: [x, y], to: [u, v] }));
    const more = { ...json, registration, edits, frame: { kind: 'celestial', cards: ['CRPIX1  = 1'] } };
    const text = value => new TextEncoder().encode(JSON.stringify(value));
    return [
      { name: 'segmentation.json', bytes },
      { name: 'edited.json', bytes: text(more) },
      { name: 'tps.json', bytes: text({ ...more, registration: { kind: 'tps', points } }) },
    ];
  },
  mutate: mutateJson,
  async run(bytes, { name, random }) {
    const json = parsed(bytes, name);
    const draw = random.uniform();
    if (draw < 0.4) readDocument(json, name);
    else if (draw < 0.7) readEarlierClusters(json, name);
    else {
      parseEdits(json?.edits ?? [], name);
      parseRegistration(json?.registration, name);
    }
  },
};

/** A whole result whose segmentation.json is damaged, through the command that reads all of it and writes a new one. */
export const result = {
  name: 'result',
  async seeds(room) {
    const { out, bytes } = await made(room);
    return [{ name: 'segmentation.json', bytes, out }];
  },
  mutate: mutateJson,
  async run(bytes, { out, room, random }) {
    const [copy, edited] = [join(room, 'copy'), join(room, 'edited')];
    rmSync(copy, { recursive: true, force: true });
    rmSync(edited, { recursive: true, force: true });
    cpSync(out, copy, { recursive: true });
    writeFileSync(join(copy, 'segmentation.json'), bytes);
    const change = random.uniform() < 0.5 ? ['--rename', '1=stone'] : ['--merge', '1,2'];
    await main(['edit', copy, ...change]);
    await main(['edit', copy, '--replay', '--out', edited]);
  },
};
