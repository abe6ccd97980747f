import { expect, it } from 'vitest';
import { accountOf } from '../../../core/index.js';
import { fakeSegmentation } from '../../cli/products/fake.js';

const made = fakeSegmentation();
const titled = (segmentation: typeof made) =>
  new Map(accountOf(segmentation, 'a folder').map(({ title, text }) => [title, text]));
const weighted = { ...made.card, method: 'pca' as const, training: { ...made.card.training, result: { weights: [2, 3] } } };
/** The sweep with these mean silhouettes for K = 2 and 3. */
const judged = (two: number, three: number) => ({
  ...made,
  k: 2,
  chosenBy: 'silhouette-balanced' as const,
  sweep: made.sweep.map(entry => ({
    ...entry,
    silhouetteBalanced: entry.k === 2 ? two : three,
    silhouettePointwise: entry.k === 2 ? two : three,
  })),
});

it('says by what spectra were compared, and why', () => {
  expect(titled({ ...made, encoderOrigin: 'given' }).get('Features')).toMatch(
    /that the encoder .* makes of each spectrum, as asked for$/,
  );
  expect(titled({ ...made, encoderOrigin: 'shipped' }).get('Features')).toMatch(
    /that the shipped encoder .*: it knows spectra on this axis$/,
  );
  expect(titled({ ...made, encoderOrigin: 'fitted', card: weighted }).get('Features')).toMatch(
    /^\d principal components \(weighted sums of the bands\) whose images are more than noise.*: no encoder was given, and none that is shipped fits$/,
  );
});

it('says how sure the number of clusters is, and which others do as well', () => {
  const sure = titled(judged(0.8, 0.5));
  expect(sure.get('How sure')).toBe(
    'fairly sure: no other number of clusters comes near; the clusters are well apart (mean silhouette 0.8 of at most 1)',
  );
  expect(sure.has('Also plausible')).toBe(false);
  const unsure = titled(judged(0.3, 0.29));
  expect(unsure.get('How sure')).toMatch(/^not sure: another number does as well; the clusters are weakly apart/);
  expect(unsure.get('Also plausible')).toBe('3 (0.29) clusters, where the 2 have 0.3');
  expect(titled(judged(0.55, 0.52)).get('How sure')).toMatch(/^not quite sure: .*reasonably apart/);
});

it('calls slices of a gradient what they are, and one cluster too', () => {
  const structure = { found: true, continuum: true } as NonNullable<typeof made.structure>;
  expect(titled({ ...judged(0.5, 0.4), structure }).get('How sure')).toMatch(/^not kinds but slices of a gradient/);
  const one = { ...made, k: 1, chosenBy: 'no-structure' as const, sweep: [{ ...made.sweep[0], k: 1 }, ...made.sweep] };
  expect(titled(one).get('How sure')).toMatch(/do not fall into groups/);
  expect(titled(one).get('Next')).toContain('-k 2');
});

it('points at what is unusual, and gives a command to paste', () => {
  const [first, ...rest] = made.sweep[0].clusters;
  const sweep = [{ ...made.sweep[0], clusters: [{ ...first, fraction: 0.001, count: 1 }, ...rest] }, ...made.sweep.slice(1)];
  const lines = titled({ ...made, k: sweep[0].k, sweep, chosenBy: 'given' });
  expect(lines.get('Unusual')).toContain(`cluster ${first.id} holds only 1 spaxel`);
  expect(lines.get('Next')).toMatch(/cloisonne view 'a folder'$/);
  expect(accountOf(made).find(({ title }) => title === 'Next')?.text).toContain('where FOLDER holds this report');
});
