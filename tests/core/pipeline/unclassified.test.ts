import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/index.js';
import type { Encoder } from '../../../core/encoder/types.js';
import { readEarlierClusters } from '../../../core/pipeline/earlier.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import { trainEncoder } from '../../../core/train/index.js';
import { type MemoryCube, memoryCube } from '../cube/memory-source.js';
import { segmentation } from './scene.js';

const [width, height, bands] = [18, 16, 20];
const PIXELS = width * height;
/** Stripes of materials; each has a line of its own. */
function striped(kinds: readonly number[], seed: number): { cube: MemoryCube; truth: Uint8Array } {
  const random = createRandom(seed, 31);
  const truth = Uint8Array.from({ length: PIXELS }, (_, p) => kinds[Math.floor(((p % width) / width) * kinds.length)]);
  const data = Float32Array.from({ length: PIXELS * bands }, (_, i) => {
    const [b, p] = [Math.floor(i / PIXELS), i % PIXELS];
    return 2 + 3 * Math.exp(-(((b - 5 * truth[p]) / 1.5) ** 2)) + 0.05 * random.normal();
  });
  return { cube: { width, height, bands, data }, truth };
}

async function learned(method: 'pca' | 'autoencoder'): Promise<Encoder> {
  const { cube } = striped([1, 2], 1);
  const spectra = Float32Array.from(
    { length: PIXELS * bands },
    (_, i) => cube.data[(i % bands) * PIXELS + Math.floor(i / bands)],
  );
  const training = trainEncoder({
    ...{ spectra, n: PIXELS, axis: memoryCube(cube).spectralAxis, unit: '', steps: parseSteps('none') },
    recipe: { method, latent: 2, hidden: [8], epochs: 150, batch: 64, seed: 1 },
    ...{ name: method, data: 'two materials', backend: 'cpu' },
  });
  for (;;) {
    const { done, value } = await training.next();
    if (done) return value;
  }
}
const OPTIONS: SegmentOptions = { kMin: 1, kMax: 4, seed: 0, engine: 'cpu' };
const pca = await learned('pca');

describe('a material the encoder has never seen', () => {
  it.each(['pca', 'autoencoder'] as const)('is unclassified, not put to those it knows (%s)', async method => {
    const encoder = method === 'pca' ? pca : await learned(method);
    const { cube, truth } = striped([1, 2, 3], 2);
    const { unclassified, labels, k, sweep, confidence, valid } = await segmentation(memoryCube(cube), { ...OPTIONS, encoder });
    expect(k).toBe(2);
    const grey = [...labels.data].map(label => label === 255);
    const flagged = (kind: number) => grey.filter((is, p) => is && truth[p] === kind).length;
    expect(flagged(3)).toBe(truth.filter(kind => kind === 3).length);
    expect(flagged(1) + flagged(2)).toBeLessThanOrEqual(2);
    expect(unclassified).toMatchObject({ id: 255, description: { id: 255, count: grey.filter(is => is).length } });
    expect(unclassified!.reasons.reconstruction).toBeGreaterThan(0);
    // Its mean spectrum is that of the third material.
    expect(unclassified!.description!.mean[15]).toBeCloseTo(5, 0);
    for (const entry of sweep) {
      expect([...entry.labels.data].map(label => label === 255)).toEqual(grey);
      expect(entry.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(valid - grey.filter(is => is).length);
      expect(entry.clusters.map(({ id }) => id)).not.toContain(255);
    }
    for (let p = 0; p < PIXELS; p++) expect(Number.isFinite(confidence.silhouette[p])).toBe(!grey[p]);
  });

  it('is absorbed where nobody asks: off, an old card, an encoder fitted on the cube itself', async () => {
    const { cube } = striped([1, 2, 3], 2);
    const { limits: _, ...old } = pca.card;
    for (const options of [
      { encoder: pca, unclassified: 'off' as const },
      { encoder: { ...pca, card: old } },
      { steps: parseSteps('none') },
    ]) {
      const result = await segmentation(memoryCube(cube), { ...OPTIONS, ...options });
      expect(result.unclassified).toBeUndefined();
      expect([...result.labels.data]).not.toContain(255);
    }
  });

  it('by limits of one’s own: reconstruction needs no card, distance does; a margin greys borders of each K', async () => {
    const { cube, truth } = striped([1, 2, 3], 2);
    const { limits: _, ...old } = pca.card;
    const oldPca = { ...pca, card: old };
    const result = await segmentation(memoryCube(cube), { ...OPTIONS, encoder: oldPca, unclassified: { reconstruction: 0.3 } });
    expect([...result.labels.data].map(label => label === 255)).toEqual([...truth].map(kind => kind === 3));
    await expect(segmentation(memoryCube(cube), { ...OPTIONS, encoder: oldPca, unclassified: { distance: 3 } })).rejects.toThrow(
      /its card does not say where/,
    );
    const margins = await segmentation(memoryCube(cube), {
      ...OPTIONS,
      kMin: 3,
      kMax: 3,
      encoder: pca,
      unclassified: { margin: 0.7 },
    });
    const expected = [...margins.confidence.margin].map(margin => margin < 0.7);
    expect([...margins.labels.data].map(label => label === 255)).toEqual(expected);
    expect(margins.unclassified?.reasons.margin ?? 0).toBe(expected.filter(is => is).length);
  });

  it('says so when next to nothing is known, and refuses when nothing is', async () => {
    const known = striped([1, 3, 3, 3], 3);
    const { warnings } = await segmentation(memoryCube(known.cube), { ...OPTIONS, encoder: pca });
    expect(warnings.join('\n')).toMatch(/of 288 spaxels are unclassified: the encoder has hardly seen data like this/);
    const { cube } = striped([3], 3);
    await expect(segmentation(memoryCube(cube), { ...OPTIONS, encoder: pca })).rejects.toMatchObject({
      tag: 'EmptyError',
      message: expect.stringMatching(/288 of 288 valid spaxels are unlike anything/),
    });
  });
});

describe('clusters of an earlier result', () => {
  const documentOf = async (kinds: readonly number[], edits: unknown[] = []) => {
    const { cube, truth } = striped(kinds, 4);
    const result = await segmentation(memoryCube(cube), {
      ...OPTIONS,
      kMin: kinds.length,
      kMax: kinds.length,
      encoder: pca,
      unclassified: 'off',
    });
    const clusters = result.sweep[0].clusters.map(({ id, centre, radius }) => ({
      ...{ id, name: `material ${truth[result.labels.data.indexOf(id)]}`, color: '#123456', centre: [...centre], radius },
    }));
    return {
      ...{ format: 'cloisonne-segmentation', version: '1.1', k: kinds.length, cube: { name: 'monday.fits' }, clusters, edits },
      provenance: { encoder: { weightsSha256: pca.card.weights.sha256, latent: 2 } },
    };
  };

  it('label a new cube: same ids and names for the same materials, grey where it is none of them', async () => {
    const earlier = readEarlierClusters(await documentOf([1, 2]));
    const { cube, truth } = striped([2, 3, 1], 5);
    const { labels, sweep, chosenBy, why, unclassified } = await segmentation(memoryCube(cube), {
      ...{ ...OPTIONS, encoder: pca, clusters: earlier, unclassified: 'off' as const },
    });
    expect([chosenBy, why]).toEqual(['earlier', 'labelled with the clusters of monday.fits']);
    expect(sweep.map(({ k }) => k)).toEqual([2]);
    const idOf = new Map(earlier.styles.map(({ id, name }) => [name, id]));
    for (let p = 0; p < PIXELS; p++) expect(labels.data[p]).toBe(truth[p] === 3 ? 255 : idOf.get(`material ${truth[p]}`));
    expect(unclassified?.reasons).toEqual({
      reconstruction: 0,
      distance: 0,
      margin: 0,
      clusters: truth.filter(kind => kind === 3).length,
      odd: 0,
    });
    expect(sweep[0].clusters.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('keep their ids where some do not occur, and take merges of the edit log', async () => {
    const merge = { kind: 'merge', clusters: [1, 3], into: 7, name: 'both', color: '#00ff00' };
    const document = await documentOf([1, 2, 3], [merge, { kind: 'rename', cluster: 2, name: 'other' }, { ...merge, k: 9 }]);
    const earlier = readEarlierClusters(document);
    expect(earlier.styles.map(({ id, name }) => [id, name])).toEqual([
      [7, 'both'],
      [2, 'other'],
    ]);
    expect(earlier.centres.map(({ id }) => id)).toEqual([7, 7, 2]);
    const material = Number(document.clusters[1].name.slice(-1));
    const merged = [1, 2, 3].filter(kind => kind !== material);
    const { cube } = striped(merged, 6);
    const { labels, k, sweep } = await segmentation(memoryCube(cube), {
      ...OPTIONS,
      encoder: pca,
      clusters: earlier,
      unclassified: 'off',
    });
    expect([k, [...new Set(labels.data)], sweep[0].clusters.map(({ id }) => id)]).toEqual([1, [7], [7]]);
  });

  it('refuse another encoder (5), and what is no result', async () => {
    const earlier = readEarlierClusters(await documentOf([1, 2]));
    const { cube } = striped([1, 2], 5);
    const run = (clusters: typeof earlier) => segmentation(memoryCube(cube), { ...OPTIONS, encoder: pca, clusters });
    await expect(run({ ...earlier, weightsSha256: 'ab'.repeat(32) })).rejects.toMatchObject({
      tag: 'EncoderMismatchError',
      message: expect.stringMatching(/found with another encoder \[monday.fits\].*--encoder/),
    });
    const document = await documentOf([1, 2]);
    expect(() => readEarlierClusters({ ...document, version: '2.0' })).toThrow(/not a segmentation.json of version 1/);
    expect(() => readEarlierClusters({ ...document, clusters: [{ id: 1 }] })).toThrow(/cluster 1 has no id or no centre/);
    expect(() => readEarlierClusters({ ...document, edits: [{ kind: 'split', cluster: 1 }] })).toThrow(
      /kind 'split' cannot be carried over/,
    );
  });
});
