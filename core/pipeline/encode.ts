import { createBreather } from '../cluster/breathe.js';
import { throwIfAborted } from '../cube/errors.js';
import type { CubeSource, ReadPlan } from '../cube/types.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { CompiledSteps } from '../preprocess/types.js';
import type { CheckpointStore } from './options.js';

/** Rows [first, end) of a cube. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** The first read's result, of all rows or of a range of them. */
export interface Encoded {
  /** [rows * width] 1 where a spaxel has a latent. */
  readonly valid: Uint8Array;
  /** [n * latent] of the valid spaxels, in pixel order. */
  readonly latents: Float32Array;
  readonly n: number;
  /** [n] root mean square of decoded minus input in the encoder's space, where a decoder was given. */
  readonly errors?: Float32Array;
  /** Spaxels that were good enough but left the domain of a preprocessing step, or had a latent that is not finite. */
  readonly outside: number;
}

/** Says how many spaxels the steps or the encoder could not take. */
export function noteOutside({ outside }: Encoded, warn: (message: string) => void): void {
  if (outside > 0) warn(`${outside} spaxels lie outside the domain of the preprocessing steps and get label 0`);
}

function rootMeanSquare(a: Float32Array, b: Float32Array, at: number, size: number): number {
  let sum = 0;
  for (let i = at; i < at + size; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum / size);
}

interface State {
  row: number;
  n: number;
  outside: number;
  readonly valid: Uint8Array;
  readonly latents: Float32Array;
}

const BATCH = 1024;
const SAVE_EVERY_MS = 20_000;

/** Row, n and outside as three float64, then valid, then the latents. */
function pack({ row, n, outside, valid, latents }: State): Uint8Array {
  const bytes = new Uint8Array(24 + valid.length + latents.byteLength);
  bytes.set(new Uint8Array(Float64Array.of(row, n, outside).buffer));
  bytes.set(valid, 24);
  bytes.set(new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength), 24 + valid.length);
  return bytes;
}

function unpack(bytes: Uint8Array | undefined, state: State): State {
  if (bytes?.length !== 24 + state.valid.length + state.latents.byteLength) return state;
  const [row, n, outside] = new Float64Array(bytes.slice(0, 24).buffer);
  return {
    row,
    n,
    outside,
    valid: bytes.slice(24, 24 + state.valid.length),
    latents: new Float32Array(bytes.slice(24 + state.valid.length).buffer),
  };
}

/**
 * Read 1, of all rows or of `rows`: every valid spaxel's spectrum through the preprocessing steps and the encoder. Batches are gathered in pixel order, across
 * blocks; the next block is read while this one is encoded. Goes on from the checkpoint of an interrupted run.
 */
export async function encodeCube(
  cube: CubeSource,
  steps: CompiledSteps,
  encoder: CompiledNetwork,
  latent: number,
  plan: ReadPlan,
  options: {
    engine: string;
    /** Measures how well each spectrum comes back. */
    decoder?: CompiledNetwork;
    checkpoint?: CheckpointStore;
    rows?: RowRange;
    signal?: AbortSignal;
    now: () => number;
    onProgress?: (rows: number) => void;
    /** Called with each batch: the flat indices of n spaxels, ascending, and their latents [n * latent]; both only until it returns. */
    onEncoded?: (pixels: Uint32Array, latents: Float32Array, n: number) => void;
  },
): Promise<Encoded> {
  const { width, height } = cube.shape;
  const { checkpoint, decoder, signal, now } = options;
  const { first, end } = options.rows ?? { first: 0, end: height };
  const spaxels = width * (end - first);
  const saved = `latents-${options.engine}${decoder ? '-errors' : ''}`;
  // The error, where it is wanted, is kept as one more number of the latent.
  const stride = latent + (decoder ? 1 : 0);
  const fresh: State = {
    row: first,
    n: 0,
    outside: 0,
    valid: new Uint8Array(spaxels),
    latents: new Float32Array(spaxels * stride),
  };
  const state = unpack(await checkpoint?.load(saved), fresh);
  const depth = steps.outputBands;
  const reduced = steps.reducer.outputBands;
  const batch = new Float32Array(BATCH * depth);
  const pixels = new Uint32Array(BATCH);
  let held = 0;
  let savedAt = now();
  const breathe = createBreather();

  const flush = async (): Promise<void> => {
    if (held === 0) return;
    const z = await encoder.run(batch.subarray(0, held * depth), held);
    const decoded = await decoder?.run(z, held);
    for (let i = 0; i < held; i++) {
      let finite = true;
      for (let l = 0; l < latent; l++) finite &&= Number.isFinite(z[i * latent + l]);
      if (finite) {
        state.valid[pixels[i]] = 1;
        state.latents.set(z.subarray(i * latent, (i + 1) * latent), state.n * stride);
        if (decoded) state.latents[state.n * stride + latent] = rootMeanSquare(decoded, batch, i * depth, depth);
        state.n++;
      } else state.outside++;
    }
    options.onEncoded?.(pixels, z, held);
    held = 0;
    await breathe();
    // Where work is kept, the end of the block is where a run stops.
    if (!checkpoint) throwIfAborted(signal);
  };

  if (state.row < end) {
    for await (const block of cube.blocks({ ...plan, firstRow: state.row, endRow: end }, signal)) {
      for (let p = 0; p < block.rows * width; p++) {
        if (!block.valid[p]) continue;
        steps.apply(block.data, p * reduced, batch, held * depth);
        // Steps answer NaN throughout for a spectrum outside their domain.
        if (!Number.isFinite(batch[held * depth])) {
          state.outside++;
          continue;
        }
        pixels[held++] = (block.row - first) * width + p;
        if (held === BATCH) await flush();
      }
      options.onProgress?.(block.row + block.rows);
      // What is done is kept when the run is being stopped: the next block throws.
      if (checkpoint && (signal?.aborted || now() - savedAt > SAVE_EVERY_MS)) {
        await flush();
        state.row = block.row + block.rows;
        await checkpoint.save(saved, pack(state));
        savedAt = now();
      }
    }
    await flush();
    state.row = end;
    await checkpoint?.save(saved, pack(state));
  }
  const { valid, n, outside } = state;
  if (!decoder) return { valid, latents: state.latents.subarray(0, n * latent), n, outside };
  const errors = Float32Array.from({ length: n }, (_, i) => state.latents[i * stride + latent]);
  const latents = Float32Array.from(
    { length: n * latent },
    (_, i) => state.latents[Math.floor(i / latent) * stride + (i % latent)],
  );
  return { valid, latents, n, errors, outside };
}
