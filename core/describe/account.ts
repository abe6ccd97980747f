import { type KBy, type KScores, kRules } from '../cluster/index.js';
import type { EncoderCard } from '../encoder/types.js';
import { formatSteps } from '../preprocess/index.js';
import type { Segmentation } from '../segmentation.js';

/** What a run found, for a person who does not know the method: a heading and a sentence each. */
export interface AccountLine {
  readonly title: 'Features' | 'How sure' | 'Also plausible' | 'Unusual' | 'Next';
  readonly text: string;
}

/** Silhouettes from which groups are called well, reasonably and weakly apart (Kaufman and Rousseeuw 1990, chapter 2, table 4). */
const APART: readonly (readonly [from: number, words: string])[] = [
  [0.7, 'well apart'],
  [0.5, 'reasonably apart'],
  [0.25, 'weakly apart'],
  [Number.NEGATIVE_INFINITY, 'hardly apart'],
];

/** Other numbers of clusters that are named, at most. */
const MOST = 3;

/** A cluster of a smaller share than this is pointed out. */
const RARE = 0.01;

const number = (value: number): number => Number(value.toPrecision(3));

/** What the spectra were compared by, and why. */
function features({ card, encoderOrigin, latent }: Segmentation): string {
  const shown = card.steps.filter(({ name }) => name !== 'take' && name !== 'rebin-to');
  const after =
    shown.length > 0
      ? `, after the step${shown.length > 1 ? 's' : ''} ${formatSteps(shown.slice(0, 4).map(({ name, version }) => ({ name, version })))}`
      : '';
  if (encoderOrigin === 'given')
    return `${latent} numbers (latents) that the encoder ${card.name} makes of each spectrum, as asked for`;
  if (encoderOrigin === 'shipped')
    return `${latent} numbers (latents) that the shipped encoder ${card.name} makes of each spectrum: it knows spectra on this axis`;
  const many = latent === 1 ? 'the principal component' : `${latent} principal components (weighted sums of the bands)`;
  if (!isWeighted(card)) return `${many} of the spectra${after}: no encoder was given, and none that is shipped fits`;
  return `${many} whose images are more than noise${after}: no encoder was given, and none that is shipped fits`;
}

function isWeighted({ training }: EncoderCard): boolean {
  const { weights } = training.result;
  return Array.isArray(weights) && weights.some(weight => weight !== 1);
}

/** How sure the number of clusters is, and how far they are apart. */
function sureness({ k, chosenBy, structure, sweep }: Segmentation): string | undefined {
  const chosen = sweep.find(entry => entry.k === k);
  if (!chosen || chosenBy === 'earlier') return undefined;
  if (chosenBy === 'no-structure') return 'the spectra do not fall into groups: any further division would be arbitrary';
  if (k === 1) return undefined;
  const apart = Number.isFinite(chosen.silhouettePointwise)
    ? `the clusters are ${APART.find(([from]) => chosen.silhouettePointwise >= from)?.[1]} (mean silhouette ${number(chosen.silhouettePointwise)} of at most 1)`
    : '';
  if (structure?.continuum)
    return `not kinds but slices of a gradient: where one ends and the next begins is arbitrary; ${apart}`;
  if (!(chosenBy in kRules)) return apart;
  const { near, value } = kRules[chosenBy as KBy];
  const others = sweep.filter(entry => entry !== chosen && Number.isFinite(value(entry)));
  if (!near || others.length === 0) return apart;
  const lead = value(chosen) - Math.max(...others.map(value));
  const sure =
    lead > 3 * near
      ? 'fairly sure: no other number of clusters comes near'
      : lead > near
        ? 'not quite sure: another number is not far behind'
        : 'not sure: another number does as well';
  return `${sure}; ${apart}`;
}

/** The other K that the rule says are as good as the chosen one, best first. */
function plausible({ k, chosenBy, sweep }: Segmentation): string | undefined {
  if (!(chosenBy in kRules)) return undefined;
  const { near, value, order } = kRules[chosenBy as KBy];
  const chosen = sweep.find(entry => entry.k === k);
  if (!near || !chosen || k === 1) return undefined;
  const close = order(sweep.filter(entry => entry !== chosen && value(chosen) - value(entry) <= 3 * near));
  if (close.length === 0) return undefined;
  const give = (entry: KScores) => `${entry.k} (${number(value(entry))})`;
  return `${close.slice(0, MOST).map(give).join(', ')} clusters, where the ${k} have ${number(value(chosen))}`;
}

/** What stands out: spaxels that fit no cluster, and clusters of a few. */
function unusual({ unclassified, sweep, k }: Segmentation): string | undefined {
  const { count = 0 } = unclassified?.description ?? {};
  const rare = (sweep.find(entry => entry.k === k)?.clusters ?? []).filter(({ fraction }) => fraction < RARE);
  const parts = [
    count > 0 && `${count} ${count === 1 ? 'spaxel fits' : 'spaxels fit'} no cluster`,
    ...rare.map(cluster => `cluster ${cluster.id} holds only ${cluster.count} ${cluster.count === 1 ? 'spaxel' : 'spaxels'}`),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** The command that shows a result. */
function viewOf(out: string | undefined): string {
  if (out === undefined) return 'cloisonne view FOLDER, where FOLDER holds this report';
  return `cloisonne view ${/\s/.test(out) ? `'${out}'` : out}`;
}

/**
 * A run in a few sentences: what the spectra were compared by and why, how sure the number of clusters is, what else is plausible, what is unusual, and
 * what to do next. `out`: the folder of the result, for a command to paste; without it the account stands in that folder. Lines about which there is nothing to say are left out.
 */
export function accountOf(segmentation: Segmentation, out?: string): AccountLine[] {
  const { k, structure, sweep } = segmentation;
  const maps = sweep.length > 1 ? `labels-k/ in the result has the map of every number of clusters; ` : '';
  const next =
    k === 1 && !structure?.continuum
      ? `if you know of more than one kind here, say how many: cloisonne segment ... -k 2`
      : `${maps}to look at them over an image: ${viewOf(out)}`;
  const lines: readonly (readonly [AccountLine['title'], string | undefined])[] = [
    ['Features', features(segmentation)],
    ['How sure', sureness(segmentation)],
    ['Also plausible', plausible(segmentation)],
    ['Unusual', unusual(segmentation)],
    ['Next', next],
  ];
  return lines.flatMap(([title, text]) => (text ? [{ title, text }] : []));
}
