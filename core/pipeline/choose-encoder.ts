import { axisAtRest } from '../cube/rest.js';
import type { CubeSample } from '../cube/scan.js';
import type { CubeSource, SpectralAxis } from '../cube/types.js';
import { displayUnit, unitFactor } from '../cube/units.js';
import { axisOfCard, checkAxis, lackingOf } from '../encoder/index.js';
import type { Encoder, EncoderCard } from '../encoder/types.js';
import type { StepSpec } from '../preprocess/types.js';
import { fitEncoder } from './fit-encoder.js';
import type { SegmentOptions } from './options.js';
import { resamplingSteps, tryShipped } from './try-shipped.js';

/** The encoder of a run, the steps with which it applies to this cube, and where it comes from. */
export interface ChosenEncoder {
  readonly encoder: Encoder;
  readonly steps: readonly StepSpec[];
  readonly origin: 'given' | 'shipped' | 'fitted';
}

/**
 * The encoder for a cube the bands of which that take part have the axis `axis` at rest (`keptAxis` where no velocity is taken out). The encoder given; else the first shipped one made for this very axis (never for plain band numbers, which say nothing, nor where bands it takes are left out or missing); else the first shipped one of coarser bins on which the cube can be resampled and to which its spectra look familiar (`tryShipped`); else a PCA
 * fitted on the scan's sample with the steps asked for or the defaults for this kind of data. Says which. Throws EncoderMismatchError
 * when the given one does not fit.
 */
export async function chooseEncoder(
  cube: CubeSource,
  axis: SpectralAxis,
  sample: CubeSample,
  options: SegmentOptions,
  warn: (message: string) => void,
): Promise<ChosenEncoder> {
  const { encoder, shipped = [], rebin } = options;
  const rest = axis !== cube.keptAxis;
  const whole = rest ? axisAtRest(cube.spectralAxis, options.velocity) : cube.spectralAxis;
  const applied = (found: Encoder, origin: ChosenEncoder['origin'], steps: readonly StepSpec[]): ChosenEncoder => {
    noteLacking(found.card, { axis, whole, steps }, warn);
    if (rest) noteBeyond(whole, axisOfCard(found.card.input.axis), warn);
    return { encoder: found, steps, origin };
  };
  if (encoder) return applied(encoder, 'given', checkAxis(encoder.card, axis, { rebin, rest, whole }));
  for (const candidate of axis.kind === 'channel' ? [] : shipped) {
    const steps = stepsIfFitting(candidate, whole, rest);
    if (!steps) continue;
    const lacking = lackingOf(candidate.card, axis) - lackingOf(candidate.card, whole);
    if (lacking === 0) return applied(candidate, 'shipped', stepsIfFitting(candidate, axis, rest) ?? steps);
    const { name, input } = candidate.card;
    warn(
      `the shipped encoder ${name} fits the axis, but ${lacking} of the ${input.bands} bands that it takes are left out or missing: it is passed over`,
    );
  }
  // Several cubes together have no neighbours to judge by.
  const resample = axis.kind !== 'channel' && !options.steps && options.latent === undefined && sample.pixels !== undefined;
  for (const candidate of resample ? shipped : []) {
    const steps = resamplingSteps(candidate, axis, rest);
    const trial = steps && (await tryShipped(candidate, steps, axis, sample));
    if (!trial) continue;
    const { name, input } = candidate.card;
    if (!trial.refused) {
      warn(
        `the shipped encoder ${name} is taken: the ${axis.values.length} bands are resampled on to its ${input.bands}, and the spectra look like its training data (${Math.floor(100 * trial.inside)} % of ${trial.n} sampled spaxels)`,
      );
      return applied(candidate, 'shipped', trial.steps);
    }
    warn(
      `the shipped encoder ${name} covers this range but is not taken: ${trial.refused} (to use it nevertheless: --encoder ${name} --rebin)`,
    );
  }
  const fitted = await fitEncoder(cube, axis, sample, options, warn);
  return { encoder: fitted, steps: fitted.card.steps, origin: 'fitted' };
}

/** Says how many bands an encoder gets made up, because they are left out or missing; and how many it takes where that is not all. */
function noteLacking(
  card: EncoderCard,
  { axis, whole, steps }: { axis: SpectralAxis; whole: SpectralAxis; steps: readonly StepSpec[] },
  warn: (message: string) => void,
): void {
  const lacking = lackingOf(card, axis) - lackingOf(card, whole);
  const { bands } = card.input;
  if (lacking > 0)
    warn(
      `${lacking} of the ${bands} bands that the encoder takes are left out or missing: it gets values made from the bands beside them`,
    );
  if (steps[0]?.name === 'take' && bands - lacking < axis.values.length)
    warn(`the encoder takes ${bands - lacking} of the ${axis.values.length} bands that take part`);
}

/** Says how much of the encoder's range a cube at rest does not reach. */
function noteBeyond(axis: SpectralAxis, wanted: SpectralAxis, warn: (message: string) => void): void {
  const factor = unitFactor(wanted.unit, axis.unit) ?? 1;
  const [low, high] = [axis.edges[0], axis.edges[axis.edges.length - 1]].sort((p, q) => p - q);
  const beyond = wanted.values.filter(v => v * factor < low || v * factor > high).length;
  const text = (v: number) => Number(v.toPrecision(6));
  if (beyond > 0)
    warn(
      `at rest the cube runs from ${text(low)} to ${text(high)} ${displayUnit(axis.unit)}: beyond, the encoder gets the sample at the end again (${beyond} of ${wanted.values.length} bands)`,
    );
}

function stepsIfFitting(encoder: Encoder, axis: SpectralAxis, rest: boolean): StepSpec[] | undefined {
  try {
    return checkAxis(encoder.card, axis, { rest });
  } catch {
    return undefined;
  }
}
