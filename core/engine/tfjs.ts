import type { Tensor2D } from '@tensorflow/tfjs-core';
import { EngineError } from '../cube/errors.js';
import type { Activation, CompiledNetwork, DenseLayer, Engine, EngineName, Network } from './types.js';

/** The tfjs-core module. */
export type Tf = typeof import('@tensorflow/tfjs-core');

/** Loads tfjs-core the first time it is needed. */
export function loadTf(): Promise<Tf> {
  return import('@tensorflow/tfjs-core');
}

let starting: Promise<unknown> = Promise.resolve();

/**
 * Makes a started backend the active one, at once. tfjs has one active backend per process, so whoever computes does this before every
 * synchronous run of operations: after an await, somebody else may have switched. Both name and instance are looked at, since a backend
 * that somebody else starts meanwhile changes one before the other.
 */
export function switchTo(tf: Tf, backend: string): void {
  if (tf.getBackend() === backend && tf.backend() === tf.findBackend(backend)) return;
  // Of a started backend, setBackend does everything before it first waits.
  void tf.setBackend(backend);
}

/** Starts a backend if it has not started, one at a time, and makes it the active one. Throws EngineError when it cannot start. */
export async function useBackend(tf: Tf, backend: string): Promise<void> {
  if (!(tf.engine().registry as Record<string, unknown>)[backend]) {
    const turn = starting.then(() => tf.setBackend(backend));
    starting = turn.catch(() => undefined);
    if (!(await turn)) throw new EngineError(`the ${backend} backend of tfjs did not start`);
  }
  switchTo(tf, backend);
}

/** Who the engine is, and how tfjs calls it. */
export interface TfjsIdentity {
  readonly name: EngineName;
  readonly backend: string;
  readonly device: string;
  readonly version: string;
  /** Rows per run of the network: bounds the live tensors. */
  readonly batch: number;
  /** Runs after the networks are gone. */
  readonly onDispose?: () => void;
}

function activate(tf: Tf, x: Tensor2D, activation: Activation): Tensor2D {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'selu':
      return tf.selu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
  }
}

function compile(tf: Tf, { backend, batch }: TfjsIdentity, network: Network): CompiledNetwork {
  const { inputSize, layers } = network;
  const outputSize = layers[layers.length - 1].units;
  const weights = tf.tidy(() =>
    layers.map(({ kernel, bias, units, activation }: DenseLayer, i) => ({
      kernel: tf.keep(tf.tensor2d(kernel, [i ? layers[i - 1].units : inputSize, units])),
      bias: tf.keep(tf.tensor1d(bias)),
      activation,
    })),
  );
  const forward = (x: Tensor2D): Tensor2D =>
    weights.reduce(
      (h, { kernel, bias, activation }) => activate(tf, tf.fused.matMul({ a: h, b: kernel, bias }) as Tensor2D, activation),
      x,
    );
  return {
    async run(input, n) {
      const output = new Float32Array(n * outputSize);
      for (let at = 0; at < n; at += batch) {
        const rows = Math.min(batch, n - at);
        switchTo(tf, backend);
        const y = tf.tidy(() => forward(tf.tensor2d(input.subarray(at * inputSize, (at + rows) * inputSize), [rows, inputSize])));
        output.set(await y.data(), at * outputSize);
        y.dispose();
      }
      return output;
    },
    dispose: () => {
      for (const { kernel, bias } of weights.splice(0)) tf.dispose([kernel, bias]);
    },
  };
}

/** An engine on a started tfjs backend: matMul, bias and activation in fixed batches, every tensor disposed. */
export function tfjsEngine(tf: Tf, identity: TfjsIdentity): Engine {
  const networks: CompiledNetwork[] = [];
  return {
    name: identity.name,
    device: identity.device,
    version: identity.version,
    async compile(network) {
      switchTo(tf, identity.backend);
      const compiled = compile(tf, identity, network);
      networks.push(compiled);
      return compiled;
    },
    async dispose() {
      for (const network of networks.splice(0)) network.dispose();
      identity.onDispose?.();
    },
  };
}
