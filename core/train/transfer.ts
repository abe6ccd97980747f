import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core';
import { recording, type Tf } from '../engine/index.js';

/** How parameters reach a tfjs backend, and gradients come back. */
export interface Transfer {
  /** Makes the variables hold consecutive parts of `theta`. */
  load(theta: Float32Array): void;
  /** Puts the gradients, by name of variable, and the loss where they belong, then disposes them. Returns the loss. */
  collect(loss: Tensor, gradients: NamedTensorMap, gradient: Float32Array): Promise<number>;
}

type Tensor = NamedTensorMap[string];

/** Consecutive parts of a flat array, one for each variable. */
function parts(flat: Float32Array, variables: readonly Variable[]): Float32Array[] {
  let at = 0;
  return variables.map(({ size }) => flat.subarray(at, (at += size)));
}

/** Copies both ways. */
function copying(tf: Tf, variables: readonly Variable[]): Transfer {
  return {
    load(theta) {
      tf.tidy(() => {
        parts(theta, variables).forEach((part, i) => {
          variables[i].assign(tf.tensor(part.slice(), variables[i].shape));
        });
      });
    },
    async collect(loss, gradients, gradient) {
      const [value] = await loss.data();
      const targets = parts(gradient, variables);
      for (const [i, { name }] of variables.entries()) targets[i].set((await gradients[name].data()) as Float32Array);
      tf.dispose([loss, gradients]);
      return value;
    },
  };
}

/**
 * Shares memory with the recording backend: the variables are views of the parameters, read whenever a step runs, and a step writes
 * its gradients where they are wanted. Nothing is pending when a step ends, so whoever changes the parameters then is safe.
 */
function sharing(tf: Tf, variables: readonly Variable[], { backend }: NonNullable<ReturnType<typeof recording>>): Transfer {
  let shared: Float32Array | undefined;
  return {
    load(theta) {
      if (theta === shared) return;
      shared = theta;
      tf.tidy(() => {
        parts(theta, variables).forEach((part, i) => {
          const info = backend.wrap(part, variables[i].shape, 'float32');
          variables[i].assign(tf.engine().makeTensorFromTensorInfo(info));
        });
      });
    },
    async collect(loss, gradients, gradient) {
      parts(gradient, variables).forEach((part, i) => {
        backend.place(gradients[variables[i].name], part);
      });
      const [value] = backend.peek(loss);
      tf.dispose([loss, gradients]);
      return value;
    },
  };
}

/** The way for a backend: shared memory where it can be had. */
export function transferFor(tf: Tf, backend: string, variables: readonly Variable[]): Transfer {
  const recorded = backend === 'onnxruntime' ? recording() : undefined;
  return recorded ? sharing(tf, variables, recorded) : copying(tf, variables);
}
