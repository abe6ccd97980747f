import type OpenSeadragon from 'openseadragon';
import type { Affine, ClusterStyle, LabelMap } from '../core/labels/types.js';

/** Options of `createSegmentationOverlay`. */
export interface SegmentationOverlayOptions {
  /** The image that registrations refer to, or its index in the viewer's world; default 0. */
  readonly base?: OpenSeadragon.TiledImage | number;
}

/** A label map to show. */
export interface LayerInit {
  readonly id: string;
  /** The array is not copied: the hit test reads it. */
  readonly labels: LabelMap;
  /** Cube pixel to base-image pixel; default: they are the same pixels. */
  readonly registration?: Affine;
  /** How clusters are shown, ids without a style are not drawn; default: every id of the map in a colour of the palette. */
  readonly clusters?: readonly ClusterStyle[];
  /** 0 to 1, default 1. */
  readonly opacity?: number;
  /** Default true. */
  readonly visible?: boolean;
}

/** A layer of an overlay. Changes are drawn together in the next animation frame. */
export interface Layer {
  readonly id: string;
  readonly labels: LabelMap;
  readonly registration: Affine;
  readonly clusters: readonly ClusterStyle[];
  readonly opacity: number;
  readonly visible: boolean;
  /** Changes colour, name, opacity or visibility of one cluster; a new id adds a cluster. */
  setCluster(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void;
  /** Shows one cluster alone, `null` all again. */
  solo(id: number | null): void;
  setOpacity(opacity: number): void;
  setVisible(visible: boolean): void;
  setRegistration(registration: Affine): void;
  setLabels(labels: LabelMap): void;
}

/** What lies under a point: cube coordinates are continuous, pixel i covers [i, i + 1). */
export interface Hit {
  readonly layer: Layer;
  readonly cluster: ClusterStyle;
  readonly cubeX: number;
  readonly cubeY: number;
}

/** Label maps over the images of a viewer. */
export interface SegmentationOverlay {
  /** In drawing order: the last one is on top. */
  readonly layers: readonly Layer[];
  /** The WebGL2 canvas inside `viewer.canvas`. */
  readonly canvas: HTMLCanvasElement;
  /** Throws UsageError where the id is taken, a colour or size is wrong, or the map is larger than a texture may be. */
  addLayer(init: LayerInit): Layer;
  removeLayer(id: string): void;
  /** The topmost visible cluster at a point of the viewer element, in CSS pixels as the user sees them (also when flipped). */
  hitTest(point: { readonly x: number; readonly y: number }): Hit | undefined;
  /** Paints the overlay as it is now on a 2-D canvas, scaled to its size; OpenSeadragon's own canvas does not hold it. */
  renderTo(target: HTMLCanvasElement | OffscreenCanvas): void;
  /** Removes canvas and handlers; also happens with the viewer. May be called twice. */
  destroy(): void;
}
