import { type Evaluation, type MethodScore, normalizedConfusion } from '../../core/evaluate/index.js';
import { clusterStyles, countIds, palette } from '../../core/labels/index.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import type { RgbImage } from '../../core/synth/index.js';
import { confusionChart } from './confusion.js';
import { type Html, html } from './html.js';
import { type Ground, mapFigure } from './map-figure.js';
import { maskedTiles } from './masked.js';
import { pageHtml } from './page.js';
import { labelPixels, picture } from './picture.js';
import { classesTable, methodsTable } from './score-tables.js';
import { scrolling, section } from './sections.js';
import { styleSheet } from './style.js';
import { fixed, percent, whole } from './words.js';

/** What an evaluation page shows. */
export interface EvaluationFacts {
  /** Version of this package. */
  readonly version: string;
  /** What was judged, and against what. */
  readonly name: string;
  readonly truthName: string;
  readonly labels: LabelMap;
  readonly truth: LabelMap;
  readonly scores: Evaluation;
  readonly methods: readonly MethodScore[];
  /** How labels are shown; those without a style get the palette's. */
  readonly styles: readonly ClusterStyle[];
  /** Ids that stand for "no cluster". */
  readonly unclassified: readonly number[];
  readonly yUp: boolean;
  /** A picture whose first row belongs to the first row of the maps. */
  readonly rgb?: RgbImage;
}

/** Colours of right, wrong and unanswered spaxels (of Okabe and Ito), #rrggbb as the label maps take them. */
const verdicts = [
  { id: 1, name: 'Right', color: '#b8b8b8' },
  { id: 2, name: 'Wrong', color: '#d55e00' },
  { id: 3, name: 'No label', color: '#56b4e9' },
] as const;

/** Ids that occur in a map, but for 0. */
const idsIn = (map: LabelMap): number[] => [...countIds(map).keys()].filter(id => id > 0 && map.data.includes(id));

function stylesFor({ labels, styles }: EvaluationFacts): ClusterStyle[] {
  const given = new Map(styles.map(style => [style.id, style]));
  const ids = [...new Set([...idsIn(labels), ...given.keys()])].sort((a, b) => a - b);
  return clusterStyles(ids).map(style => given.get(style.id) ?? style);
}

/** The truth in the colours of the labels matched with its classes; a class without a partner takes a colour no label has. */
function truthStyles({ scores }: EvaluationFacts, styles: readonly ClusterStyle[]): ClusterStyle[] {
  const taken = new Set(styles.map(({ color }) => color));
  const free = palette(styles.length + scores.perClass.length).filter(color => !taken.has(color));
  return scores.perClass.map(({ truth, label }) => {
    const color = styles.find(({ id }) => id === label)?.color ?? free.shift() ?? '#808080';
    return { id: truth, name: `Class ${truth}`, color };
  });
}

/** The mislabelled-pixel image: 1 right, 2 wrong, 3 no label; 0 where the truth says nothing. */
export function mislabelled({
  labels,
  truth,
  scores,
  unclassified,
}: Pick<EvaluationFacts, 'labels' | 'truth' | 'scores' | 'unclassified'>): LabelMap {
  const partner = new Map(scores.perClass.map(({ truth: id, label }) => [id, label]));
  const data = Uint8Array.from(truth.data, (id, i) => {
    if (id === 0) return 0;
    const label = labels.data[i];
    if (label === 0 || unclassified.includes(label)) return 3;
    return label === partner.get(id) ? 1 : 2;
  });
  return { width: truth.width, height: truth.height, data };
}

function maps(facts: EvaluationFacts, styles: readonly ClusterStyle[], ground: Ground): Html {
  const { labels, truth, scores } = facts;
  const verdict = mislabelled(facts);
  const counts = verdicts.map(({ id }) => countIds(verdict)[id] ?? 0);
  const one = (id: string, label: string, shown: LabelMap, list: readonly ClusterStyle[], numbers?: LabelMap) =>
    mapFigure(ground, { id, label, picture: picture(labelPixels(shown, list), ground.yUp), numbers, size: 340 });
  return html`<div class="grid three"><figure tabindex="0">${one('truth', 'The true classes', truth, truthStyles(facts, styles), truth)}<figcaption><strong>Truth.</strong> Each class in the colour of the label matched with it, and its own number.</figcaption></figure><figure tabindex="0">${one('found', 'The labels', labels, styles, labels)}<figcaption><strong>Found.</strong> Labels as they are.</figcaption></figure><figure tabindex="0">${one('wrong', 'Mislabelled pixels', verdict, verdicts)}<figcaption><strong>Mislabelled pixels.</strong> ${verdicts.map(
    ({ id, name }, i) =>
      counts[i] > 0 &&
      html`<span class="nowrap"><span class="swatch verdict-${id}"></span>${name}: ${whole(counts[i])} (${percent(counts[i] / scores.spaxels)})</span> `,
  )}</figcaption></figure></div>`;
}

/** The page of an evaluation: methods, maps with the mislabelled pixels, confusion, classes, and a picture through each mask. */
export function evaluationHtml(facts: EvaluationFacts): string {
  const { labels, scores, methods, name, truthName, version, rgb, yUp } = facts;
  const styles = stylesFor(facts);
  const ground: Ground = { width: labels.width, height: labels.height, yUp };
  const nameOf = (label: number): string =>
    label === 0 ? 'No data' : facts.unclassified.includes(label) ? 'Unclassified' : `Label ${label}`;
  const numbers = [
    ['Adjusted Rand index', fixed(scores.ari, 4)],
    ['Normalised mutual information', fixed(scores.nmi, 4)],
    ['Weighted accuracy', fixed(scores.weighted.accuracy, 4)],
    ['Weighted F1', fixed(scores.weighted.f1, 4)],
    ['Macro F1', fixed(scores.macro.f1, 4)],
    ['Spaxels with a true label', whole(scores.spaxels)],
    scores.unlabelled > 0 && ['Without a label', whole(scores.unlabelled)],
    scores.unclassified > 0 && [
      'Unclassified',
      `${whole(scores.unclassified)}; of the others ${percent(scores.accClassified)} are right`,
    ],
  ] as const;
  const seen = styles.filter(({ id }) => labels.data.includes(id));
  const masks =
    rgb &&
    maskedTiles(
      rgb,
      labels,
      seen.map(({ id, name: title }) => ({ id, name: title })),
      false,
      'The picture',
    );
  const menu: [string, string][] = [
    ['methods', 'Methods'],
    ['maps', 'Maps'],
    ['confusions', 'Confusion'],
    ['classes', 'Classes'],
  ];
  if (masks) menu.push(['masks', 'Picture']);
  const body = [
    html`<header class="top"><p class="eyebrow">Evaluation against ${truthName}</p><h1>${name}</h1><p class="verdict"><span class="k"><b>${percent(scores.acc)}</b> of the spaxels are right</span> <span>Labels and classes are matched one to one so that as many spaxels as possible agree.</span></p><dl class="facts">${numbers.map(
      fact => fact && html`<div><dt>${fact[0]}</dt><dd>${fact[1]}</dd></div>`,
    )}</dl></header>`,
    section(
      'methods',
      'Methods',
      'Accuracy and F1 are means over the classes, weighted by their spaxels; accuracy counts each class against the rest. Silhouettes are of the space each method clusters in and cannot be compared.',
      methodsTable(methods),
    ),
    section('maps', 'Where it is right', 'Spaxels without a true label are left out.', maps(facts, styles, ground)),
    section(
      'confusions',
      'What became of each class',
      'Shares of each true class by found label; what is right lies on the diagonal, labels without a class stand behind.',
      scrolling('Confusion', html`<figure tabindex="0">${confusionChart(normalizedConfusion(scores), nameOf)}</figure>`),
    ),
    section(
      'classes',
      'Class by class',
      'Each class against the rest. The Tversky index weighs what was found too much with 0.7 and what was missed with 0.3.',
      classesTable(scores),
    ),
    masks ? section('masks', 'The picture through each mask', 'Its first row is the first row of the maps.', masks) : html``,
  ];
  const ink = html`<style>${verdicts.map(({ id, color }) => `.verdict-${id}{background:${color}}`).join('')}</style>`;
  return pageHtml({
    title: `${name}: evaluation`,
    version,
    style: html`${styleSheet(styles, [])}${ink}`,
    menu,
    body,
    footer: `Made by cloisonne ${version}.`,
  });
}
