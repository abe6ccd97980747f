import type { KBy, KScores, Structure } from './cluster/index.js';
import type { Narrowing } from './cube/narrowing.js';
import type { CubeFormat, CubeShape, SpatialFrame, SpectralAxis } from './cube/types.js';
import type { Encoder, EncoderCard } from './encoder/types.js';
import type { LabelMap } from './labels/types.js';
import type { MeasuredStep } from './preprocess/index.js';

/** A local maximum of a cluster's mean spectrum over its running continuum, strongest first. */
export interface SpectralPeak {
  readonly position: number;
  readonly value: number;
  /** Height over the continuum in units of the scatter of the residual. */
  readonly significance: number;
}

/** Some spaxels of a cluster, drawn by the run's seed, in pixel order. */
export interface ClusterExamples {
  /** [count] flat index of the spaxel. */
  readonly pixels: Uint32Array;
  /** [count, card bands] preprocessed. */
  readonly input: Float32Array;
  /** [count, card bands] the same, decoded. */
  readonly decoded: Float32Array;
}

/** The cube summed up along its bands, NaN where there is no data. */
export interface IntegratedImages {
  /** [height * width] mean over the bands of the preprocessed spectrum, and of the decoded one. */
  readonly input: Float32Array;
  readonly decoded: Float32Array;
  /** [height * width * 3] means of the good samples of three windows of the native bands, red, green, blue (`colorThirds`). */
  readonly colors: Float32Array;
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

/** Inverse-variance weighted mean of the spectra of a cluster, [bands] each; NaN where no sample has a variance. */
export interface WeightedMean {
  /** sum(x / var) / sum(1 / var). */
  readonly mean: Float64Array;
  /** Its standard error by the variances alone, 1 / sqrt(sum(1 / var)): for noise that is independent from spaxel to spaxel. */
  readonly error: Float64Array;
}

/**
 * What one cluster looks like. Spectra are on the native axis, in the cube's own unit, of all bands, also those that took no part; NaN where a band
 * was never good.
 */
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
  /** Where the run weighted its samples. */
  readonly weighted?: WeightedMean;
  /** The paper's averages in the encoder's space [card bands]: eq. 8 mean of the preprocessed spectra. */
  readonly meanInput: Float64Array;
  /** eq. 9 mean of the decoded spectra. */
  readonly meanDecoded: Float64Array;
  /** eq. 10 decoded mean latent. */
  readonly decodedMean: Float64Array;
  /** Mean latent [L]. */
  readonly centre: Float64Array;
  /** Distance from the centre within which 0.999 of its spaxels lie. */
  readonly radius: number;
  readonly silhouette: number;
  readonly reconstructionError: number;
  readonly peaks: readonly SpectralPeak[];
  /** For the K that was chosen. */
  readonly examples?: ClusterExamples;
  /** What it may be, where that was asked for and the axis allows it. */
  readonly suggestion?: Suggestion;
}

/** One K of the sweep, fully described, so that it can be opened later without reading the cube again. */
export interface SweepResult extends KScores {
  readonly labels: LabelMap;
  readonly clusters: readonly ClusterDescription[];
  /** Whether the silhouettes are exact or estimated on a sample. */
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

/** What decided K: a rule, the caller, that there is nothing to divide (K = 1), or the clusters of an earlier result. */
export type ChosenBy = KBy | 'given' | 'no-structure' | 'earlier';

/** Spaxels that belong to no cluster, and why. */
export interface Unclassified {
  /** The reserved id in the label maps of every K. */
  readonly id: number;
  /** The limits that were applied. */
  readonly limits: RejectionLimits;
  /** Spaxels by reason, for the chosen K; one may have several. `clusters`: far from all clusters of the earlier result. */
  readonly reasons: Readonly<Record<'reconstruction' | 'distance' | 'margin' | 'clusters' | 'odd', number>>;
  /** What they look like, for the chosen K; undefined where only other K have some. */
  readonly description?: ClusterDescription;
}

/** Limits beyond which a spaxel is unclassified; what is left out is not looked at. */
export interface RejectionLimits {
  /** Root mean square of decoded minus preprocessed spectrum, in the encoder's space. */
  readonly reconstruction?: number;
  /** Mahalanobis distance of the latent from those the encoder was trained on; needs a card with limits. */
  readonly distance?: number;
  /** Margin (0 on a border, 1 on a centre) below which a spaxel is no clear member of any cluster. */
  readonly margin?: number;
}

/** The result of `segment`. */
export interface Segmentation {
  readonly cube: {
    readonly name: string;
    readonly format: CubeFormat;
    readonly shape: CubeShape;
    readonly unit: string;
    /** How the file's own values follow from the samples, where float32 cannot hold them. */
    readonly narrowing?: Narrowing;
    readonly dtype: string;
    /** [bands] 1 where the band took no part, by an option or because it is missing. */
    readonly excludedBands: Uint8Array;
    /** [bands] 1 where that is so because it is missing in nearly every spaxel. */
    readonly missingBands: Uint8Array;
  };
  readonly axis: SpectralAxis;
  /** Axis of the encoder's space (channel numbers when steps rebin); `velocity` is the systemic velocity that was taken out before it, km/s. */
  readonly encoderAxis: { readonly values: Float64Array; readonly label: string; readonly velocity?: number };
  readonly frame: SpatialFrame;
  readonly card: EncoderCard;
  /** `given`: by the caller; `shipped`: picked by axis; `fitted`: fitted on a sample of this cube. */
  readonly encoderOrigin: 'given' | 'shipped' | 'fitted';
  /** What its steps took from this cube, beyond what the card has frozen. */
  readonly measured: readonly MeasuredStep[];
  /** The encoder itself where it was fitted here, so that it can be kept. */
  readonly encoder?: Encoder;
  readonly engine: string;
  readonly seed: number;
  /** Which K the labels below show, and how it was chosen. */
  readonly k: number;
  readonly chosenBy: ChosenBy;
  /** In one line, with numbers. */
  readonly why: string;
  /** What the rule would take if the chosen K were not there. */
  readonly runnerUp?: number;
  /** Whether there is anything to divide; undefined where one cluster was no possible answer. */
  readonly structure?: Structure;
  readonly labels: LabelMap;
  /** Undefined where every valid spaxel has a cluster. */
  readonly unclassified?: Unclassified;
  readonly sweep: readonly SweepResult[];
  /** [height * width * latent], NaN where there is no data. */
  readonly latents: Float32Array;
  readonly latent: number;
  readonly confidence: Confidence;
  /** Share of each cluster of K in each spaxel, in the order of the clusters: [height * width] each, NaN where there is no data. On request. */
  readonly membership?: readonly Float32Array[];
  /** Mean over good bands of each spaxel, [height * width]: the grey picture of the cube. */
  readonly brightness: Float32Array;
  readonly integrated?: IntegratedImages;
  readonly valid: number;
  readonly warnings: readonly string[];
}

/** Phases of `segment`, in order. */
export type SegmentPhase = 'scan' | 'fit' | 'encode' | 'cluster' | 'silhouette' | 'judge' | 'describe';

/** What `segment` says while it works. */
export type SegmentEvent =
  | {
      readonly type: 'plan';
      readonly spectra: number;
      readonly bands: number;
      /** Bands that take part, and how many do not: by the options, and because they are missing in nearly every spaxel. */
      readonly keptBands: number;
      readonly leftOut: { readonly byOption: number; readonly missing: number };
      readonly encoderBands: number;
      readonly blockRows: number;
      readonly passes: number;
      readonly memoryBytes: number;
      readonly engine: string;
      /** Engines that would have been taken before this one and are not installed, each with the command that adds it. */
      readonly missingEngines: readonly string[];
      readonly encoder: string;
      readonly encoderOrigin: 'given' | 'shipped' | 'fitted';
    }
  | { readonly type: 'progress'; readonly phase: SegmentPhase; readonly done: number; readonly total: number }
  | { readonly type: 'warning'; readonly message: string }
  /** First labels of the spaxels from flat index `from` on, by the centres of a sample: ids from 1, 0 where there is no data. On request. */
  | { readonly type: 'preview'; readonly from: number; readonly labels: Uint8Array }
  | ({ readonly type: 'k' } & KScores)
  | { readonly type: 'result'; readonly segmentation: Segmentation };
