import type { Activation, DenseLayer } from '../../engine/types.js';

/** Factor and addend of each column: y = x * scale + shift. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

interface Layer {
  readonly inputs: number;
  readonly units: number;
  /** [inputs, units]; undefined for the identity. */
  readonly kernel?: Float64Array;
  readonly bias?: Float64Array;
  readonly activation: Activation;
  /** What is done to the inputs before, and to the sums before the activation. */
  readonly before?: Affine;
  readonly after?: Affine;
}

/** Layers found so far on the way of the data. None of its methods changes it: two heads may go on from one trunk. */
export class Stack {
  private constructor(
    /** Columns of the data. */
    readonly width: number,
    private readonly layers: readonly Layer[],
    private readonly pending?: Affine,
  ) {}

  /** The data as they come in. */
  static input(width: number): Stack {
    return new Stack(width, []);
  }

  /** x * scale + shift, of `width` or of one number each. */
  affine({ scale, shift }: Affine): Stack {
    const at = (values: Float64Array, i: number) => values[values.length === 1 ? 0 : i];
    const [a, b] = [this.pending?.scale, this.pending?.shift];
    const pending = {
      scale: Float64Array.from({ length: this.width }, (_, i) => (a?.[i] ?? 1) * at(scale, i)),
      shift: Float64Array.from({ length: this.width }, (_, i) => (b?.[i] ?? 0) * at(scale, i) + at(shift, i)),
    };
    return new Stack(this.width, this.layers, pending);
  }

  /** x . kernel + bias, the kernel being [width, units]. */
  dense(units: number, kernel: Float64Array, bias?: Float64Array): Stack {
    const last = this.layers.at(-1);
    const layer = { inputs: this.width, units, kernel, bias, activation: 'linear' } as const;
    if (last?.activation === 'linear') return new Stack(units, [...this.settled(), layer]);
    return new Stack(units, [...this.layers, { ...layer, before: this.pending }]);
  }

  /** An activation of every column. */
  activate(activation: Activation): Stack {
    const layers = this.settled();
    return new Stack(this.width, [...layers.slice(0, -1), { ...layers[layers.length - 1], activation }]);
  }

  /** The layers with what is pending as the last one's business; an identity takes it where there is none. */
  private settled(): readonly Layer[] {
    const last = this.layers.at(-1);
    if (last?.activation === 'linear') return [...this.layers.slice(0, -1), { ...last, after: this.pending }];
    return [...this.layers, { inputs: this.width, units: this.width, activation: 'linear', after: this.pending }];
  }

  /** The layers with nothing pending. */
  private get complete(): readonly Layer[] {
    return this.pending || this.layers.length === 0 ? this.settled() : this.layers;
  }

  /** How many weights `finish` makes: more than the file holds where there are identities, or one matrix serves twice. */
  get weights(): number {
    return this.complete.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);
  }

  /** The layers, scales and shifts folded into their kernels in float64. */
  finish(): DenseLayer[] {
    return this.complete.map(folded);
  }
}

/** ((x s + t) K + b) s' + t' as one kernel s K s' and one bias (t K + b) s' + t'. */
function folded({ inputs, units, kernel, bias, activation, before, after }: Layer): DenseLayer {
  const own = new Float32Array(inputs * units);
  const sums = new Float64Array(units);
  for (let i = 0; i < inputs; i++) {
    for (let u = 0; u < units; u++) {
      const weight = kernel ? kernel[i * units + u] : Number(i === u);
      own[i * units + u] = (before?.scale[i] ?? 1) * weight * (after?.scale[u] ?? 1);
      if (before) sums[u] += before.shift[i] * weight;
    }
  }
  const biases = Float32Array.from(sums, (sum, u) => (sum + (bias?.[u] ?? 0)) * (after?.scale[u] ?? 1) + (after?.shift[u] ?? 0));
  return { units, activation, kernel: own, bias: biases };
}
