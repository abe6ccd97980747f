/** What an axis of an array is: spectrum, space, or one of which an index must be chosen (Stokes, time, detector). */
export type AxisRole = 'band' | 'x' | 'y' | 'further';

/** What a file says of one axis of an array. */
export interface ArrayAxis {
  readonly length: number;
  /** Names the file gives it, the most telling first. */
  readonly names: readonly string[];
  readonly role?: AxisRole;
  /** What its role was read from, as it stands behind "told by". */
  readonly from?: string;
  /** Something of this length that may belong to it: `/wavelength has 32 values`. */
  readonly suspect?: string;
}

/** What the user says of the axes: `--spectral-axis`, `--plane`, and how many values an axis file has. */
export interface AxisChoice {
  /** Index from 0 as numpy counts, or a name of the axis. */
  readonly spectralAxis?: string;
  /** Index (from 0) on each further axis, in the order of the array; `fastFirst`: the last of them first. */
  readonly plane?: readonly number[];
  readonly fastFirst?: boolean;
  /** Values of a spectral axis that comes from elsewhere. */
  readonly bands?: number;
}

/** Which axis of an array is which; x and y are absent where the array has no such axis. */
export interface ChosenAxes {
  readonly band: number;
  readonly x?: number;
  readonly y?: number;
  /** Index on every other axis; 0 where it is 1 long. */
  readonly fixed: ReadonlyMap<number, number>;
  /** Why this axis is the spectral one. */
  readonly why: string;
  /** One line each of what was assumed because nothing tells, with the option that decides. */
  readonly warnings: readonly string[];
}
