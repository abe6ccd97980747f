import { platform } from '#platform';
import { EncoderMismatchError, EngineError, type ErrorFields, isCloisonneError, UsageError } from '../cube/errors.js';
import { openCpu } from './cpu.js';
import { openNodeGpu } from './node-gpu.js';
import { openOnnxruntime } from './onnxruntime.js';
import type { Engine, EngineName, EngineReport } from './types.js';
import { GOLDEN_LIMIT, type GoldenCheck } from './verify.js';
import { openWasm } from './wasm.js';
import { openWebgpu } from './webgpu.js';

interface Definition {
  readonly name: EngineName;
  readonly trains: boolean;
  readonly node: boolean;
  readonly browser: boolean;
  readonly install?: string;
  /** Where it is there and does not start, that is worth a warning: it needs no GPU or other hardware. */
  readonly expected: boolean;
  open(options: { threads: number; auto: boolean }): Promise<Engine>;
}

/** In the order in which `auto` tries them. */
const definitions: readonly Definition[] = [
  {
    name: 'tfjs-node-gpu',
    trains: true,
    node: true,
    browser: false,
    install: 'npm install @tensorflow/tfjs-node-gpu',
    expected: false,
    open: openNodeGpu,
  },
  {
    name: 'webgpu',
    trains: false,
    node: true,
    browser: true,
    install: 'npm install webgpu',
    expected: false,
    open: ({ auto }) => openWebgpu(auto),
  },
  {
    name: 'onnxruntime',
    trains: true,
    node: true,
    browser: false,
    install: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node',
    expected: true,
    open: ({ threads }) => openOnnxruntime(threads),
  },
  { name: 'wasm', trains: true, node: true, browser: true, expected: true, open: openWasm },
  { name: 'cpu', trains: true, node: true, browser: true, expected: true, open: openCpu },
];

/** Every engine's name, in the order of `auto`. */
export const engineNames: readonly EngineName[] = definitions.map(({ name }) => name);

/** How `openEngine` opens and checks an engine. */
export interface OpenEngineOptions {
  /** Says whether the engine reproduces the golden vectors; it is not used otherwise. */
  readonly verify?: (engine: Engine) => Promise<GoldenCheck>;
  /** One line for each engine that is installed and broken (with `auto`). */
  readonly onWarning?: (message: string) => void;
  /** Each engine that `auto` would have taken and that is not installed, with the command that adds it. That is no fault: nothing is warned. */
  readonly onMissing?: (name: EngineName, install: string) => void;
  /** CPU threads (default: what the platform offers). Results do not depend on it. */
  readonly threads?: number;
}

const here = (definition: Definition) => definition[platform.kind];

/** What the platform says of an optional package that is not there. */
const NOT_INSTALLED = 'not installed';

const place = () => (platform.kind === 'node' ? 'Node' : 'a browser');

const reason = (err: unknown) =>
  (err instanceof Error ? err.message : String((err as { message?: unknown })?.message ?? err)).split('\n')[0];

/** An engine that works, but gives other numbers than the encoder's card. */
class GoldenError extends EngineError {
  constructor(
    readonly engine: EngineName,
    readonly error: number,
    what: string,
    fields: ErrorFields,
  ) {
    super(what, fields);
  }
}

/** What is wrong when engines that share no code agree that the card is: not they, but the encoder. */
function wrongEncoder(failures: readonly GoldenError[]): EncoderMismatchError {
  const least = Math.min(...failures.map(({ error }) => error));
  return new EncoderMismatchError('the encoder does not reproduce its own golden vectors', {
    where: failures.map(({ engine }) => engine).join(', '),
    why: `the smallest deviation is ${Number.isNaN(least) ? 'not a number' : `${least.toExponential(1)} of RMS(z)`}, allowed ${GOLDEN_LIMIT}`,
    remedy: 'Steps, weights or golden vectors on its card were changed or left out; copy the whole encoder folder again.',
  });
}

/** Keeps the engine if it passes; otherwise gives it back and throws. */
async function verified(engine: Engine, verify: OpenEngineOptions['verify']): Promise<Engine> {
  try {
    const check = await verify?.(engine);
    if (!check || check.ok) return engine;
    throw new GoldenError(engine.name, check.error, `engine ${engine.name} does not reproduce the golden vectors`, {
      where: engine.device,
      why: `largest deviation ${check.error.toExponential(1)} of RMS(z), allowed ${GOLDEN_LIMIT}`,
      remedy: 'Use another engine (`--engine wasm`).',
    });
  } catch (err) {
    await engine.dispose();
    throw err;
  }
}

async function openByName(name: EngineName, { verify, threads = platform.threads() }: OpenEngineOptions): Promise<Engine> {
  const definition = definitions.find(entry => entry.name === name);
  if (!definition) throw new UsageError(`unknown engine '${name}'`, { remedy: `Engines: auto, ${engineNames.join(', ')}.` });
  if (!here(definition)) throw new EngineError(`engine ${name} does not run in ${place()}`);
  try {
    return await verified(await definition.open({ threads, auto: false }), verify);
  } catch (err) {
    if (err instanceof GoldenError) {
      // Another one tells whether the engine is wrong or the encoder.
      const judge = definitions.find(entry => entry.name === (name === 'cpu' ? 'wasm' : 'cpu'));
      const second = await judge?.open({ threads, auto: true }).then(
        engine =>
          verified(engine, verify).then(
            good => good.dispose(),
            failure => failure,
          ),
        () => undefined,
      );
      throw second instanceof GoldenError ? wrongEncoder([err, second]) : err;
    }
    if (err instanceof EngineError) throw err;
    const remedy = definition.install && `Run \`${definition.install}\`.`;
    throw new EngineError(`engine ${name} does not work`, { why: reason(err), remedy, cause: err });
  }
}

/**
 * Opens an engine by name, or with `auto` the first one that starts and passes `verify`, in the order tfjs-node-gpu, webgpu (real
 * adapters only), onnxruntime, wasm, cpu. A broken engine costs `auto` one warning, one that is not installed a word to `onMissing`, never the
 * run; asked for by name it is an EngineError with the command that adds it. UsageError for an unknown name, EncoderMismatchError where several
 * engines work and none passes: then the encoder is wrong.
 */
export async function openEngine(name: EngineName | 'auto', options: OpenEngineOptions = {}): Promise<Engine> {
  if (name !== 'auto') return openByName(name, options);
  const { verify, onWarning, onMissing, threads = platform.threads() } = options;
  const failures: string[] = [];
  const missed: GoldenError[] = [];
  const warnings: string[] = [];
  for (const definition of definitions.filter(here)) {
    // An engine for GPUs that does not start is no news on a machine without one; whatever else fails is.
    let news = definition.expected;
    try {
      const engine = await definition.open({ threads, auto: true }).catch(err => {
        news ||= !(err instanceof EngineError);
        throw err;
      });
      news = true;
      const good = await verified(engine, verify);
      for (const line of warnings) onWarning?.(line);
      return good;
    } catch (err) {
      if (err instanceof GoldenError) missed.push(err);
      failures.push(`${definition.name}: ${reason(err)}`);
      const { name, install } = definition;
      if (install && isAbsent(err)) onMissing?.(name, install);
      else if (news) warnings.push(`engine ${definition.name} is not used: ${reason(err)}`);
    }
  }
  if (missed.length > 1) throw wrongEncoder(missed);
  for (const line of warnings) onWarning?.(line);
  throw new EngineError('no engine works', { why: failures.join('; ') });
}

/** Whether an engine did not start because its optional package is not there: no fault, `info --engines` says how to add it. */
export const isAbsent = (err: unknown) => isCloisonneError(err, 'EngineError') && err.why === NOT_INSTALLED;

/** Why an engine is not there, and the command that adds it where it is a package that is missing. */
function absence(err: unknown, install?: string): Pick<EngineReport, 'detail' | 'install'> {
  if (!isCloisonneError(err, 'EngineError') || !err.why) return { detail: reason(err) };
  if (isAbsent(err)) return { detail: err.why, install };
  // Installing again is no cure for a package that is there.
  return { detail: err.remedy && !err.remedy.includes('npm install') ? `${err.why}. ${err.remedy}` : err.why };
}

/** What each engine is on this machine, for `info --engines`: present or not and why, the command that adds it, whether it trains. */
export async function engineReports(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const definition of definitions) {
    const { name, trains, install } = definition;
    if (!here(definition)) {
      reports.push({ name, trains, available: false, detail: `does not run in ${place()}` });
      continue;
    }
    try {
      const engine = await definition.open({ threads: platform.threads(), auto: false });
      reports.push({ name, trains, available: true, detail: `${engine.device} (${engine.version})` });
      await engine.dispose();
    } catch (err) {
      reports.push({ name, trains, available: false, ...absence(err, install) });
    }
  }
  return reports;
}
