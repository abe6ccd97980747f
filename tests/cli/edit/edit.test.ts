import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { editCommand } from '../../../cli/commands/edit.js';
import { exitCode, messageLine } from '../../../cli/exit.js';
import { platform } from '../../../core/platform/node.js';
import schema from '../../../core/segmentation.schema.json' with { type: 'json' };
import { openSampleSource, readLabelPng } from '../../../formats/index.js';
import { loadCut } from '../../../plugin/cut.js';
import { readDocument } from '../../../plugin/document.js';
import { OverlayLayer } from '../../../plugin/layer.js';
import { loadSegmentation } from '../../../plugin/load.js';
import { cloisonneHere, differences, filesIn, repo, workplace } from '../../helpers/cli.js';
import { problems } from '../products/schema.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const json = (...names: string[]) => JSON.parse(readFileSync(at(...names), 'utf8'));
const labels = (folder: string) => readLabelPng(new Uint8Array(readFileSync(at(folder, 'labels.png'))), 'labels.png');

async function done(...args: string[]): Promise<string> {
  const run = await cloisonneHere(args);
  expect(run.code, run.stderr).toBe(0);
  return run.stdout;
}
async function refused(...args: string[]): Promise<{ code: number | null; line: string }> {
  const { code, stderr, stdout } = await cloisonneHere(args);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').length, stderr).toBe(1);
  return { code, line: stderr.trim() };
}
async function planes(path: string): Promise<Float32Array[]> {
  const source = await openSampleSource(await platform.openFile(path));
  const all = await Promise.all(Array.from({ length: source.shape.bands }, (_, band) => source.plane(band)));
  await source.close();
  return all;
}

let said = '';
beforeAll(async () => {
  await done('synth', 'nebular', '--size', '40x40', '--bands', '700', '--seed', '6', '--out', at('sky'), '-q');
  said = await done('segment', at('sky', 'cube.fits'), '--k', '4', '--soft', '--out', at('out'), '-q');
}, 180_000);

describe('what segment says about its clusters', () => {
  it('in the terminal, in the document, in the report', () => {
    expect(said).toMatch(/silhouette {2}looks like\n/);
    expect(said).toMatch(/shock, -?\d+ km\/s/);
    const document = json('out', 'segmentation.json');
    expect(problems(document, schema)).toEqual([]);
    const shock = document.clusters.find((c: { suggestion: { name: string } }) => c.suggestion.name === 'shock');
    expect(shock.suggestion.lines.map((line: { name: string }) => line.name)).toEqual(
      expect.arrayContaining(['Hα', '[S II] 6716', '[S II] 6731']),
    );
    expect(shock.suggestion.ratios.find((r: { name: string }) => r.name === '[S II]/Hα').value).toBeGreaterThan(-0.4);
    const report = readFileSync(at('out', 'report.html'), 'utf8');
    expect(report).toContain('id="identity"');
    expect(report).toMatch(/aria-label="Mean spectrum of cluster \d with [^"]*\[S II\] 6731/);
  });

  it('--lines off says nothing; lines the axis cannot have are refused before any work', async () => {
    await done('segment', at('sky', 'cube.fits'), '--k', '2', '--lines', 'off', '--out', at('off'), '-q');
    expect(json('off', 'segmentation.json').clusters[0]).not.toHaveProperty('suggestion');
    expect(readFileSync(at('off', 'report.html'), 'utf8')).not.toContain('id="identity"');
    const { code, line } = await refused('segment', at('sky', 'cube.fits'), '--lines', 'xrf', '--out', at('x'));
    expect([code, line]).toEqual([
      2,
      'cloisonne: no xrf lines on this axis: it is of wavelength-air in Angstrom. Give the cube an axis of energy, or leave --lines out.',
    ]);
    expect((await refused('segment', at('sky', 'cube.fits'), '--redshift', 'far', '--out', at('x'))).line).toMatch(
      /--redshift must be a number/,
    );
    for (const [velocity, says] of [
      ['fast', /--velocity must be a number in km\/s: it is fast/],
      ['-299792', /a velocity of -299792 km\/s: expected c z from/],
    ] as const)
      expect((await refused('segment', at('sky', 'cube.fits'), '--velocity', velocity, '--out', at('x'))).line).toMatch(says);
  });
});

test('--soft: shares sum to 1 and follow the true abundances better than labels do', async () => {
  const [truth, shares] = [await planes(at('sky', 'abundances.fits')), await planes(at('out', 'membership.fits'))];
  const map = await labels('out');
  for (let i = 0; i < map.data.length; i++) expect(shares.reduce((sum, plane) => sum + plane[i], 0)).toBeCloseTo(1, 5);
  // Clusters stand for the material they hold most of; materials that lead no cluster cannot be compared.
  const meanIn = (m: number, c: number) => {
    const members = [...truth[m].keys()].filter(i => map.data[i] === c + 1);
    return members.reduce((sum, i) => sum + truth[m][i], 0) / members.length;
  };
  const material = shares.map((_, c) => truth.map((_, m) => meanIn(m, c))).map(means => means.indexOf(Math.max(...means)));
  const scores = [...new Set(material)].map(m => {
    const of = (value: (c: number, i: number) => number) =>
      truth[m].map((_, i) => material.reduce((sum, owner, c) => sum + (owner === m ? value(c, i) : 0), 0));
    return {
      soft: correlation(
        of((c, i) => shares[c][i]),
        truth[m],
      ),
      hard: correlation(
        of((c, i) => Number(map.data[i] === c + 1)),
        truth[m],
      ),
    };
  });
  const mean = (key: 'soft' | 'hard') => scores.reduce((sum, s) => sum + s[key], 0) / scores.length;
  expect(scores.length).toBeGreaterThan(1);
  expect(mean('soft')).toBeGreaterThan(0.6);
  expect(mean('soft')).toBeGreaterThan(mean('hard') + 0.03);
});

function correlation(p: Float32Array, q: Float32Array): number {
  const mean = (v: Float32Array) => v.reduce((sum, x) => sum + x, 0) / v.length;
  const [a, b] = [mean(p), mean(q)];
  const sum = (f: (i: number) => number) => p.reduce((all, _, i) => all + f(i), 0);
  return sum(i => (p[i] - a) * (q[i] - b)) / Math.sqrt(sum(i => (p[i] - a) ** 2) * sum(i => (q[i] - b) ** 2));
}

describe('edit', () => {
  beforeAll(async () => {
    cpSync(at('out'), at('edited'), { recursive: true });
    await done('edit', at('edited'), '--split', '2', '--into', '2');
    await done('edit', at('edited'), '--recluster', '0,0 30,0 0,30', '--into', '2', '--seed', '3');
    await done('edit', at('edited'), '--merge', '3,6');
    await done('edit', at('edited'), '--rename', '1=dark');
    await done('edit', at('edited'), '--recolor', '1=#101010');
    await done('edit', at('edited'), '--undo');
    await done('edit', at('edited'), '--replay', '--out', at('new'));
  });

  it('adds to the log and leaves the labels alone', () => {
    const document = json('edited', 'segmentation.json');
    expect(document.edits.map((edit: { kind: string }) => edit.kind)).toEqual(['split', 'recluster', 'merge', 'rename']);
    expect(problems(document, schema)).toEqual([]);
    expect(differences(at('out'), at('edited'))).toEqual(['segmentation.json']);
  });

  it('a replay is a result of its own: map, preview, masks, spectra, lines', async () => {
    const document = json('new', 'segmentation.json');
    expect(problems(document, schema)).toEqual([]);
    expect([...filesIn(at('new')).keys()]).toEqual(
      expect.arrayContaining([
        'labels.fits',
        'labels.png',
        'latents.fits',
        'preview.png',
        'run.json',
        'segmentation.json',
        'spectra.csv',
      ]),
    );
    const ids = document.clusters.map((c: { id: number }) => c.id);
    const map = await labels('new');
    expect([...new Set(map.data)].sort()).toEqual([...ids].sort());
    expect(document.clusters.find((c: { id: number }) => c.id === 1).name).toBe('dark');
    expect(readDocument(document).k).toBe(ids.length);
    // The mean of each cluster is the mean of its spaxels.
    const cube = await openSampleSource(await platform.openFile(at('sky', 'cube.fits')));
    const plane = await cube.plane(300);
    await cube.close();
    for (const { id, count, spectra, suggestion } of document.clusters) {
      const members = plane.filter((_, i) => map.data[i] === id);
      expect(count).toBe(members.length);
      expect(spectra.mean[300]).toBeCloseTo(members.reduce((sum, v) => sum + v, 0) / members.length, 3);
      expect(suggestion.kind).toBe('nebular');
    }
    expect(document.provenance.edited.edits.length).toBe(4);
  });

  it('gives the same bytes again, and can be edited further', async () => {
    await done('edit', at('edited'), '--replay', '--out', at('again'), '--max-memory', '300MB');
    expect(differences(at('new'), at('again'))).toEqual([]);
    await done('edit', at('again'), '--split', String(json('again', 'segmentation.json').clusters[0].id));
    await done('edit', at('again'), '--replay', '--out', at('third'));
    expect(json('third', 'segmentation.json').k).toBe(json('new', 'segmentation.json').k + 1);
  });

  it('the overlay cuts in the page as the replay does; without the latents it asks for a replay', async () => {
    const url = pathToFileURL(at('edited', 'segmentation.json'));
    const fetch = async (from: URL | RequestInfo) => new Response(readFileSync(new URL(String(from))));
    const { layers } = await loadSegmentation(url, { fetch, cut: loadCut });
    const layer = new OverlayLayer(layers[0], () => {});
    expect(Array.from(layer.drawn.data)).toEqual(Array.from((await labels('new')).data));
    await expect(loadSegmentation(url, { fetch })).rejects.toThrow(
      /its edits split clusters.*this page does not load them. Apply them with cloisonne edit DIR --replay --out NEW/,
    );
    // Labels that were never cut come back when the log is undone.
    while (layer.edits.length > 0) layer.undo();
    expect(layer.drawn).toBe(layer.labels);
  });

  it.each([
    [{ split: '19' }, 2, 'cannot split [edit 5]: there is no cluster 19'],
    [{ merge: '1,2' }, 2, 'cannot merge [edit 5]: there is no cluster 2'],
    [{ recluster: '900:910,1:5' }, 2, 'cannot recluster [edit 5]: its 0 spaxels do not make 2 different clusters'],
    [{ recluster: '1,2 3,4' }, 2, '--recluster takes x0:x1,y0:y1 or a polygon'],
    [{ split: '1', into: 1 }, 2, '--into must be a whole number of at least 2'],
    [{ rename: 'blue' }, 2, '--rename takes cluster=value'],
    [{ recolor: '1=blue' }, 2, "cannot recolor [edit 5]: 'color' is not valid"],
    [{ split: '1', undo: true }, 2, 'one edit at a time'],
    [{ replay: true }, 2, '--replay needs --out'],
    [{ out: 'x' }, 2, '--out needs --replay'],
  ] as [Record<string, unknown>, number, string][])('%j is refused', async (args, code, line) => {
    const failure = await editCommand.run({ dir: at('edited'), into: 2, seed: 0, ...args }).catch(err => err);
    expect(exitCode(failure)).toBe(code);
    expect(messageLine(failure)).toContain(`cloisonne: ${line}`);
  });

  it('another cube, no cube, no result', async () => {
    copyFileSync(repo('samples/data/muse.fits'), at('other.fits'));
    const replay = ['--replay', '--out', at('none')];
    expect((await refused('edit', at('edited'), ...replay, '--cube', at('other.fits'))).line).toMatch(
      /this is not the cube that was segmented/,
    );
    cpSync(at('edited'), at('lost'), { recursive: true });
    rmSync(at('lost', 'run.json'));
    expect((await refused('edit', at('lost'), ...replay)).line).toMatch(
      /need the cube that was segmented. Say where it is with --cube/,
    );
    writeFileSync(at('lost', 'segmentation.json'), '{}');
    expect((await refused('edit', at('lost'))).line).toMatch(/not a segmentation of version 1/);
    expect((await refused('edit', at('nowhere'))).line).toMatch(/no result to edit/);
  });

  // Found by fuzzing: a palette of three billion colours, and tables of columns of two lengths.
  it.each([
    [{ unclassified: 3e9 }, /cannot be edited.*`unclassified` is missing or wrong/],
    [{ axis: { kind: 'wavelength', unit: 'Angstrom', values: [1, 2, 3] } }, /it has 700 bands, the axis of the result 3/],
  ])('damaged: %j', async (damage, line) => {
    cpSync(at('edited'), at('damaged'), { recursive: true });
    writeFileSync(at('damaged', 'segmentation.json'), JSON.stringify({ ...json('edited', 'segmentation.json'), ...damage }));
    expect((await refused('edit', at('damaged'), '--replay', '--out', at('none'))).line).toMatch(line);
    rmSync(at('damaged'), { recursive: true });
  });
});
