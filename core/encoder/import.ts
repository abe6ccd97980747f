import { platform } from '#platform';
import { createRandom } from '../cluster/random.js';
import { EncoderMismatchError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { type Engine, GOLDEN_LIMIT, type Network, openEngine, runOnnx } from '../engine/index.js';
import { compileSteps } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';
import { cardAxis } from './card.js';
import { makeGolden } from './golden.js';
import { describeLayers, weightBytes } from './layers-model.js';
import { type OnnxNetwork, onnxNetwork } from './onnx/network.js';
import { prepareSpectra } from './spectra.js';
import type { Encoder, EncoderCard } from './types.js';

/** What a card has to say of an encoder that was trained elsewhere. */
export interface ImportedCard extends Pick<EncoderCard, 'name' | 'description' | 'licence'> {
  readonly axis: SpectralAxis;
  /** Unit of the samples. */
  readonly unit: string;
  readonly steps: readonly StepSpec[];
  readonly training: Pick<EncoderCard['training'], 'data' | 'spectra' | 'seed' | 'software' | 'recipe'>;
  /** Names of the outputs, where a model has several. */
  readonly output?: string;
  readonly decoderOutput?: string;
  /** Raw spectra [bands], with the latents that its own software gives where they are known. */
  readonly golden: readonly { readonly spectrum: readonly number[]; readonly latent?: readonly number[] }[];
}

/** The bytes of an .onnx file and where they are from. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly where: string;
}

/** An encoder that was imported, and against what it was checked. */
export interface Imported {
  readonly encoder: Encoder;
  /** Largest deviation in units of the RMS of what was expected, by who expected it: `onnxruntime`, `card`. */
  readonly deviations: Readonly<Partial<Record<'onnxruntime' | 'card', number>>>;
}

const GOLDEN = 4;

/** Seeded spectra between 0 and 1, for a card that brings none: [GOLDEN * bands]. */
function madeUp(bands: number): Float32Array {
  const random = createRandom(0);
  return Float32Array.from({ length: GOLDEN * bands }, () => random.uniform());
}

/** max |a - b| / RMS(b). */
function deviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [worst, squares] = [a.length === b.length ? 0 : Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < b.length; i++) {
    worst = Math.max(worst, Math.abs(a[i] - b[i]));
    squares += b[i] ** 2;
  }
  return worst === 0 ? 0 : worst / Math.sqrt(squares / b.length);
}

/** How far a network of ours is from the model it was made of, on rows [n]; undefined where ONNX Runtime is not installed. */
async function against(
  { bytes, where }: OnnxFile,
  found: OnnxNetwork,
  engine: Engine,
  rows: Float32Array,
): Promise<number | undefined> {
  const { network, input, output } = found;
  const n = rows.length / network.inputSize;
  const ours = await (await engine.compile(network)).run(rows, n);
  // A model exported without a free batch takes so many rows at a time.
  const batch = input.dims[0] || n;
  const theirs = new Float32Array(ours.length);
  for (let at = 0; at < n; at += batch) {
    const values = new Float32Array(batch * network.inputSize);
    values.set(rows.subarray(at * network.inputSize, (at + batch) * network.inputSize));
    const dims = [batch, ...input.dims.slice(1)];
    const part = await runOnnx(bytes, { input: input.name, output, dims, values });
    if (!part) return undefined;
    const units = unitsOf(network);
    theirs.set(part.subarray(0, Math.min(batch, n - at) * units), at * units);
  }
  return accepted(deviation(ours, theirs), where, 'ONNX Runtime gives other numbers for the same model');
}

function accepted(value: number, where: string, why: string): number {
  if (value <= GOLDEN_LIMIT) return value;
  throw new EncoderMismatchError('the imported encoder does not reproduce its golden vectors', {
    where,
    why: `${why}: largest deviation ${value.toExponential(1)} of their RMS, allowed ${GOLDEN_LIMIT}`,
    remedy: 'Check the steps, the output and the golden vectors on the card.',
  });
}

const largest = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
};

/**
 * Makes an encoder of an ONNX model and what its card says, with golden vectors of the reference engine: raw spectra of the card, or
 * seeded ones. The layers are compared with the model itself on ONNX Runtime where that is installed, and with latents that the card
 * brings. Throws InputError for a model that does not become layers, EncoderMismatchError where the steps give another number of bands
 * or the numbers differ.
 */
export async function importEncoder(model: OnnxFile, card: ImportedCard, decoderModel?: OnnxFile): Promise<Imported> {
  const found = onnxNetwork(model.bytes, model.where, card.output);
  const back = decoderModel && onnxNetwork(decoderModel.bytes, decoderModel.where, card.decoderOutput);
  const [encode, decode] = [found.network, back?.network];
  const latent = unitsOf(encode);
  const steps = compileSteps([...card.steps], card.axis);
  const mismatch = (where: string, why: string) =>
    new EncoderMismatchError('the model does not fit its card', {
      where,
      why,
      remedy: 'Correct the axis or the steps on the card.',
    });
  if (steps.outputBands !== encode.inputSize)
    throw mismatch(model.where, `it takes ${encode.inputSize} bands, the axis and steps of the card give ${steps.outputBands}`);
  if (decode && (decode.inputSize !== latent || unitsOf(decode) !== encode.inputSize))
    throw mismatch(
      decoderModel?.where ?? '',
      `it goes from ${decode.inputSize} to ${unitsOf(decode)}, not from ${latent} to ${encode.inputSize}`,
    );
  const bands = card.axis.values.length;
  const raw = card.golden.length > 0 ? Float32Array.from(card.golden.flatMap(({ spectrum }) => spectrum)) : madeUp(bands);
  const wanted = raw.length / bands;
  const golden = await makeGolden(encode, steps, raw, wanted, wanted);
  if (golden.length < wanted)
    throw mismatch(model.where, `${wanted - golden.length} of ${wanted} golden spectra cannot be preprocessed and encoded`);
  const rows = prepareSpectra(steps, Float32Array.from(golden.flatMap(({ spectrum }) => spectrum)), golden.length);
  const latents = Float32Array.from(golden.flatMap(vector => vector.latent));
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    const onnxruntime = largest([
      await against(model, found, engine, rows),
      back && decoderModel && (await against(decoderModel, back, engine, latents)),
    ]);
    const stated = card.golden.flatMap((vector, i) => (vector.latent ? [[golden[i].latent, vector.latent] as const] : []));
    const onCard = largest(
      stated.map(([ours, theirs]) => accepted(deviation(ours, theirs), model.where, 'the card states other latents')),
    );
    const made: EncoderCard = {
      ...{ format: 'cloisonne-encoder', version: '1.0', method: 'autoencoder' },
      ...{ name: card.name, description: card.description, licence: card.licence },
      input: { axis: cardAxis(card.axis), bands, unit: card.unit },
      ...{ steps: [...card.steps], latent },
      layers: { encoder: describeLayers(encode), decoder: decode ? describeLayers(decode) : [] },
      training: { ...card.training, result: {} },
      weights: { file: 'weights.bin', sha256: await platform.sha256(weightBytes(encode, decode)) },
      golden,
    };
    return {
      encoder: { card: made, encode, ...(decode && { decode }) },
      deviations: { ...(onnxruntime !== undefined && { onnxruntime }), ...(onCard !== undefined && { card: onCard }) },
    };
  } finally {
    await engine.dispose();
  }
}

const unitsOf = ({ layers }: Network): number => layers[layers.length - 1].units;
