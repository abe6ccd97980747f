const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Running moments of the gradient, one entry per parameter, and the number of steps taken. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
  steps: number;
}

/** Moments before the first step. */
export function freshMoments(parameters: number): Moments {
  return { first: new Float32Array(parameters), second: new Float32Array(parameters), steps: 0 };
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) on the parameters, in place. In plain JavaScript, so that it is the same arithmetic
 * on every backend and its whole state can be saved.
 */
export function adamStep(theta: Float32Array, gradient: Float32Array, moments: Moments, learningRate: number): void {
  const { first, second } = moments;
  moments.steps++;
  const rate = learningRate / (1 - BETA1 ** moments.steps);
  const correction = 1 / Math.sqrt(1 - BETA2 ** moments.steps);
  for (let i = 0; i < theta.length; i++) {
    const g = gradient[i];
    const m = BETA1 * first[i] + (1 - BETA1) * g;
    const v = BETA2 * second[i] + (1 - BETA2) * g * g;
    first[i] = m;
    second[i] = v;
    theta[i] -= (rate * m) / (Math.sqrt(v) * correction + EPSILON);
  }
}
