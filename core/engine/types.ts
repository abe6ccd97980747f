/** The engines, see `engineNames` for the order in which `auto` tries them. */
export type EngineName = 'tfjs-node-gpu' | 'webgpu' | 'onnxruntime' | 'wasm' | 'cpu';

/** Activations of a dense layer; SELU with the constants of Klambauer et al. (2017). */
export type Activation = 'linear' | 'relu' | 'selu' | 'tanh' | 'sigmoid';

/** One fully connected layer: y = activation(x . kernel + bias). */
export interface DenseLayer {
  readonly units: number;
  readonly activation: Activation;
  /** [inputs, units], row-major. */
  readonly kernel: Float32Array;
  /** [units]. */
  readonly bias: Float32Array;
}

/** A stack of dense layers for inference (dropout is the identity). */
export interface Network {
  readonly inputSize: number;
  readonly layers: readonly DenseLayer[];
}

/** A network loaded on an engine. */
export interface CompiledNetwork {
  /** Rows of `input` [n, inputSize] through the network: [n, units of the last layer]. The caller's batches may have any n >= 1. */
  run(input: Float32Array, n: number): Promise<Float32Array>;
  dispose(): void;
}

/** Who multiplies the matrices. */
export interface Engine {
  readonly name: EngineName;
  /** e.g. 'SwiftShader', 'CPU, 2 threads'. */
  readonly device: string;
  readonly version: string;
  compile(network: Network): Promise<CompiledNetwork>;
  dispose(): Promise<void>;
}

/** What `info --engines` prints for one engine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  readonly detail: string;
  /** The command that adds it, where it is missing. */
  readonly install?: string;
  readonly trains: boolean;
}
