import type { Encoder } from '../../core/encoder/types.js';
import type { StepSpec } from '../../core/preprocess/types.js';
import { type GivenRecipe, type TrainEncoderOptions, trainEncoder } from '../../core/train/index.js';
import type { Progress } from '../progress.js';
import { packageVersion } from '../version.js';
import { type EpochEvent, epochFacts, epochLine, epochName } from './epoch.js';
import type { TrainingSet } from './set.js';

/** What every training of a command has in common. */
export interface TrainingJob {
  readonly set: TrainingSet;
  readonly steps: readonly StepSpec[];
  readonly from?: Encoder;
  readonly card: Pick<TrainEncoderOptions, 'name' | 'description' | 'licence' | 'data'>;
  readonly backend: TrainEncoderOptions['backend'];
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** One training of a job: its recipe, and where its checkpoints are. */
export interface Training {
  readonly recipe: GivenRecipe;
  readonly resume?: Uint8Array;
  save(checkpoint: Uint8Array): Promise<void>;
}

/** A trained encoder, the number of its parameters (0 for a PCA) and how long training took. */
export interface Trained {
  readonly encoder: Encoder;
  readonly parameters: number;
  readonly seconds: number;
}

/** Epochs between two checkpoints. */
const EVERY = 10;

/** Trains, tells how it goes (a live line on a terminal, else a line an epoch) and keeps checkpoints. Throws what `trainEncoder` throws. */
export async function trainOne(job: TrainingJob, { recipe, resume, save }: Training): Promise<Trained> {
  const { set, steps, from, card, backend, progress, signal } = job;
  const training = trainEncoder({
    ...{ spectra: set.spectra, n: set.n, held: set.held, axis: set.axis, unit: set.unit, steps, from, recipe, ...card },
    software: `cloisonne ${packageVersion()}`,
    ...{ resume, checkpointEvery: EVERY, backend, signal },
  });
  const started = performance.now();
  let parameters = 0;
  let last: EpochEvent | undefined;
  for (let next = await training.next(); ; next = await training.next()) {
    if (next.done) return { encoder: next.value, parameters, seconds: (performance.now() - started) / 1000 };
    const event = next.value;
    if (event.type === 'warning') progress.line(`warning: ${event.message}`);
    if (event.type === 'checkpoint') await save(event.bytes);
    if (event.type === 'start') {
      parameters = event.parameters;
      progress.line(`${event.spectra} spectra, layers ${event.layers.join('-')}, ${parameters} parameters, on ${event.backend}`);
    }
    if (event.type === 'progress' && last) {
      const share = `${Math.floor((100 * event.done) / event.total)} %`;
      progress.status(`${epochName(event.epoch, last.epochs)} ${share.padStart(5)}  ${epochFacts(last)}`);
    }
    if (event.type === 'epoch') {
      last = event;
      if (progress.live) progress.status(epochLine(event));
      else progress.line(epochLine(event));
    }
  }
}
