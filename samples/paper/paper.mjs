/**
 * Both studies of arXiv:2401.17695, rebuilt: `npm run paper`, or `npm run paper -- --full` for the paper's sizes. Results go to
 * out/paper/<reduced|full>; a run that was stopped goes on where it was.
 */
import { parseArgs } from 'node:util';
import { compare, comparisonTable } from './compare.mjs';
import { protocol } from './generate.mjs';
import { allRecipes } from './learn.mjs';
import { page } from './report/page.mjs';
import { openStore, save } from './store.mjs';
import { encoderOf, ladder, mainResult, methods, setsOf } from './study.mjs';
import { tables } from './tables.mjs';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false }, out: { type: 'string' } } });
const size = values.full ? 'full' : 'reduced';
const started = Date.now();
const say = text => process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text}` : '');
const store = openStore(values.out ?? `out/paper/${size}`, name => {
  process.stderr.write(
    `${process.stderr.isTTY ? '\r\x1b[2K' : ''}${((Date.now() - started) / 1000).toFixed(0).padStart(6)} s  ${name}\n`,
  );
});

const studies = {};
for (const study of ['astro', 'painting']) {
  const sets = await setsOf(store, study, size, say);
  const encoders = {};
  for (const name of methods) encoders[name] = await encoderOf(store, study, name, size, say);
  const result = await mainResult(store, study, size, encoders, say);
  const rungs = await ladder(store, study, size, encoders, say);
  studies[study] = { sets, encoders, result, rungs };
}
const ours = await setsOf(
  store,
  protocol.comparison.study,
  size,
  say,
  allRecipes[protocol.comparison.study][allRecipes.comparison.base],
);
const { train, validation } = ours;
const runs = await compare(store, [train, validation], size, event => {
  if (event.type === 'epoch') say(`comparison: epoch ${event.epoch}`);
});
const facts = { size, studies, runs, comparison: comparisonTable(runs), seconds: store.seconds };
const { json, csv } = tables(facts);
save(store.at('paper.json'), `${JSON.stringify(json, null, 2)}\n`);
for (const [name, text] of Object.entries(csv)) save(store.at(`${name}.csv`), text);
save(store.at('paper.html'), page(facts, json));
say('');
process.stderr.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(6)} s  ${store.at('paper.html')}\n`);
