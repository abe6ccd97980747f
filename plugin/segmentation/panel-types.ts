import type { CelestialWcs, Registration } from '../../core/labels/index.js';
import type { ShownSegmentation } from '../show.js';
import type { LayerStyle } from '../types.js';
import type { PageResult, PageSegmenter, SegmenterOptions } from './types.js';

/** An encoder that the panel offers: a name for people, and the address of its folder. */
export interface OfferedEncoder {
  readonly name: string;
  readonly url: string | URL;
}

/** Something whose place on the base image and on the sky is known: a layer, or the base image itself with the identity. */
export interface SkyReference {
  readonly sky: CelestialWcs | undefined;
  readonly registration: Registration;
}

/** Options of `openSegmentation`. */
export interface SegmentationPanelOptions extends SegmenterOptions {
  /** Encoders to choose from; `Automatic` takes the first that is made for the axis of the cube. */
  readonly encoders?: readonly OfferedEncoder[];
  /** Address of a cube to begin with; false: files only, as where the policy of the page lets it read no server. */
  readonly address?: string | false;
  /** A cube with celestial coordinates is laid over the image by those of this; asked for at each run. */
  readonly reference?: () => SkyReference | undefined;
  /** Called before the viewer shows something else: another image, or a new result. Takes away what was over the old one. */
  readonly replace?: () => void;
  /** Called when a result is shown. */
  readonly onShown?: (shown: ShownSegmentation, result: PageResult) => void;
  /** How the masks look at first. */
  readonly layer?: Partial<LayerStyle>;
  readonly theme?: 'light' | 'dark';
  /** Runs the cubes; default: one of its own, which ends with the panel. */
  readonly segmenter?: PageSegmenter;
}

/** Controls to segment a cube. */
export interface SegmentationPanel {
  readonly root: HTMLElement;
  /** The last result, while it is shown. */
  readonly shown: ShownSegmentation | undefined;
  /** Stops what is running, and removes panel and result. */
  destroy(): void;
}
