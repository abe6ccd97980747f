import type { Hit } from '../types.js';
import type { CubeReference } from './cube.js';
import type { Pinned } from './curves.js';

/** Options of `createSpectrumPanel`. */
export interface SpectrumPanelOptions {
  /** The cube that was segmented; default: what `cube.url` of segmentation.json says. Without one there are the spectra of clusters only. */
  readonly cube?: CubeReference;
  readonly fetch?: typeof fetch;
  readonly theme?: 'light' | 'dark';
  /** Elements or ions that are marked at first. */
  readonly lines?: readonly string[];
  readonly redshift?: number;
  /** Default 'linear'. */
  readonly scale?: 'linear' | 'sqrt';
  /** Part of the axis that is shown at first; default: that in which the means of the clusters have something. */
  readonly range?: readonly [number, number];
  /** Scatter of clusters at first, default true. */
  readonly scatter?: boolean;
  /** The key `p` in the viewer reads the pixel in the middle of the view; default true. */
  readonly keyboard?: boolean;
}

/** Spectra beside the map. */
export interface SpectrumPanel {
  readonly root: HTMLElement;
  /** What stays until it is removed. */
  readonly pins: readonly Pinned[];
  /** Shows the spectrum of a pixel and of its cluster; resolves when both are there, or it was said why not. */
  show(hit: Hit): Promise<void>;
  /** Pins a cluster of the layer that is shown. */
  pinCluster(id: number): Promise<void>;
  /** Keeps what was shown last. */
  pin(): void;
  clear(): void;
  destroy(): void;
}
