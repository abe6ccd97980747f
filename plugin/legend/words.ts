import { element } from './dom.js';

/** What stands in the legend and in the hover line, in plain words. */
const words: readonly (readonly [word: string, meaning: string])[] = [
  ['cluster', 'Places with spectra of one kind. What a cluster may be is a suggestion by its mean spectrum, not a finding.'],
  ['K', 'How many clusters there are. Another number divides the same spectra otherwise.'],
  ['cube pixel', 'The place in the scan, counted from 0; the image pixel is the same place in the picture.'],
  [
    'silhouette',
    'How well a place fits its cluster: 1 is clear, 0 lies between two clusters, below 0 it fits the other one better.',
  ],
  ['margin', 'How clear the choice of the cluster is: 0 on a border, 1 in the middle of the cluster.'],
  ['error', 'How far the spectrum is from what the program can describe: where it is large, look at the spectrum itself.'],
];

/** A fold that explains the words. */
export const glossary = (): HTMLElement =>
  element(
    'details',
    { class: 'cloisonne-keys' },
    element('summary', {}, 'Words'),
    element('dl', {}, ...words.flatMap(([word, meaning]) => [element('dt', {}, word), element('dd', {}, meaning)])),
  );
