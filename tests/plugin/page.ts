import OpenSeadragon from 'openseadragon';
import { type Affine, type ClusterStyle, createTransform, type LabelMap, type Registration } from '../../core/labels/index.js';
import {
  createCompareControls,
  createLabelTileSource,
  createLegend,
  createSegmentationOverlay,
  createShare,
  createSpectrumPanel,
  installSegmentation,
  type LabelTileSource,
  type LabelTileSourceInit,
  type LayerInit,
  loadConfidence,
  loadSegmentation,
  openRegistration,
  type RegistrationPanel,
  type SegmentationOverlay,
  type SegmentationOverlayOptions,
  type ShownSegmentation,
  type ShowOptions,
  showSegmentation,
} from '../../plugin/index.js';
import { modelOf } from './model.js';

/** What the tests do inside the page; the overlay is compared with its CPU look-up and with what OpenSeadragon itself has drawn. */

const cube = { width: 48, height: 40 };
const clusters: ClusterStyle[] = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00'].map((color, i) => ({
  id: i + 1,
  name: `Cluster ${i + 1}`,
  color,
}));

const rgbOf = (color: string) => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16));

/** Random ids 0..6; a fixed linear congruence, so that every run sees the same map. */
function randomLabels(): LabelMap {
  let state = 7;
  const data = Uint8Array.from({ length: cube.width * cube.height }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % 7;
  });
  return { ...cube, data };
}

const whole = (given: Affine | Registration): Registration => ('kind' in given ? given : { kind: 'affine', matrix: given });

/** The base image as the registration wants it: a quadrilateral for each cell, black where there is no data. */
function paintBase(labels: LabelMap, registration: Affine | Registration, size: { width: number; height: number }): string {
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillRect(0, 0, size.width, size.height);
  const { forward } = createTransform(whole(registration));
  for (let i = 0; i < labels.data.length; i++) {
    const style = clusters[labels.data[i] - 1];
    if (!style) continue;
    context.fillStyle = style.color;
    const [x, y] = [i % labels.width, Math.floor(i / labels.width)];
    context.beginPath();
    for (const [u, v] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ])
      context.lineTo(...(forward(x + u, y + v) as [number, number]));
    context.fill();
  }
  return canvas.toDataURL('image/png');
}

const frames = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise(resolve => requestAnimationFrame(resolve));
};

/** OpenSeadragon 5 has no `whenFullyLoaded`. */
const fullyLoaded = async (item: OpenSeadragon.TiledImage) => {
  while (!item.getFullyLoaded()) await frames(1);
};

let viewer: OpenSeadragon.Viewer;
let overlay: SegmentationOverlay;
let shown: ShownSegmentation | undefined;
let tiles: LabelTileSource | undefined;
let panel: RegistrationPanel | undefined;
let registered: Affine | Registration;

/** A canvas has whole pixels: 901.5 device pixels are 902, a little narrower. */
const cssPerPixel = () => ({
  x: overlay.canvas.clientWidth / overlay.canvas.width,
  y: overlay.canvas.clientHeight / overlay.canvas.height,
});

/** Where to look. */
export interface View {
  readonly zoom?: number;
  readonly rotation?: number;
  readonly flip?: boolean;
  readonly baseFlip?: boolean;
  readonly x?: number;
  readonly y?: number;
  readonly cube?: readonly [x: number, y: number];
}

const harness = {
  get viewer() {
    return viewer;
  },
  get overlay() {
    return overlay;
  },
  frames,
  clusters,
  randomLabels,
  installSegmentation: () => installSegmentation(OpenSeadragon),
  createSegmentationOverlay,
  createLegend,
  createSpectrumPanel,
  createShare,
  createCompareControls,
  loadConfidence,
  loadSegmentation,
  version: OpenSeadragon.version?.versionStr ?? '',
  get shown() {
    return shown as ShownSegmentation;
  },
  saved: [] as string[],

  /** The registration panel below the legend, for the result of `show`. */
  async register() {
    panel?.destroy();
    const mount = document.querySelector('#legend') as HTMLElement;
    panel = await openRegistration(overlay, mount, { layer: () => harness.shown.layer, save: () => harness.shown.store() });
  },
  get panel() {
    return panel as RegistrationPanel;
  },

  /** A result over a viewer of its own, with the legend; resolves to the message of what went wrong. */
  async show(url: string, options: ShowOptions = {}): Promise<string> {
    shown?.destroy();
    await harness.open([16, 0, 0, 16, 0, 0], { width: 768, height: 640 });
    overlay.destroy();
    const legend = document.querySelector('#legend') as HTMLElement;
    try {
      shown = await showSegmentation(viewer, url, {
        legend,
        confidence: loadConfidence,
        fill: 1,
        save: text => void harness.saved.push(text),
        ...options,
      });
      overlay = shown.overlay;
      await frames(2);
      return '';
    } catch (err) {
      return `${(err as Error).name}: ${(err as Error).message}`;
    }
  },

  showSegmentation,
  Rect: OpenSeadragon.Rect,

  /** A result over the viewer as it is. */
  async showHere(url: string): Promise<void> {
    shown = await showSegmentation(viewer, url);
    overlay = shown.overlay;
  },

  /** Labels as tiles on the base of `open`, without the overlay: random ones, or those of a function. */
  async openTiles(registration: Affine | Registration, drawer: string, tile?: LabelTileSourceInit['tile']) {
    const asked = { count: 0 };
    await harness.open(registration, { width: 1000, height: 900 }, {}, { drawer, showNavigator: true });
    overlay.removeLayer('map');
    tiles = createLabelTileSource(OpenSeadragon, {
      id: 'cube',
      width: 1000,
      height: 900,
      ...(tile ? { tile } : { labels: randomLabels(), registration }),
      clusters,
      tileSize: 256,
    });
    const start = (tiles as unknown as { downloadTileStart: (job: never) => void }).downloadTileStart;
    (tiles as unknown as { downloadTileStart: (job: never) => void }).downloadTileStart = job => {
      asked.count++;
      start(job);
    };
    const item = await tiles.addTo(viewer);
    viewer.world.getItemAt(0).setOpacity(0);
    await fullyLoaded(item);
    await frames(10);
    return asked;
  },

  tiles: () => tiles as LabelTileSource,
  get registration() {
    return registered;
  },

  /** All images are loaded and drawn. */
  async settled() {
    for (let i = 0; i < viewer.world.getItemCount(); i++) await fullyLoaded(viewer.world.getItemAt(i));
    await frames(6);
  },

  /** What is said of wrong input. */
  tileError(init: LabelTileSourceInit): string {
    try {
      createLabelTileSource(OpenSeadragon, init);
      return 'nothing';
    } catch (err) {
      return `${(err as Error).name}: ${(err as Error).message}`;
    }
  },

  /** A viewer with a base image that the registration matches, and an overlay of random labels on it. */
  async open(
    registration: Affine | Registration,
    size = { width: 1000, height: 900 },
    options: SegmentationOverlayOptions = {},
    viewerOptions: object = {},
  ) {
    const labels = randomLabels();
    registered = registration;
    viewer?.destroy();
    viewer = OpenSeadragon({
      element: document.querySelector('#viewer') as HTMLElement,
      drawer: 'canvas',
      animationTime: 0,
      imageSmoothingEnabled: false,
      showNavigationControl: false,
      maxZoomPixelRatio: 100,
      visibilityRatio: 0,
      ...viewerOptions,
    } as OpenSeadragon.Options);
    const ready = new Promise(resolve => viewer.addOnceHandler('open', resolve));
    viewer.open({ type: 'image', buildPyramid: false, url: paintBase(labels, registration, size) } as never);
    await ready;
    await fullyLoaded(viewer.world.getItemAt(0));
    overlay = createSegmentationOverlay(viewer, options);
    overlay.addLayer({ id: 'map', labels, registration, clusters });
    await frames(3);
  },

  /** Puts the view in place at once; `cube` is the cube pixel in its middle. */
  async view(wanted: View) {
    const { zoom = 1, rotation = 0, flip = false, baseFlip = false, cube: middle } = wanted;
    const item = viewer.world.getItemAt(0);
    let { x = 0.5, y = 0.4 } = wanted;
    if (middle) {
      const base = createTransform(whole(registered)).forward(...middle) as [number, number];
      ({ x, y } = item.imageToViewportCoordinates(...base, true));
    }
    item.setFlip(baseFlip);
    viewer.viewport.setRotation(0, true);
    viewer.viewport.goHome(true);
    viewer.viewport.zoomBy(zoom, undefined, true);
    if (zoom !== 1) viewer.viewport.panTo(new OpenSeadragon.Point(x, y), true);
    viewer.viewport.setRotation(rotation, true);
    viewer.viewport.setFlip(flip);
    viewer.forceRedraw();
    await frames(4);
  },

  /** The overlay's own pixels, straight alpha, at its own resolution. */
  pixels(): ImageData {
    const target = new OffscreenCanvas(overlay.canvas.width, overlay.canvas.height);
    overlay.renderTo(target);
    return (target.getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(0, 0, target.width, target.height);
  },

  /** The overlay's pixel at a point of the viewer in CSS pixels: [r, g, b, a]. */
  pixelAt(x: number, y: number): number[] {
    const { data, width } = harness.pixels();
    const at = 4 * (Math.floor(y / cssPerPixel().y) * width + Math.floor(x / cssPerPixel().x));
    return [...data.slice(at, at + 4)];
  },

  /** Blobs of random ids on a map of any size: neighbours are mostly alike, as in real maps. */
  blobs(width: number, height: number, ids: number, wide = false): LabelMap {
    const data = wide ? new Uint16Array(width * height) : new Uint8Array(width * height);
    for (let i = 0; i < data.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const wave =
        Math.sin(x / 7 + 3 * Math.sin(y / 11)) + Math.cos(y / 5 + 2 * Math.sin(x / 13)) + ((x * 7919 + y * 104729) % 101) / 90;
      data[i] = Math.max(0, Math.min(ids, Math.floor(((wave + 2) / 5.1) * (ids + 1))));
    }
    return { width, height, data };
  },

  /** Only this layer, and every `step`th pixel against the model. Neighbours of a rounding error are not counted: `wrong` must be near 0. */
  async model(init: Omit<LayerInit, 'id'>, step = 3) {
    for (const { id } of [...overlay.layers]) overlay.removeLayer(id);
    const layer = overlay.addLayer({ id: 'model', ...init });
    const css = cssPerPixel();
    const rule = modelOf(viewer, css, {
      labels: layer.labels,
      registration: layer.registration,
      clusters: layer.clusters,
      outline: layer.outline / css.x,
      opacity: layer.opacity,
      fill: layer.fill,
      majority: layer.minify === 'majority',
    });
    const { data, width, height } = harness.pixels();
    const counts = { samples: 0, drawn: 0, wrong: 0, side: rule.side, first: '' };
    for (let y = 0; y < height; y += step)
      for (let x = 0; x < width; x += step) {
        const expected = rule.at(x, y);
        const got = [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
        counts.samples++;
        if (expected[3] > 0) counts.drawn++;
        // A canvas keeps premultiplied bytes: colours of what is half transparent come back a little off.
        const slack = expected[3] === 255 ? 0 : 3;
        if (expected.some((value, i) => Math.abs(value - got[i]) > slack)) {
          counts.wrong++;
          counts.first ||= `${x},${y}: ${got} not ${expected}`;
        }
      }
    await frames(1);
    return counts;
  },

  /** Every `step`th pixel of the overlay against `hitTest`, and where a cell's middle is near, the base as OpenSeadragon drew it. */
  compare(step = 3) {
    const { data, width, height } = harness.pixels();
    const css = cssPerPixel();
    const drawn = viewer.drawer.canvas as HTMLCanvasElement;
    const base = (drawn.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, drawn.width, drawn.height).data;
    const counts = { samples: 0, hits: 0, wrong: 0, baseSamples: 0, baseWrong: 0, sameSize: drawn.width === width };
    const cells = new Set<string>();
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        const at = 4 * (y * width + x);
        const hit = overlay.hitTest({ x: (x + 0.5) * css.x, y: (y + 0.5) * css.y });
        const expected = hit ? [...rgbOf(hit.cluster.color), 255] : [0, 0, 0, 0];
        counts.samples++;
        if (hit) counts.hits++;
        if (hit) cells.add(`${Math.floor(hit.cubeX)} ${Math.floor(hit.cubeY)}`);
        if (expected.some((value, i) => value !== data[at + i])) counts.wrong++;
        if (!hit || Math.hypot((hit.cubeX % 1) - 0.5, (hit.cubeY % 1) - 0.5) > 0.2) continue;
        counts.baseSamples++;
        if (expected.some((value, i) => Math.abs(value - base[at + i]) > 2)) counts.baseWrong++;
      }
    }
    return { ...counts, cells: cells.size };
  },
};

/** What the page offers to the tests. */
export type Harness = typeof harness;

Object.assign(globalThis, { harness });
