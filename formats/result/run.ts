import type { ClusterStyle } from '../../core/labels/types.js';
import type { RgbImage } from '../../core/synth/index.js';

/** The facts of a run that are the same every time it is repeated; they stand in the report and in segmentation.json. */
export interface RunFacts {
  /** Version of this package. */
  readonly version: string;
  /**
   * The cube's file; of its name products only use what the segmentation has. Size and checksum are unknown for a URL. Notes say what was
   * found in it or done to it: map information, an energy calibration, live times.
   */
  readonly input: {
    readonly name: string;
    readonly bytes?: number;
    readonly sha256?: string;
    readonly notes?: readonly string[];
    /** DATASUM by HDU, for FITS. */
    readonly datasum?: Readonly<Record<string, string>>;
  };
  /** The options that decide the result, by name. Not threads, memory cap or paths: products must not depend on them. */
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  /** How clusters are shown, by id; ids without a style get the palette's colour and 'Cluster N'. */
  readonly styles?: readonly ClusterStyle[];
  /** A picture of what the cube shows, for the report: its first row belongs to the cube's first row, whatever its resolution. */
  readonly rgb?: RgbImage;
}
