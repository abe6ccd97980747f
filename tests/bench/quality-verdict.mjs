// The quality bench's rows as a table, and what they say about the goals that were set.
const number = (value, digits = 3) => (Number.isFinite(value) ? value.toFixed(digits) : '-');
const cells = scores => ['ari', 'nmi', 'acc', 'silhouette'].map(name => number(scores?.[name]));

/** Markdown: K given and K chosen side by side. */
function table(cubes) {
  const head = ['cube', 'classes', 'method', 'ARI', 'NMI', 'ACC', 'silhouette', 'K', 'ARI', 'NMI', 'ACC', 'silhouette', 's', ''];
  const rows = cubes.flatMap(({ name, classes, rows }) =>
    rows.map(({ method, given, chosen, seconds, note }) => [
      ...[name, classes, method, ...cells(given)],
      ...[chosen?.k ?? '-', ...cells(chosen), number(seconds, 1), note],
    ]),
  );
  const line = row => `| ${row.join(' | ')} |`;
  return [
    'ARI to silhouette: first with K given (the number of classes), then K as chosen and the same with it. Silhouettes are means over points in each',
    "method's own space, not to be compared between methods.",
    '',
    line(head),
    line(head.map((_, i) => (i > 2 && i < 13 ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** Several runs of one method on a cube as the range and mean of their ARI with K given. */
export function runsOf(what, rows) {
  const list = rows.map(({ given }) => given?.ari ?? Number.NaN);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const spread = Math.max(...list) - Math.min(...list);
  const each = list.map(value => number(value)).join(' ');
  const text = `${what}: ARI with K given ${each}, mean ${number(mean)}, largest - smallest ${number(spread)}`;
  return { what, list, mean, spread, text };
}

const said = (holds, rule, numbers) =>
  `${holds === undefined ? 'NOT MEASURED' : holds ? 'holds' : 'DOES NOT HOLD'}: ${rule} (${numbers})`;

/** A line for every rule and cube: whether it holds, with the numbers. Nothing is asserted. */
export function verdicts(cubes) {
  const lines = [];
  const best = (rows, which) =>
    rows.filter(row => row.method !== 'ours' && row[which]).sort((a, b) => b[which].ari - a[which].ari)[0];
  const against = rows => `of ${rows.filter(({ method, given }) => method !== 'ours' && given).map(({ method }) => method)}`;
  for (const { name, rows } of cubes) {
    const ours = rows.find(({ method }) => method === 'ours');
    const peer = best(rows, 'given');
    const difference = peer && (ours.given?.ari ?? 0) - peer.given.ari;
    const numbers = peer
      ? `${number(ours.given?.ari)}, ${peer.method} ${number(peer.given.ari)} ${against(rows)}`
      : 'no peer ran';
    lines.push(
      said(peer && difference >= -0.01, `K given, ${name}: ours is first or within 0.01 of the best peer in ARI`, numbers),
    );
  }
  for (const { name, classes, rows } of cubes.filter(({ name }) => name !== 'raman')) {
    const { k } = rows.find(({ method }) => method === 'ours').chosen;
    lines.push(said(k === classes, `K chosen, ${name}: ours finds the true K`, `${k} of ${classes}`));
  }
  for (const { name, rows } of cubes.filter(({ name }) => name === 'raman')) {
    const [{ chosen }, peer] = [rows.find(({ method }) => method === 'ours'), best(rows, 'chosen')];
    const numbers = peer
      ? `${number(chosen.ari)} at K = ${chosen.k}, ${peer.method} ${number(peer.chosen.ari)} at K = ${peer.chosen.k} ${against(rows)}`
      : 'no peer ran';
    lines.push(said(peer && chosen.ari >= peer.chosen.ari, `K chosen, ${name}: ours is not worse than the best peer`, numbers));
  }
  for (const { what, list, spread } of cubes.flatMap(({ runs }) => runs).filter(({ what }) => what.startsWith('ours'))) {
    const numbers = `${number(Math.min(...list))} to ${number(Math.max(...list))}, ${number(spread)}`;
    lines.push(said(spread < 0.05, `raman, ${list.length} runs, ${what}: spread of ARI below 0.05`, numbers));
  }
  return lines;
}

/** Everything as markdown. */
export function summary(cubes) {
  const runs = cubes.flatMap(({ name, runs }) => runs.map(({ text }) => `- ${name}, five runs, ${text}`));
  const dates = cubes.map(
    ({ name, date, peer, quick }) => `${name} ${date.slice(0, 16)}${quick ? ' --quick' : ''} (peers: ${peer})`,
  );
  return [
    table(cubes),
    '',
    ...runs,
    '',
    ...verdicts(cubes).map(line => `- ${line}`),
    '',
    `Measured: ${dates.join(', ')}.`,
    '',
  ].join('\n');
}
