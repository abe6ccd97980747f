import type { CubeShape, SpatialFrame, SpectralAxis } from './cube/types.js';
import type { EncoderCard } from './encoder/types.js';
import type { LabelMap } from './labels/types.js';

/** A local maximum of a cluster's mean spectrum over its running continuum, strongest first. */
export interface SpectralPeak {
  readonly position: number;
  readonly value: number;
  /** Height over the continuum in units of the scatter of the residual. */
  readonly significance: number;
}

/** A line that was found in a cluster's mean spectrum. */
export interface LineEvidence {
  /** `Fe Kα`, `[O III] 5007`. */
  readonly name: string;
  /** Where it stands on the axis of the cube, in its unit. */
  readonly position: number;
  /** The mean spectrum there. */
  readonly value: number;
  /** Area in units of its standard error. */
  readonly significance: number;
  /** Area under the line: sum over bands, in the unit of the cube. */
  readonly area: number;
}

/** What a cluster may be, with the reasons. Nothing is named without evidence: `name` may be empty. */
export interface Suggestion {
  readonly kind: 'xrf' | 'nebular';
  /** `Pb, Hg` or `planetary nebula`; empty where the spectrum does not tell. */
  readonly name: string;
  /** Elements of an X-ray spectrum, largest area first: significance is what the fit loses without them. */
  readonly elements: readonly { readonly symbol: string; readonly significance: number; readonly area: number }[];
  /** Along the axis. */
  readonly lines: readonly LineEvidence[];
  /** What would also fit, and what it rests on, a sentence each. */
  readonly notes: readonly string[];
  /** Redshift from the lines, with its standard error. */
  readonly redshift?: { readonly z: number; readonly error: number };
  /** Decimal logarithms of ratios of lines, with their standard errors: `[N II]/Hα`. */
  readonly ratios?: readonly { readonly name: string; readonly value: number; readonly error: number }[];
}

/** What one cluster looks like. Spectra are on the native axis, in the cube's own unit; NaN where a band was never good. */
export interface ClusterDescription {
  readonly id: number;
  /** Spaxels. */
  readonly count: number;
  /** Fraction of the valid spaxels. */
  readonly fraction: number;
  /** Centre of mass in cube pixels, pixel centres at i + 0.5. */
  readonly centroid: readonly [x: number, y: number];
  /** [bands] native. */
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** [bands] good samples. */
  readonly samples: Float64Array;
  /** The paper's averages in the encoder's space [card bands]: eq. 8 mean of the preprocessed spectra. */
  readonly meanInput: Float64Array;
  /** eq. 9 mean of the decoded spectra. */
  readonly meanDecoded: Float64Array;
  /** eq. 10 decoded mean latent. */
  readonly decodedMean: Float64Array;
  /** Mean latent [L]. */
  readonly centre: Float64Array;
  readonly silhouette: number;
  readonly reconstructionError: number;
  readonly peaks: readonly SpectralPeak[];
  /** What it may be, where that was asked for and the axis allows it. */
  readonly suggestion?: Suggestion;
}

/** One K of the sweep, fully described, so that it can be opened later without reading the cube again. */
export interface SweepResult {
  readonly k: number;
  readonly labels: LabelMap;
  readonly clusters: readonly ClusterDescription[];
  readonly silhouetteMacro: number;
  readonly silhouettePointwise: number;
  readonly silhouetteError: number;
  readonly exact: boolean;
  readonly inertia: number;
  readonly iterations: number;
}

/** Per-spaxel confidence of the chosen K, [height * width] each, NaN where there is no data. */
export interface Confidence {
  readonly silhouette: Float32Array;
  /** (distance to the second nearest centre - distance to the nearest) / (their sum): 0 on a border, 1 on a centre. */
  readonly margin: Float32Array;
  /** Root mean square of decoded minus input, in the encoder's space. */
  readonly reconstruction: Float32Array;
}

/** The result of `segment`. */
export interface Segmentation {
  readonly cube: {
    readonly name: string;
    readonly format: 'FITS' | 'TIFF';
    readonly shape: CubeShape;
    readonly unit: string;
    readonly dtype: string;
    readonly excludedBands: Uint8Array;
  };
  readonly axis: SpectralAxis;
  /** Axis of the encoder's space (channel numbers when steps rebin). */
  readonly encoderAxis: { readonly values: Float64Array; readonly label: string };
  readonly frame: SpatialFrame;
  readonly card: EncoderCard;
  /** `given`: by the caller; `shipped`: picked by axis; `fitted`: fitted on a sample of this cube. */
  readonly encoderOrigin: 'given' | 'shipped' | 'fitted';
  readonly engine: string;
  readonly seed: number;
  /** Which K the labels below show, and how it was chosen. */
  readonly k: number;
  readonly chosenBy: 'silhouette-macro' | 'silhouette-pointwise' | 'given';
  readonly labels: LabelMap;
  readonly sweep: readonly SweepResult[];
  /** [height * width * latent], NaN where there is no data. */
  readonly latents: Float32Array;
  readonly latent: number;
  readonly confidence: Confidence;
  /** Share of each cluster of K in each spaxel, in the order of the clusters: [height * width] each, NaN where there is no data. On request. */
  readonly membership?: readonly Float32Array[];
  /** Mean over good bands of each spaxel, [height * width]: the grey picture of the cube. */
  readonly brightness: Float32Array;
  readonly valid: number;
  readonly warnings: readonly string[];
}

/** Phases of `segment`, in order. */
export type SegmentPhase = 'scan' | 'fit' | 'encode' | 'cluster' | 'silhouette' | 'describe';

/** What `segment` says while it works. */
export type SegmentEvent =
  | {
      readonly type: 'plan';
      readonly spectra: number;
      readonly bands: number;
      readonly encoderBands: number;
      readonly blockRows: number;
      readonly passes: number;
      readonly memoryBytes: number;
      readonly engine: string;
      readonly encoder: string;
      readonly encoderOrigin: 'given' | 'shipped' | 'fitted';
    }
  | { readonly type: 'progress'; readonly phase: SegmentPhase; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'k';
      readonly k: number;
      readonly silhouetteMacro: number;
      readonly silhouettePointwise: number;
      readonly error: number;
    }
  | { readonly type: 'result'; readonly segmentation: Segmentation };
