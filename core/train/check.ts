import { createRandom } from '../cluster/random.js';
import { EngineError } from '../cube/errors.js';
import { startCpu, type Tf } from '../engine/index.js';
import { dropoutMasks } from './dropout.js';
import { trainingGraph } from './graph.js';
import { initialParameters, layout } from './parameters.js';

/** Largest deviation of the loss and the gradients, in units of their root mean square. */
export const GRADIENT_LIMIT = 1e-4;

const [rows, bands] = [37, 12];
const checked = new Map<string, Promise<void>>();

interface Found {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** Loss and gradients of small networks with every activation that can be trained, dropout included; and of a variational one with all terms. */
async function probe(tf: Tf, backend: string): Promise<Found[]> {
  const found: Found[] = [];
  const [combine, form, average] = ['product', 'pairwise', 'macro'] as const;
  const objective = { mmd: 'multiscale', combine, silhouette: { form, average, kMin: 2, kMax: 3 } } as const;
  const labels = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 2 ? 1 : 0));
  for (const activation of ['selu', 'relu', 'tanh', 'sigmoid'] as const) {
    const output = activation === 'selu' ? 'linear' : 'sigmoid';
    const variational = activation === 'tanh';
    const stack = layout(bands, { encoder: [9, 5], decoder: [5, 9] }, { latent: 2, activation, output, variational });
    const random = createRandom(5);
    const theta = initialParameters(stack, random);
    const input = Float32Array.from({ length: rows * bands }, () => random.normal());
    const gradient = new Float32Array(stack.parameters);
    const graph = await trainingGraph(tf, backend, stack, objective);
    try {
      await graph.load(theta);
      const masks = dropoutMasks(stack, rows, 0.2, random);
      const batch = { input, target: input, rows, masks, beta: 0.3, gamma: 0.4 };
      const normals = () => Float32Array.from({ length: rows * 2 }, () => random.normal());
      const terms = variational ? { noise: normals(), prior: normals(), assign: () => labels } : {};
      const { loss } = await graph.step({ ...batch, ...terms }, gradient);
      found.push({ loss, gradient });
    } finally {
      graph.dispose();
    }
  }
  return found;
}

async function compare(tf: Tf, backend: string): Promise<void> {
  const [found, expected] = [await probe(tf, backend), await probe(await startCpu(), 'cpu')];
  found.forEach(({ loss, gradient }, i) => {
    const right = expected[i];
    const rms = Math.sqrt(right.gradient.reduce((sum, value) => sum + value * value, 0) / gradient.length);
    let error = Math.abs(loss / right.loss - 1);
    for (let j = 0; j < gradient.length; j++) {
      const difference = Math.abs(gradient[j] - right.gradient[j]) / rms;
      if (!(difference <= error)) error = difference;
    }
    if (error <= GRADIENT_LIMIT) return;
    throw new EngineError(`${backend} computes wrong gradients`, {
      why: `they deviate by ${error.toExponential(1)} of their size from tfjs's cpu backend, allowed ${GRADIENT_LIMIT}`,
      remedy: 'Train on another engine (`--engine wasm`).',
    });
  });
}

/** Compares a backend's losses and gradients with those of the cpu backend, once in a process. Throws EngineError. */
export function checkBackend(tf: Tf, backend: string): Promise<void> {
  const known = checked.get(backend) ?? compare(tf, backend);
  checked.set(backend, known);
  return known;
}
