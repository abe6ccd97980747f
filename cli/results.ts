import { arch, cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { SampleSource } from '../core/cube/types.js';
import type { Segmentation, SegmentEvent } from '../core/segmentation.js';
import type { RunFacts } from '../formats/result/index.js';
import { parseKinds } from './emit/kinds.js';
import type { Output } from './output/index.js';
import { parseBytes } from './parse.js';
import type { runJson } from './products/index.js';
import { absoluteName, type UsedFile, usedFile } from './provenance/index.js';
import { namedInputs } from './recipe.js';

/** Keeps the times of a run's phases, for run.json. */
export class RunClock {
  readonly started = new Date();
  private readonly begun = performance.now();
  private phase?: { readonly name: string; readonly since: number };
  private readonly phases: Record<string, number> = {};
  private engine = '';
  private missingEngines = '';
  private blockRows = 0;

  /** Takes note of an event of `segment`. */
  note(event: SegmentEvent): void {
    if (event.type === 'plan') {
      this.engine = event.engine;
      this.missingEngines = event.missingEngines.join('; ');
      this.blockRows = event.blockRows;
    }
    if (event.type === 'progress') this.enter(event.phase);
    if (event.type === 'result') this.enter('write');
  }

  private enter(name: string): void {
    if (this.phase?.name === name) return;
    const now = performance.now();
    if (this.phase) this.phases[this.phase.name] = (this.phases[this.phase.name] ?? 0) + (now - this.phase.since) / 1000;
    this.phase = { name, since: now };
  }

  /** What differs from run to run. */
  record(
    resumed: boolean,
    recipe: string,
    options: Readonly<Record<string, string | number | boolean | null>>,
    inputs: readonly UsedFile[],
  ): Parameters<typeof runJson>[2] {
    this.enter('end');
    const [cpu] = cpus();
    return {
      started: this.started.toISOString(),
      finished: new Date().toISOString(),
      seconds: { total: (performance.now() - this.begun) / 1000, phases: this.phases },
      machine: {
        ...{ cpu: cpu?.model ?? 'unknown', threads: cpus().length, memoryBytes: totalmem(), system: `${type()} ${arch()}` },
        ...{ node: process.version, engine: this.engine, blockRows: this.blockRows },
        ...(this.missingEngines && { missingEngines: this.missingEngines }),
      },
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      resumed,
      recipe,
      options,
      inputs,
    };
  }
}

/** Options that do not decide the result. */
const FREE = ['threads', 'max-memory', 'out', 'emit'];

/** The cube, and what the options name, for run.json. */
async function usedFiles({ input }: RunFacts, argv: Record<string, unknown>): Promise<UsedFile[]> {
  const { name, ...facts } = input;
  const files: UsedFile[] = [{ role: 'cube', path: absoluteName(name), ...facts }];
  for (const [role, path] of namedInputs(argv)) files.push(await usedFile(role, path));
  return files;
}

/** The open cube of a run, and how to speak to its caller. */
export interface RunInput {
  readonly source: SampleSource;
  /** Hash of what makes it this run. */
  readonly recipe: string;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Writes every product into an open output: those that --emit asks for below `emit/`, run.json last. */
export async function writeResults(
  segmentation: Segmentation,
  facts: RunFacts,
  output: Output,
  clock: RunClock,
  argv: Record<string, unknown>,
  { source, recipe, warn, signal }: RunInput,
): Promise<void> {
  // Loaded only now: the plotting library takes 30 MB, which the cube's blocks can have until here.
  const { runJson, writeProducts } = await import('./products/index.js');
  const files = await writeProducts(segmentation, facts, output);
  if (argv.emit !== undefined) {
    const { emitInto } = await import('./emit/emit.js');
    const sink = {
      partial: join(output.partial, 'emit'),
      place: (path: string) => output.place(`emit/${path}`),
      write: (path: string, contents: Uint8Array | string) => output.write(`emit/${path}`, contents),
    };
    const emitted = await emitInto(output.partial, parseKinds(String(argv.emit), 'emit'), sink, {
      ...{ cube: async () => source, warn, signal, maxMemory: parseBytes(String(argv['max-memory'])) },
      encoder: argv.encoder as string | undefined,
    });
    files.push(...emitted.map(file => ({ ...file, path: `emit/${file.path}`, role: 'emit', type: 'application/octet-stream' })));
  }
  const free = Object.fromEntries(FREE.map(key => [key, (argv[key] ?? null) as string | number | null]));
  const record = clock.record(output.resumed, recipe, free, await usedFiles(facts, argv));
  await output.write('run.json', runJson(segmentation, facts, record, files));
}
