import type { CompiledNetwork, Engine } from '../engine/types.js';
import type { Encoder } from './types.js';

/**
 * The decoder of an encoder on an engine. Of an encoder without one, the network whose every output is NaN, "not known": whatever is
 * computed from reconstructions comes out as unknown.
 */
export async function compileDecoder(engine: Engine, { encode, decode }: Encoder): Promise<CompiledNetwork> {
  if (decode) return engine.compile(decode);
  return { run: async (_, n) => new Float32Array(n * encode.inputSize).fill(Number.NaN), dispose: () => undefined };
}
