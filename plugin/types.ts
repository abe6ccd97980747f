import type OpenSeadragon from 'openseadragon';
import type { Affine, CelestialWcs, ClusterStyle, Edit, EditedCluster, LabelMap, Registration } from '../core/labels/index.js';
import type { Confidence } from '../core/segmentation.js';

/** Options of `createSegmentationOverlay`. */
export interface SegmentationOverlayOptions {
  /**
   * The image that registrations refer to, or its index in the viewer's world when the overlay is made or the image opens; default 0. It stays that
   * image, wherever it moves in the world; without it the masks are hidden.
   */
  readonly base?: BaseImage;
  /**
   * `webgl` throws EngineError in a browser without WebGL2; `canvas2d` computes every pixel on the CPU; default `auto`: WebGL2, and the CPU
   * where there is none or its context is lost for good.
   */
  readonly renderer?: 'auto' | 'webgl' | 'canvas2d';
  /** Draws the layers in the viewer's navigator too, if it has one; default true. */
  readonly navigator?: boolean;
  /** In sequence mode: the page that the layers belong to; they are not there on the others. Default: all pages. */
  readonly page?: number;
  /** Maps wider or higher than this go to the graphics card in pages; default: what it takes. */
  readonly maxTextureSize?: number;
}

/** An image of the viewer's world, or its index. */
export type BaseImage = OpenSeadragon.TiledImage | number;

/** How a layer is mixed with what is below it, as in the W3C compositing rules. */
export type Blend = 'source-over' | 'multiply' | 'screen';

/** What a cluster may be, as `segment` found it in its spectrum: a suggestion, never a finding. */
export interface ClusterSuggestion {
  /** `Ca, Cu, Pb` or `planetary nebula`. */
  readonly name: string;
  /** What would also fit, and what it rests on, a sentence each. */
  readonly notes: readonly string[];
  /** Lines in its mean spectrum, `Fe Kα`, and where they stand on the axis of the cube: those to name first come first; of minor elements the strongest. */
  readonly lines: readonly { readonly name: string; readonly position: number }[];
}

/** A label map to show. */
export interface LayerInit {
  readonly id: string;
  /** For people; default: the id. */
  readonly name?: string;
  /** The array is neither copied nor changed: the hit test reads it. */
  readonly labels: LabelMap;
  /** Cube pixel to base-image pixel; default: they are the same pixels. */
  readonly registration?: Affine | Registration;
  /** The image that the registration refers to; default: that of the overlay. */
  readonly base?: BaseImage;
  /** How clusters are shown (colours as CSS has them), ids without a style are not drawn; default: every id of the map in a colour of the palette. */
  readonly clusters?: readonly ClusterStyle[];
  /** Colours of the clusters as they are after `edits`, in their order, in the place of their own; any colour that CSS knows. */
  readonly colors?: readonly string[];
  /** What was done to the clusters before: renamed, recoloured, merged, reordered. */
  readonly edits?: readonly Edit[];
  /** What clusters may be, by their id in the map. */
  readonly suggestions?: ReadonlyMap<number, ClusterSuggestion>;
  /** Cuts the labels where edits split clusters; `loadCut` makes one. */
  readonly cut?: CutLabels;
  /** Where cube pixels are on the sky, for hits. */
  readonly sky?: CelestialWcs;
  /** How sure the labels are, for hits; `setConfidence` gives it later. */
  readonly confidence?: Confidence;
  /** 0 to 1, default 1. */
  readonly opacity?: number;
  /** Opacity of cluster areas without their outlines, 0 to 1, default 1. */
  readonly fill?: number;
  /** Default true. */
  readonly visible?: boolean;
  /** Default `source-over`. */
  readonly blend?: Blend;
  /** Width of the outlines, inside each cluster and in its colour, in CSS pixels; default 0: none. */
  readonly outline?: number;
  /** What a screen pixel shows that covers many cube pixels: the label most of them have (default), or that of the one in its middle. */
  readonly minify?: 'majority' | 'nearest';
}

/**
 * The map with the parts that edits cut out of its clusters as labels of their own, as `cutLabels` of cloisonne/labels does it with the latents;
 * the map itself where no edit cuts. Throws UsageError for an edit that does not fit.
 */
export type CutLabels = (map: LabelMap, original: readonly ClusterStyle[], edits: readonly Edit[]) => LabelMap;

/** How a layer looks as a whole. */
export type LayerStyle = Pick<Required<LayerInit>, 'opacity' | 'fill' | 'visible' | 'blend' | 'outline' | 'minify'>;

/** A layer of an overlay. Changes are drawn together in the next animation frame. */
export interface Layer extends Readonly<LayerStyle> {
  readonly id: string;
  readonly name: string;
  readonly labels: LabelMap;
  /** The labels as they are drawn: after merges and cuts. */
  readonly drawn: LabelMap;
  readonly registration: Registration;
  /** How far what is drawn may be from the registration, in base-image pixels: 0 but for a thin-plate spline, which is drawn on a grid. */
  readonly registrationError: number;
  /** As they came. */
  readonly original: readonly ClusterStyle[];
  /** As they are drawn: edited, in order. */
  readonly clusters: readonly EditedCluster[];
  /** The cluster that is shown alone, if any. */
  readonly soloed: number | null;
  /** The cluster with a line in black and white around it, if any. */
  readonly highlighted: number | null;
  readonly sky: CelestialWcs | undefined;
  readonly confidence: Confidence | undefined;
  readonly cut: CutLabels | undefined;
  /** What was done to the clusters, to be saved. */
  readonly edits: readonly Edit[];
  /** How many edits `redo` can do again. */
  readonly undone: number;
  /** Spaxels of a cluster. */
  count(id: number): number;
  /** What a cluster may be; of one that was merged, what each of its parts may be. */
  suggestion(id: number): ClusterSuggestion | undefined;
  /** Changes colour, name, opacity or visibility of one cluster without an entry in the edit log; a new id adds a cluster. */
  setCluster(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void;
  /** Changes how the layer looks as a whole. */
  setStyle(style: Partial<LayerStyle>): void;
  /** Shows one cluster alone, `null` all again. */
  solo(id: number | null): void;
  highlight(id: number | null): void;
  setOpacity(opacity: number): void;
  setVisible(visible: boolean): void;
  /** Throws UsageError for one that cannot be inverted. */
  setRegistration(registration: Affine | Registration): void;
  /** Maps [height * width] each; undefined takes them away. Throws UsageError where they are not of the cube's size. */
  setConfidence(confidence: Confidence | undefined): void;
  /** For edits to come that split clusters. */
  setCut(cut: CutLabels | undefined): void;
  /** Another map, with its clusters when they are others; edits of the old clusters are forgotten then. */
  setLabels(labels: LabelMap, clusters?: readonly ClusterStyle[]): void;
  /** Any entry of the log. Throws UsageError, and changes nothing, when the edit does not fit, or needs `cut` and there is none. */
  edit(edit: Edit): void;
  /** Merges clusters into one with an id of its own, which is returned; the map stays as it is. */
  merge(ids: readonly number[], style?: { name?: string; color?: string }): number;
  undo(): void;
  redo(): void;
}

/** What lies under a point: coordinates are continuous, pixel i covers [i, i + 1). */
export interface Hit {
  readonly layer: Layer;
  readonly cluster: EditedCluster;
  /** What the cluster may be: `Ca, Cu, Pb`. */
  readonly suggestion?: string;
  /** The label in the map, which is not the cluster's id once that was merged. */
  readonly label: number;
  readonly cubeX: number;
  readonly cubeY: number;
  readonly baseX: number;
  readonly baseY: number;
  /** Degrees, in the cube's own system (RADESYS `reference`, '' for galactic and others); only where its place on the sky is known. */
  readonly sky?: {
    readonly longitude: number;
    readonly latitude: number;
    readonly system: CelestialWcs['system'];
    readonly reference: string;
  };
  /** Of the cube pixel, where it was loaded: silhouette, margin to the next cluster, reconstruction error (see `Confidence`). */
  readonly confidence?: { readonly silhouette: number; readonly margin: number; readonly reconstruction: number };
}

/** What the pointer does: `point` is in CSS pixels of the viewer; there is no `hit` where no cluster is shown. */
export interface PointerReport {
  readonly point: { readonly x: number; readonly y: number };
  readonly hit: Hit | undefined;
  readonly originalEvent: Event | undefined;
}

/** Events of an overlay. */
export interface OverlayEvents {
  /** The pointer is over another cube pixel, or left (then without a point). */
  hover: Omit<PointerReport, 'point'> & { readonly point: PointerReport['point'] | undefined };
  /** A click or tap that was not a drag. */
  click: PointerReport;
  /** A layer was added, removed or changed; `what` says in which way: `base` that its image came, went or is another one. */
  change: {
    readonly layer: Layer;
    readonly what: 'added' | 'removed' | 'style' | 'edits' | 'labels' | 'registration' | 'confidence' | 'base';
  };
  /** Something a person should know: no WebGL2, a lost context, an image that is gone. */
  message: { readonly text: string };
}

/** Options of `exportPng`. */
export interface ExportOptions {
  /** Part of the base image; default: all of it. */
  readonly region?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Pixels of the picture for one of the base image; default 1, its own resolution. */
  readonly scale?: number;
  readonly signal?: AbortSignal;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** Label maps over the images of a viewer. */
export interface SegmentationOverlay {
  readonly viewer: OpenSeadragon.Viewer;
  /** In drawing order: the last one is on top. */
  readonly layers: readonly Layer[];
  /** The canvas inside `viewer.canvas`; it is replaced when the renderer has to be. */
  readonly canvas: HTMLCanvasElement;
  /** This one, and those of layers that are blended or whose image is clipped, while there are such. */
  readonly canvases: readonly HTMLCanvasElement[];
  readonly renderer: 'webgl' | 'canvas2d';
  /** Whether layers are drawn; hit tests go on. */
  readonly shown: boolean;
  /** Throws UsageError where the id is taken, or a colour, size or registration is wrong. */
  addLayer(init: LayerInit): Layer;
  removeLayer(id: string): void;
  /** Draws all layers, or none. */
  show(shown: boolean): void;
  /** The image that the registration of a layer refers to, default that of the overlay; undefined where the viewer does not show it. */
  baseImage(layer?: Layer): OpenSeadragon.TiledImage | undefined;
  /** Puts a layer that has an image of its own on another one; without a layer, all the others. Registrations stay. */
  setBase(image: BaseImage, layer?: Layer): void;
  /** The topmost visible cluster at a point of the viewer element, in CSS pixels as the user sees them (also when flipped). */
  hitTest(point: { readonly x: number; readonly y: number }): Hit | undefined;
  /** Calls back at each event until the returned function is called. */
  on<K extends keyof OverlayEvents>(name: K, call: (event: OverlayEvents[K]) => void): () => void;
  /** Paints the overlay as it is now on a 2-D canvas, scaled to its size; OpenSeadragon's own canvas does not hold it. */
  renderTo(target: HTMLCanvasElement | OffscreenCanvas): void;
  /**
   * The visible layers as a transparent PNG in the pixels of the base image, of any size: rows are painted and compressed as they go. Throws
   * UsageError without a base image, InterruptedError when the signal fires.
   */
  exportPng(options?: ExportOptions): Promise<Blob>;
  /** Removes canvases, handlers and textures; also happens with the viewer. May be called twice. */
  destroy(): void;
}
