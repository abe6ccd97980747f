import type { Segmentation } from '../../core/segmentation.js';
import { type Asset, choiceJson, jsonText, type RunFacts, scoresJson } from '../../formats/result/index.js';
import { provJson, sealed, type UsedFile, unsealed } from '../provenance/index.js';
import { cardSha256 } from '../report/card.js';

/** What differs from run to run of the same recipe. */
export interface RunRecord {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  /** Wall-clock seconds, in all and of each phase. */
  readonly seconds: { readonly total: number; readonly phases: Readonly<Record<string, number>> };
  /** The machine: CPU model, threads, memory, operating system, Node version. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** Largest resident set in bytes. */
  readonly peakMemoryBytes: number;
  /** Whether checkpoints of an interrupted run were used. */
  readonly resumed: boolean;
  /** Of all that makes a run the same run: options, contents of files, version, size and time of change of the cube. */
  readonly recipe: string;
  /** Options that do not decide the result: threads, memory cap, paths. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  /** The cube and every file that an option names, with their paths: what `verify` needs. */
  readonly inputs: readonly UsedFile[];
}

/**
 * run.json, the only file with times in it: provenance, machine, times, and the SHA-256 of every other file, for `verify`. `prov` is the
 * same as a W3C PROV-JSON document; `sha256` is that of this text with 64 zeros in its place.
 */
export function runJson(segmentation: Segmentation, run: RunFacts, record: RunRecord, files: readonly Asset[]): string {
  const { card, engine, seed, k, chosenBy, sweep, encoderOrigin, warnings } = segmentation;
  const options = { ...run.options, ...record.options };
  const { started, finished, inputs } = record;
  const products = files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  const used = { name: card.name, cardSha256: cardSha256(card), weightsSha256: card.weights.sha256 };
  const text = jsonText({
    format: 'cloisonne-run',
    version: '1.1',
    sha256: unsealed,
    software: `cloisonne ${run.version}`,
    started,
    finished,
    seconds: record.seconds,
    peakMemoryBytes: record.peakMemoryBytes,
    resumed: record.resumed,
    recipe: record.recipe,
    machine: record.machine,
    input: run.input,
    inputs,
    encoder: { ...used, origin: encoderOrigin },
    engine,
    seed,
    options,
    k,
    chosenBy,
    choice: choiceJson(segmentation),
    sweep: sweep.map(entry => ({
      ...scoresJson(entry),
      exact: entry.exact,
    })),
    warnings,
    files: products,
    prov: provJson({
      ...{ activity: 'segment', version: run.version, engine, started, finished, options, inputs, products },
      encoder: used,
    }),
  });
  return sealed(text);
}
