import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../../formats/index.js';
import { cloisonne, cloisonneHere, complaints, differences, workplace } from '../../helpers/cli.js';
import { fitsCube, put, stripes } from '../cubes.js';

const dir = workplace();
const at = (...path: string[]): string => join(dir, ...path);
const cube = put(at('cube.fits'), fitsCube([24, 12, 40], stripes(40)));
const read = (...path: string[]) => readFileSync(at(...path), 'utf8');
const tiny = ['--hidden', '12', '--latent', '2', '--epochs', '4', '--batch', '32', '--steps', 'snv', '--engine', 'wasm'];

async function done(...args: string[]) {
  const run = await cloisonneHere(args);
  expect([run.code, complaints(run)], run.stderr).toEqual([0, []]);
  return run;
}

beforeAll(async () => {
  const whole = ['--variational', '--beta', '0.1*step(2)', '--gamma', '0.01', '--batch-k', '2..4', '--rate', 'cosine'];
  const run = await done('train', cube, ...tiny, ...whole, '--out', at('whole'));
  const lines = run.stderr.split('\n').filter(line => line.startsWith('epoch '));
  expect(lines).toHaveLength(4);
  expect(lines[3]).toMatch(
    /^epoch 4\/4 {2}loss [\d.]+ \(rec [\d.]+, mmd [\d.]+, sil [\d.]+\) {2}val .* {2}lr [\d.e-]+ {2}K [234] {2}\S+ spectra\/s$/,
  );
}, 60_000);

describe('train', () => {
  test('leaves the history as a table of the reference and as what the page needs', () => {
    const [head, ...rows] = parseCsv(read('whole', 'history.csv'));
    expect(head.slice(0, 9).join()).toBe(
      'epochs,training_loss,validation_loss,beta,gamma,lr,mmd_train_losses,rec_train_losses,clust_losses',
    );
    expect(rows.map(row => [row[0], row[3], row[4]])).toEqual([
      ['0', '0', '0.01'],
      ['1', '0', '0.01'],
      ['2', '0.1', '0.01'],
      ['3', '0.1', '0.01'],
    ]);
    for (const row of rows) {
      const [loss, beta, gamma, mmd, rec, silhouette] = [1, 3, 4, 6, 7, 8].map(c => Number(row[c]));
      expect(Math.abs(rec + beta * mmd + gamma * silhouette - loss)).toBeLessThan(1e-5 * loss);
    }
    const { epochs, reconstructions, latents } = JSON.parse(read('whole', 'history.json'));
    expect([epochs.length, reconstructions[0].spectrum.length, latents[0].length]).toEqual([4, 40, 2]);
    expect(read('whole', 'card.html')).toMatch(/<strong>Reproduced<\/strong>/);
  });

  test('says nothing with --quiet', async () => {
    const run = await cloisonne(['train', cube, ...tiny, '--out', at('quiet'), '--quiet']);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  test('goes on from an encoder', async () => {
    await done('train', cube, '--from', at('whole'), '--epochs', '2', '--out', at('tuned'), '--engine', 'wasm');
    const [parent, tuned] = ['whole', 'tuned'].map(name => JSON.parse(read(name, 'encoder.json')));
    expect(tuned.training.parent).toEqual({ name: 'whole', sha256: parent.weights.sha256 });
    expect([tuned.steps, tuned.layers]).toEqual([parent.steps, parent.layers]);
    expect(tuned.training.result.validationLoss).toBeLessThan(parent.training.result.validationLoss * 1.05);
    const odd = await cloisonneHere(['train', cube, '--from', at('whole'), '--steps', 'snv', '--out', at('odd')]);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/--steps cannot go with --from/)]);
  });

  test('takes files of spectra, streamed, beside a cube', async () => {
    await done('dataset', cube, '--share', '1', '--out', at('set'));
    const file = at('set', 'train.fits');
    const run = await done('train', file, cube, ...tiny, '--shuffle-window', '100', '--out', at('streamed'), '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ spectra: 576 });
    const odd = await cloisonneHere(['train', file, ...tiny, '--bands', '4760-4780', '--out', at('odd')]);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/--bands does not apply to a file of spectra/)]);
  });

  test('searches a grid, keeps the best, and does nothing twice after Ctrl-C', async () => {
    const grid = put(at('grid.json'), JSON.stringify({ latent: [1, 2], dropout: [0, 0.2] }));
    const args = [
      'train',
      cube,
      ...tiny.filter((_, i) => i !== 2 && i !== 3),
      '--grid',
      grid,
      '--best-by',
      'reconstruction',
      '--name',
      'best',
    ];
    const run = await done(...args, '--out', at('grid'));
    const [head, ...rows] = parseCsv(read('grid', 'grid.csv'));
    const column = (name: string) => rows.map(row => Number(row[head.indexOf(name)]));
    expect([column('latent'), column('dropout')]).toEqual([
      [1, 1, 2, 2],
      [0, 0.2, 0, 0.2],
    ]);
    const best = column('reconstruction').indexOf(Math.min(...column('reconstruction')));
    expect(column('best')).toEqual([0, 1, 2, 3].map(i => Number(i === best)));
    const card = JSON.parse(read('grid', 'encoder.json'));
    expect([card.latent, card.training.recipe.dropout]).toEqual([column('latent')[best], column('dropout')[best]]);
    expect(run.stdout.split('\n')[1 + best]).toMatch(/^\* /);
    let sent = false;
    const stopped = await cloisonne([...args, '--out', at('grid-2')], {
      watch: child => {
        if (!sent && existsSync(at('grid-2.partial/.checkpoints/row-1'))) sent = child.kill('SIGINT');
      },
    });
    expect(stopped.code).toBe(130);
    const again = await done(...args, '--out', at('grid-2'));
    expect(again.stderr).not.toMatch(/^[12] of 4/m);
    expect(again.stderr).toMatch(/^4 of 4: latent 2, dropout 0\.2/m);
    expect(differences(at('grid'), at('grid-2')).filter(name => name !== 'grid.csv')).toEqual([]);
    const untimed = (name: string) => parseCsv(read(name, 'grid.csv')).map(row => row.filter((_, i) => head[i] !== 'seconds'));
    expect(untimed('grid-2')).toEqual(untimed('grid'));
  }, 120_000);
});
