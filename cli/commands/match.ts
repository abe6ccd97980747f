import { matchSpectra } from '../../core/cluster/index.js';
import { clusterSpectra, onCommonAxis } from '../cluster-spectra.js';
import type { Command } from '../command.js';
import { print } from '../print.js';

/** `cloisonne match A B`: which clusters of two results look alike. */
export const matchCommand: Command = {
  positionals: {
    a: { describe: 'folder of a result, or its segmentation.json', type: 'string' },
    b: { describe: 'another', type: 'string' },
  },
  options: { json: { type: 'boolean', default: false, describe: 'print one JSON document' } },
  examples: [['cloisonne match out/monday out/tuesday', 'which cluster is which']],
  run: async argv => {
    const [a, b] = [await clusterSpectra(String(argv.a)), await clusterSpectra(String(argv.b))];
    const bands = onCommonAxis(a, b);
    const pairs = matchSpectra(bands.a, bands.b).map(({ a: i, b: j, angle, correlation }) => ({
      a: a.clusters[i].style,
      b: b.clusters[j].style,
      ...{ angle, correlation },
    }));
    const alone = (all: typeof a.clusters, side: 'a' | 'b') =>
      all.map(({ style }) => style).filter(({ id }) => !pairs.some(pair => pair[side].id === id));
    const [onlyA, onlyB] = [alone(a.clusters, 'a'), alone(b.clusters, 'b')];
    if (argv.json) {
      print(`${JSON.stringify({ bands: bands.count, pairs, onlyA, onlyB })}\n`);
      return;
    }
    const named = ({ id, name }: { id: number; name: string }) => `${id} ${name}`.slice(0, 30).padEnd(30);
    const lines = pairs.map(
      pair => `${named(pair.a)} ${named(pair.b)} ${pair.angle.toFixed(4)} ${pair.correlation.toFixed(4).padStart(12)}`,
    );
    const rest = [
      ...onlyA.map(style => `${named(style)} -`),
      ...onlyB.map(style => `${'-'.padEnd(30)} ${named(style).trimEnd()}`),
    ];
    const head = `${'A'.padEnd(30)} ${'B'.padEnd(30)} ${'angle'.padStart(6)}  correlation`;
    print(`${[`Compared on ${bands.count} bands`, '', head, ...lines, ...rest].join('\n')}\n`);
  },
};
