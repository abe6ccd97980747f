/** The numbers of a run as one document and as CSV. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { psnrLadder } from '../../dist/core/index.js';
import { protocol } from './generate.mjs';
import { allRecipes } from './learn.mjs';

/** What the paper's text and code say; its other scores stand in pictures only. */
export const published = {
  astro: { silhouette: 0.94611, k: 4 },
  painting: { silhouette: 0.696734, k: 4 },
};

const frozen = JSON.parse(readFileSync(new URL('frozen.json', import.meta.url), 'utf8'));

/** Rows of cells as CSV; text with a comma or a quote is quoted. */
export function csvText(head, rows) {
  const cell = value => {
    const text = value === undefined || value === null || Number.isNaN(value) ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map(row => `${row.map(cell).join(',')}\n`).join('');
}

const scored = v => [v.ari, v.nmi, v.acc, v.weighted.accuracy, v.weighted.f1, v.macro.f1];
const SCORES = ['ari', 'nmi', 'acc', 'weighted_accuracy', 'weighted_f1', 'macro_f1'];

/** The first table: the paper beside the reference's recipe and ours, with K chosen and with K given. */
export function headline(studies) {
  return Object.entries(studies).flatMap(([study, { result }]) => [
    { study, method: 'paper', kBy: 'chosen', k: published[study].k, silhouette: published[study].silhouette },
    ...['reference', 'ours'].flatMap(method =>
      ['chosen', 'given'].map(kBy => {
        const found = result[method]?.[kBy];
        return { study, method, kBy, k: found?.k, silhouette: found?.silhouettePointwise, macro: found?.silhouetteMacro, found };
      }),
    ),
  ]);
}

/** Everything, as paper.json and CSV files. */
export function tables({ size, studies, runs, comparison, seconds }) {
  const rows = headline(studies);
  const each = pick => Object.entries(studies).flatMap(([study, value]) => pick(study, value));
  const rungs = each((study, { rungs }) => rungs.map(rung => ({ study, ...rung })));
  const rung = (row, kBy) => {
    const v = row[kBy];
    return v ? [v.k, v.silhouette, v.ari, v.nmi, v.acc, v.accuracy, v.f1] : Array(7).fill(undefined);
  };
  const classes = each((study, { result }) =>
    ['reference', 'ours'].flatMap(method =>
      (result[method]?.chosen?.perClass ?? []).map(score => ({ study, method, name: result.classes[score.truth - 1], ...score })),
    ),
  );
  const CLASS = ['support', 'tp', 'fp', 'fn', 'tn', 'precision', 'recall', 'f1', 'accuracy', 'tversky'];
  const curves = runs.flatMap(({ gamma, seed, points }) => points.map(point => ({ gamma, seed, ...point })));
  const POINT = ['gamma', 'seed', 'epoch', 'reconstruction', 'silhouetteMacro', 'silhouettePointwise', 'ari', 'acc'];
  const sweeps = each((study, { result }) =>
    ['reference', 'ours'].flatMap(method => (result[method]?.sweep ?? []).map(entry => ({ study, method, ...entry }))),
  );
  const csv = {
    headline: csvText(
      ['study', 'method', 'k_by', 'k', 'silhouette_points', 'silhouette_clusters', ...SCORES],
      rows.map(r => [r.study, r.method, r.kBy, r.k, r.silhouette, r.macro, ...(r.found ? scored(r.found) : [])]),
    ),
    ladder: csvText(
      ['study', 'level', 'psnr_db', 'method', ...['chosen', 'given'].flatMap(by => LADDER.map(name => `${name}_${by}`))],
      rungs.map(r => [r.study, r.level, r.psnr, r.method, ...rung(r, 'chosen'), ...rung(r, 'given')]),
    ),
    classes: csvText(
      ['study', 'method', 'class', ...CLASS],
      classes.map(c => [c.study, c.method, c.name, ...CLASS.map(key => c[key])]),
    ),
    sweep: csvText(
      ['study', 'method', 'k', 'silhouette_clusters', 'silhouette_points'],
      sweeps.map(s => [s.study, s.method, s.k, s.silhouetteMacro, s.silhouettePointwise]),
    ),
    curves: csvText(
      POINT,
      curves.map(c => POINT.map(key => c[key])),
    ),
    comparison: csvText(
      ['at', 'reconstruction_loss', 'gamma', 'seeds', ...COMPARED.flatMap(name => [`${name}_mean`, `${name}_sd`])],
      comparison.map(c => [
        c.end ? 'end' : 'same loss',
        c.end?.mean ?? c.loss,
        c.gamma,
        c.ari.n,
        ...['silhouette', 'pointwise', 'ari'].flatMap(of => [c[of].mean, c[of].deviation]),
      ]),
    ),
  };
  const json = {
    format: 'cloisonne-paper',
    version: '1',
    size,
    data: 'synthetic, made again after the paper: none of its own data are public',
    generator: createHash('sha256').update(JSON.stringify(frozen.rows)).digest('hex'),
    machine: { cpu: os.cpus()[0]?.model, threads: os.cpus().length, node: process.version },
    published,
    headline: rows.map(({ found, ...row }) => ({
      ...row,
      ...(found && Object.fromEntries(scored(found).map((v, i) => [SCORES[i], v]))),
    })),
    confusion: Object.fromEntries(
      each((study, { result }) => ['reference', 'ours'].map(m => [`${study} ${m}`, result[m]?.chosen?.confusion])),
    ),
    classes,
    ladder: rungs,
    comparison,
    curves,
    recipes: allRecipes,
    protocol,
    levels: psnrLadder,
    seconds: seconds(),
  };
  return { json, csv };
}

const LADDER = ['k', 'silhouette', 'ari', 'nmi', 'acc', 'weighted_accuracy', 'weighted_f1'];
const COMPARED = ['silhouette_clusters', 'silhouette_points', 'ari'];
