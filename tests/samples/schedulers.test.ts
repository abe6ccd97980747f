import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type * as Shard from '../../cli/commands/shard.js';
import type * as Program from '../../cli/index.js';
import type * as ShardNumber from '../../cli/shard/number.js';
import { repo } from '../helpers/cli.js';

// The version of the package is found from the build.
const { main }: typeof Program = await import(repo('dist/cli/index.js'));
const { shardCommand }: typeof Shard = await import(repo('dist/cli/commands/shard.js'));
const { countFrom, shardFrom }: typeof ShardNumber = await import(repo('dist/cli/shard/number.js'));

const text = (name: string): string => readFileSync(repo(`samples/cluster/${name}`), 'utf8');
const lines = (name: string): string[] =>
  text(name)
    .split('\n')
    .filter(line => line && !line.startsWith('#'));
const { sha256, kubernetes } = JSON.parse(readFileSync(repo('tests/fixtures/schedulers/parsed.json'), 'utf8')) as {
  sha256: Record<string, string>;
  kubernetes: Job[];
};

interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: { readonly phase: string } };
  readonly spec: {
    readonly completions?: number;
    readonly parallelism?: number;
    readonly completionMode?: string;
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } };
  };
}

type Task = { phase: string; index?: number; count?: number; options: Record<string, string> };
const PHASES = ['encode', 'cluster', 'label', 'merge'];

/** What `cloisonne shard ...` is told, by its own rules: an option it does not have fails. */
function told(words: readonly string[], env: Readonly<Record<string, string>> = {}): Task {
  const [command, phase, cube, ...rest] = words;
  expect([command, PHASES.includes(phase), cube.startsWith('--')]).toEqual(['shard', true, false]);
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length; i += 2) {
    expect(Object.keys(shardCommand.options)).toContain(rest[i].slice(2));
    options[rest[i].slice(2)] = rest[i + 1];
  }
  expect(options.out).toBeTruthy();
  return { phase, index: shardFrom(options, env)?.index, count: countFrom(options), options };
}

/** Each phase with all its tasks: encode and label once a shard, the others once. */
function requireWhole(tasks: readonly Task[], count: number): void {
  for (const phase of ['encode', 'label'])
    expect(tasks.filter(task => task.phase === phase).map(({ index }) => index)).toEqual([...Array(count).keys()]);
  for (const phase of ['cluster', 'merge']) expect(tasks.filter(task => task.phase === phase)).toHaveLength(1);
  expect(new Set(tasks.map(task => task.count))).toEqual(new Set([count]));
  expect(new Set(tasks.map(({ options }) => `${options.out} ${options.engine}`)).size).toBe(1);
}

test.each(['kubernetes.yaml', 'main.nf'])('%s is as it was parsed by make.py', name => {
  expect(createHash('sha256').update(text(name)).digest('hex')).toBe(sha256[name]);
});

test('Kubernetes: four Jobs, by the phases of their labels; the index of a pod is its shard', () => {
  expect(kubernetes.map(({ kind, metadata }) => [kind, metadata.name, metadata.labels.phase])).toEqual(
    PHASES.map(phase => ['Job', `cloisonne-${phase}`, phase]),
  );
  const tasks = kubernetes.flatMap(({ metadata, spec }) => {
    const [program, ...words] = spec.template.spec.containers[0].args;
    expect([program, words[1]]).toEqual(['cloisonne', metadata.labels.phase]);
    if (spec.completions === undefined) return [told(words)];
    expect([spec.completionMode, spec.parallelism]).toEqual(['Indexed', spec.completions]);
    return Array.from({ length: spec.completions }, (_, i) => told(words, { JOB_COMPLETION_INDEX: `${i}` }));
  });
  requireWhole(tasks, 10);
});

test('HTCondor: each node of the DAG queues its tasks, in the order of the phases', () => {
  const submit = Object.fromEntries(
    lines('shard.sub').flatMap(line => [
      /^(\w+) = (.+)$/.exec(line)?.slice(1) ?? [/^queue \$\(tasks\)$/.exec(line)?.[0] ?? '', ''],
    ]),
  );
  expect(Object.keys(submit)).toEqual(expect.arrayContaining(['executable', 'arguments', 'log', 'queue $(tasks)']));
  expect(Object.keys(submit)).not.toContain('');
  const dag = lines('shards.dag').map(line => line.split(' '));
  const of = (word: string) => dag.filter(([first]) => first === word).map(([, ...rest]) => rest);
  expect(of('JOB')).toEqual(PHASES.map(phase => [phase, 'shard.sub']));
  expect(of('PARENT')).toEqual(PHASES.slice(1).map((phase, i) => [PHASES[i], 'CHILD', phase]));
  expect(dag.length).toBe(['JOB', 'VARS', 'PARENT', 'RETRY'].reduce((sum, word) => sum + of(word).length, 0));
  const tasks = of('VARS').flatMap(([name, ...vars]) => {
    const values = Object.fromEntries(vars.map(pair => /^(\w+)="(.*)"$/.exec(pair)?.slice(1) ?? []));
    expect(values.phase).toBe(name);
    return Array.from({ length: +values.tasks }, (_, i) => {
      const known: Record<string, string> = { ...values, Process: `${i}` };
      return told(
        submit.arguments
          .slice(1, -1)
          .replace(/\$\((\w+)\)/g, (_all: string, variable: string) => known[variable] ?? expect.fail(variable))
          .split(' '),
      );
    });
  });
  requireWhole(tasks, 10);
});

test('Slurm: arrays of encode and label, each job after the one before', async () => {
  let said = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(part => Boolean((said += part)));
  await main(['submit', 'slurm', 'cube.fits', '--dry-run', '--out', 'out/cube', '--shards', '10', '--engine', 'wasm']);
  write.mockRestore();
  const scripts = said.split(/^# .*\.slurm\/\w+\.sh$/m).slice(1);
  const tasks = scripts.flatMap(script => {
    const [, words] = /^exec \S+ \S+bin\.js (.+)$/m.exec(script) ?? expect.fail(script);
    const flags = words.split(' ').flatMap(word => (word.startsWith('--') ? word.split('=') : [word]));
    const [, last] = /^#SBATCH --array=0-(\d+)$/m.exec(script) ?? [];
    return Array.from({ length: last ? +last + 1 : 1 }, (_, i) => told(flags, last ? { SLURM_ARRAY_TASK_ID: `${i}` } : {}));
  });
  expect(tasks.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1])).toEqual(PHASES);
  requireWhole(tasks, 10);
  expect(said.match(/^job\d=\$\(sbatch .*\)$/gm)?.map(line => /--dependency=(\S+)/.exec(line)?.[1])).toEqual([
    undefined,
    ...[1, 2, 3].map(job => `afterok:$job${job}`),
  ]);
});

test('Nextflow: the processes run the phases, with the parameters that are there', () => {
  const script = text('main.nf');
  const params = Object.fromEntries(
    [...script.matchAll(/^params\.(\w+) = '?([^'\n]+)'?$/gm)].map(([, name, value]) => [name, value]),
  );
  const command = /return "(.+)"/.exec(script)?.[1] ?? '';
  const tasks = [...script.matchAll(/^ {4}phase\('(\w+)'(?:, "([^"]+)")?\)$/gm)].flatMap(([, name, which]) =>
    Array.from({ length: which ? +params.shards : 1 }, (_, i) => {
      const known: Record<string, string> = { name, which: which?.replace('$index', `${i}`) ?? '' };
      const words = command
        .replace(/\$\{file\(params\.(\w+)\)\.toAbsolutePath\(\)\}/g, (_all, param) => params[param] ?? expect.fail(param))
        .replace(/\$params\.(\w+)/g, (_all, param) => params[param] ?? expect.fail(param))
        .replace(/\$(\w+)/g, (_all, variable) => known[variable] ?? expect.fail(variable));
      return told(words.replaceAll("'", '').split(/\s+/).slice(1));
    }),
  );
  requireWhole(tasks, 10);
});
