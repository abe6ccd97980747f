import type { Segmentation } from '../../core/segmentation.js';
import { type Asset, choiceJson, jsonText, type RunFacts, scoresJson } from '../../formats/result/index.js';
import { cardSha256 } from '../report/index.js';

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
  /** Options that do not decide the result: threads, memory cap, paths. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
}

/** run.json, the only file with times in it: provenance, machine, times, and the SHA-256 of every other file, for `verify`. */
export function runJson(segmentation: Segmentation, run: RunFacts, record: RunRecord, files: readonly Asset[]): string {
  const { card, engine, seed, k, chosenBy, sweep, encoderOrigin, warnings } = segmentation;
  return jsonText({
    format: 'cloisonne-run',
    version: '1.0',
    software: `cloisonne ${run.version}`,
    started: record.started,
    finished: record.finished,
    seconds: record.seconds,
    peakMemoryBytes: record.peakMemoryBytes,
    resumed: record.resumed,
    machine: record.machine,
    input: run.input,
    encoder: { name: card.name, origin: encoderOrigin, cardSha256: cardSha256(card), weightsSha256: card.weights.sha256 },
    engine,
    seed,
    options: { ...run.options, ...record.options },
    k,
    chosenBy,
    choice: choiceJson(segmentation),
    sweep: sweep.map(entry => ({
      ...scoresJson(entry),
      exact: entry.exact,
    })),
    warnings,
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  });
}
