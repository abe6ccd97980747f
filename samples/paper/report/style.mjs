/** Colours of the page: one a class, in every map and chart; found clusters take the colour of the class they were matched with. */

import { lineColors, luminance } from '../../../dist/cli/report/colors.js';
import { html, trusted } from '../../../dist/cli/report/html.js';
import { styleSheet } from '../../../dist/cli/report/style.js';
import { palette } from '../../../dist/core/labels/index.js';

const COLORS = palette(12);

/** Style of a class or cluster by its place: classes first, then clusters without one. */
export const styleOf = (id, name = `Cluster ${id}`) => ({ id, name, color: COLORS[id - 1] });

/** Lines of the four methods, light and dark. */
export const METHODS = {
  ours: { name: 'ours', color: 'light-dark(#1f5fae,#7db4f5)' },
  reference: { name: 'reference recipe', color: 'light-dark(#b4551c,#f0995f)' },
  ae: { name: 'reference, trained on the cube', color: 'light-dark(#8a6d00,#e0c04a)' },
  pca: { name: 'PCA', color: 'light-dark(#5c6066,#a3a7ad)' },
  umap: { name: 'UMAP', color: 'light-dark(#3c8a4d,#7fce92)' },
};

/** Lines of the comparison, one a gamma. */
const GAMMAS = [
  'light-dark(#5c6066,#a3a7ad)',
  'light-dark(#1f5fae,#7db4f5)',
  'light-dark(#b4551c,#f0995f)',
  'light-dark(#3c8a4d,#7fce92)',
];

/** For each found label the place of its colour: its class's, or one after the classes. */
export function places(evaluation, classes) {
  const found = evaluation?.confusion.labels.filter(label => label !== 0) ?? [];
  const free = found.filter(label => !evaluation.perClass.some(score => score.label === label));
  return new Map(
    found.map(label => {
      const match = evaluation.perClass.find(score => score.label === label);
      return [label, match ? match.truth : classes + 1 + free.indexOf(label)];
    }),
  );
}

/** Variables and chips of a study's clusters, within an element of class `s-<study>`. */
const scopedColors = (study, map) =>
  [...map].map(([label, place]) => {
    const color = COLORS[place - 1];
    const { light, dark } = lineColors(color);
    const ink = luminance(color) > 0.19 ? '#000' : '#fff';
    return `.s-${study}{--line-${label}:light-dark(${light},${dark})}.s-${study} .chip-${label}{background:${color};color:${ink}}`;
  });

const extra = `
.honest{background:var(--warn);border-radius:10px;padding:18px 24px;margin:0 0 8px;max-width:none}.honest p{margin:0 0 8px;max-width:80ch}.honest p:last-child{margin:0}
.best{font-weight:680}.paper{color:var(--soft)}.group th{padding-top:22px;font-weight:640}tbody tr.group th{border-bottom-color:var(--soft)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:7px;vertical-align:-1px;box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--ink) 22%,transparent)}
.four{grid-template-columns:repeat(4,1fr)}.four figcaption{font-size:13px}.confusion td{text-align:center;border:1px solid var(--paper);padding:9px 6px;min-width:62px}.confusion{width:auto}.confusion th{font-size:13px;padding-right:14px}
.dash{border-top:2px solid;display:inline-block;width:26px;margin-right:8px;vertical-align:4px}h3{margin-top:36px}.grid h3{margin-top:0}
.big{font-size:17px}.big td.n{font-size:18px}.big .n{width:14.5%}.big thead th{vertical-align:bottom}.table{overflow-x:auto}.note{color:var(--soft);font-size:14px;max-width:75ch}
@media(max-width:820px){.four{grid-template-columns:1fr 1fr}.big,.big td.n{font-size:14px}.big th:first-child{white-space:normal;min-width:110px}.big th,.big td{padding-right:12px}}`;

/** The page's style sheet; `maps` has each study's places. */
export function pageStyle(maps) {
  const own = Object.entries(maps).flatMap(([study, map]) => scopedColors(study, map));
  const lines = Object.entries(METHODS).map(([key, { color }]) => `:root{--m-${key}:${color}}`);
  lines.push(...GAMMAS.map((color, i) => `:root{--g-${i}:${color}}`));
  const sheet = styleSheet(
    Array.from({ length: 12 }, (_, i) => styleOf(i + 1)),
    [],
  );
  return html`${sheet}${trusted(`<style>${[extra.replace(/\n/g, ''), ...lines, ...own].join('')}</style>`)}`;
}
