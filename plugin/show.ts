import type OpenSeadragon from 'openseadragon';
import { isCloisonneError } from '../core/cube/errors.js';
import type { Affine, NamedPalette, Registration } from '../core/labels/index.js';
import type { Confidence } from '../core/segmentation.js';
import { createDress } from './dress.js';
import { createFit } from './fit.js';
import { createLegend, createNotices, download, type Legend, type LegendOptions, type Notices } from './legend/index.js';
import { lifeOf } from './life.js';
import { type LoadedSegmentation, type LoadOptions, loadSegmentation } from './load.js';
import { createSegmentationOverlay } from './overlay.js';
import { withoutWebgl } from './surface.js';
import type { Layer, LayerInit, LayerStyle, SegmentationOverlay, SegmentationOverlayOptions } from './types.js';

/** Options of `showSegmentation`. */
export interface ShowOptions extends SegmentationOverlayOptions, LoadOptions, Partial<LayerStyle> {
  /** Where the legend goes; default: there is none. */
  readonly legend?: HTMLElement;
  /** Cube pixel to base-image pixel, in the place of what the result has; it is saved with it. */
  readonly registration?: Affine | Registration;
  /**
   * Stretches the map over the whole base image: true always, false never. Default: where the result is not registered and the image has another
   * size, with a message. Where a map was stretched to is not saved.
   */
  readonly fit?: boolean;
  /**
   * Colours of the clusters in their order, in the place of those of the result: the name of a palette, or a list (names that CSS knows, too),
   * which begins anew at its end. Saved with the result.
   */
  readonly palette?: NamedPalette | readonly string[];
  /** Opacity of cluster areas, 0 to 1; default 0.5: the picture is seen through them. */
  readonly fill?: number;
  readonly keyboard?: boolean;
  /** `loadConfidence`, for hits with the confidence of the chosen K; it is fetched once all else is there. */
  readonly confidence?: (segmentation: LoadedSegmentation, signal?: AbortSignal) => Promise<Confidence | undefined>;
  readonly theme?: LegendOptions['theme'];
  /** A click zooms, as OpenSeadragon has it, besides choosing a cluster; default false: it chooses, a double click zooms where that is set. */
  readonly clickToZoom?: boolean;
  /** Called with the edited segmentation.json; default: the browser downloads it. */
  readonly save?: (text: string) => void;
}

/** A result over a viewer. */
export interface ShownSegmentation {
  readonly overlay: SegmentationOverlay;
  readonly segmentation: LoadedSegmentation;
  readonly legend: Legend | undefined;
  /** Messages at the foot of the viewer. */
  readonly notices: Notices;
  /** The layer of the K that is shown. */
  readonly layer: Layer;
  /** The layer of a K with what was edited here. Throws InputError as `loadSegmentation`. */
  layerOf(k: number): Promise<LayerInit>;
  /** Shows the label map of another K; edits of each are kept. */
  choose(k: number): Promise<void>;
  /** The segmentation.json with all edits made here, of every K. */
  save(): string;
  /** Hands it to the `save` of the options, or to the browser as a download; what the legend's Save button does. */
  store(): void;
  destroy(): void;
}

/**
 * Loads a segmentation.json and shows it over the viewer: overlay, legend, messages. What goes wrong is said in the viewer, in one line, and the
 * promise is rejected with the same error; the image stays as it is. Rejects with an AbortError when the signal fires, or the viewer goes.
 */
export async function showSegmentation(
  viewer: OpenSeadragon.Viewer,
  url: string | URL,
  options: ShowOptions = {},
): Promise<ShownSegmentation> {
  const life = lifeOf(viewer, options.signal);
  life.signal.throwIfAborted();
  const notices = createNotices(viewer);
  try {
    return await shown(viewer, url, { ...options, signal: life.signal }, notices, life.end);
  } catch (err) {
    if (life.signal.aborted) notices.destroy();
    else
      notices.show(isCloisonneError(err) ? err.message : `The segmentation cannot be shown: ${(err as Error).message}`, 'error');
    throw err;
  }
}

/** Masks tint, the picture below stays. */
const TINT = 0.5;

async function shown(
  viewer: OpenSeadragon.Viewer,
  url: string | URL,
  options: ShowOptions & { readonly signal: AbortSignal },
  notices: Notices,
  end: () => void,
): Promise<ShownSegmentation> {
  const { opacity, fill = TINT, visible, blend, outline, minify } = options;
  const segmentation = await loadSegmentation(url, options);
  options.signal.throwIfAborted();
  const overlay = createSegmentationOverlay(viewer, options);
  overlay.on('message', ({ text }) => notices.show(text));
  if (overlay.renderer === 'canvas2d' && options.renderer !== 'canvas2d') notices.show(withoutWebgl);
  const said = () => {
    for (const warning of segmentation.warnings) notices.show(warning);
  };
  const dress = createDress(options.palette, segmentation.document.unclassified);
  let layer: Layer;
  try {
    const init = dress.colored(segmentation.layers[0]);
    const registration = options.registration ?? init.registration;
    layer = overlay.addLayer({ opacity, fill, visible, blend, outline, minify, ...init, registration });
  } catch (err) {
    overlay.destroy();
    throw err;
  }
  said();
  const fit = createFit(overlay, layer, options.fit ?? (options.registration && false), text => notices.show(text));
  fit.apply(layer);
  overlay.on('change', ({ layer: changed, what }) => {
    if (what === 'base' && changed === layer) fit.apply(layer);
  });
  let confidence: Confidence | undefined;
  const assure = () => {
    if (confidence && layer.id === `k${segmentation.chosen}`) layer.setConfidence(confidence);
  };
  options.confidence?.(segmentation, options.signal).then(
    found => {
      confidence = found;
      assure();
    },
    (err: Error) => {
      if (!options.signal.aborted) notices.show(err.message);
    },
  );
  /** Layers of other Ks that were seen, with their edits. */
  const away = new Map<string, Layer>();
  let wanted = segmentation.k;
  const layerOf = async (k: number): Promise<LayerInit> => {
    const init = await segmentation.layer(k);
    said();
    const { registration } = layer;
    const before = layer.id === init.id ? layer : away.get(init.id);
    if (!before) return { ...dress.colored(init), registration };
    return { ...dress.kept(init, before), registration };
  };
  const choose = async (k: number) => {
    wanted = k;
    try {
      const init = await layerOf(k);
      if (wanted !== k || layer.id === init.id) return;
      const { opacity, fill, visible, blend, outline, minify } = layer;
      away.set(layer.id, layer);
      overlay.removeLayer(layer.id);
      layer = overlay.addLayer({ ...init, opacity, fill, visible, blend, outline, minify });
      away.delete(layer.id);
      assure();
      legend?.say(`${layer.clusters.length} clusters`);
    } catch (err) {
      wanted = Number(layer.id.slice(1));
      notices.show((err as Error).message, 'error');
      throw err;
    }
  };
  const save = () => segmentation.save([layer, ...away.values()].map(dress.saved), !fit.isOwn(layer));
  const store = () =>
    options.save ? options.save(save()) : download(new Blob([save()], { type: 'application/json' }), 'segmentation.json');
  const legend = options.legend
    ? createLegend(overlay, options.legend, {
        title: segmentation.name,
        keyboard: options.keyboard,
        theme: options.theme,
        ks: {
          all: segmentation.ks,
          get now() {
            return wanted;
          },
          choose: k => void choose(k).catch(() => {}),
        },
        save: store,
      })
    : undefined;
  const stay = (event: { preventDefaultAction?: boolean }) => {
    event.preventDefaultAction = true;
  };
  const destroy = () => {
    end();
    viewer.removeHandler('destroy', destroy);
    viewer.removeHandler('canvas-click', stay as never);
    legend?.destroy();
    notices.destroy();
    overlay.destroy();
  };
  viewer.addHandler('destroy', destroy);
  if (!options.clickToZoom) viewer.addHandler('canvas-click', stay as never);
  return {
    overlay,
    segmentation,
    legend,
    notices,
    get layer() {
      return layer;
    },
    layerOf,
    choose,
    save,
    store,
    destroy,
  };
}
