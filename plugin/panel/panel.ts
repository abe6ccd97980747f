import { isCloisonneError } from '../../core/cube/errors.js';
import { contentRange } from '../../core/describe/content.js';
import { button, element, touches } from '../legend/dom.js';
import { useStyle } from '../legend/style.js';
import type { ShownSegmentation } from '../show.js';
import type { Hit } from '../types.js';
import { createAlike } from './alike.js';
import type { ChartSettings } from './controls.js';
import { pixelSpectra } from './cube.js';
import { type Curve, drawnOf, flagsOf, type Pinned, pinned, wordsOf } from './curves.js';
import { createFigure } from './figure.js';
import { createLibrary } from './library.js';
import { fillList } from './list.js';
import { createMarkers } from './markers.js';
import { readSpectra } from './spectra.js';
import { usePanelStyle } from './style.js';
import type { SpectrumPanel, SpectrumPanelOptions } from './types.js';

/**
 * A panel with spectra at the end of `mount`: a click in the viewer shows the pixel's spectrum and its cluster's mean and scatter; they can be
 * pinned, compared with lines of elements or ions, read as a table, saved, and followed back to the pixels most like them. The plotting library
 * and the readers of cubes are loaded when they are needed. Throws InputError where the result has no spectral axis.
 */
export function createSpectrumPanel(
  shown: ShownSegmentation,
  mount: HTMLElement,
  options: SpectrumPanelOptions = {},
): SpectrumPanel {
  const { overlay, segmentation } = shown;
  const { viewer } = overlay;
  // A viewer that is destroyed has none.
  const { canvas } = viewer;
  const library = createLibrary(segmentation, options.fetch);
  const { frame } = library;
  const cube = pixelSpectra(options.cube ?? library.cubeUrl, library.shape, options.fetch);
  const free = [useStyle(), usePanelStyle()];
  const means = [...readSpectra(segmentation.document.clusters, frame.axis.values.length).values()].map(({ mean }) => mean);
  const range = options.range ?? (frame.axis.names ? undefined : contentRange(frame.axis.values, means));
  const settings: ChartSettings = {
    ...{ scale: options.scale ?? 'linear', scatter: options.scatter ?? true, shape: false, suggested: true, range },
    ...{ lines: new Set(options.lines), redshift: options.redshift ?? 0 },
  };
  let now: readonly Curve[] = [];
  let pins: readonly Pinned[] = [];
  let place: Hit | undefined;
  let reading: AbortController | undefined;
  let queued = 0;
  let gone = false;

  const list = element('ul', { class: 'cloisonne-spectra', 'aria-label': 'Spectra' });
  const note = element('p', { class: 'cloisonne-note', role: 'status' });
  const heard = element('div', { class: 'cloisonne-heard', role: 'status' });
  const say = (text: string) => void (heard.textContent = text);
  const alike = createAlike(overlay, library.latents, say, () => render());
  const readMiddle = () => {
    const hit = overlay.hitTest({ x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 });
    if (hit) void show(hit);
    else say('No cluster in the middle of the view');
  };
  const hint = `${touches() ? 'Touch' : 'Click'} the image to read ${cube.there ? 'the spectrum of a pixel' : 'the mean spectrum of a cluster'}.`;
  const middle = button('Read the middle of the view', readMiddle);
  const unpin = button('Unpin all', () => {
    clear();
    // It is switched off now, and would drop the focus.
    middle.focus();
  });
  const figure = createFigure(frame, settings, hint, () => render());
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-panel', 'aria-label': 'Spectra', 'data-theme': options.theme },
    element('header', {}, element('h2', {}, 'Spectra')),
    element(
      'p',
      { class: 'cloisonne-told' },
      'Each curve is a spectrum: a thick one the mean of a cluster, a thin one a single pixel.',
    ),
    figure.chart,
    figure.suggestions,
    note,
    list,
    alike.root,
    figure.lines,
    figure.controls,
    element('div', { class: 'cloisonne-bar' }, middle, unpin, ...figure.save),
    figure.table,
    heard,
  );
  const baseOf = () => shown.overlay.baseImage(shown.layer);
  const markers = createMarkers(viewer, baseOf);

  const all = (): readonly (Curve & { number?: number })[] => [
    ...now.filter(({ key }) => !pins.some(pin => pin.key === key)),
    ...pins,
  ];
  const draw = () => {
    fillList(list, all(), alike.key, actions);
    unpin.disabled = all().length === 0;
    markers.show(flagsOf(place, pins));
    return figure.draw(all().toReversed().map(drawnOf));
  };
  const render = () => {
    if (!gone)
      queued ||= requestAnimationFrame(() => {
        queued = 0;
        void draw().catch(err => void (note.textContent = (err as Error).message));
      });
  };
  const actions = {
    pin(curve: Curve) {
      pins = pinned(pins, curve);
      say(`${wordsOf(curve)[0]} pinned`);
      render();
    },
    remove(curve: Curve) {
      pins = pins.filter(({ key }) => key !== curve.key);
      if (alike.key === curve.key) alike.clear();
      say(`${wordsOf(curve)[0]} removed`);
      render();
    },
    async alike(curve: Curve) {
      try {
        const centre = curve.kind === 'cluster' ? (await library.cluster(curve.layer, curve.cluster))?.centre : undefined;
        await alike.toggle(curve, wordsOf(curve)[0], centre);
      } catch (err) {
        note.textContent = (err as Error).message;
      }
    },
  };

  const clusterCurve = async (layer: Hit['layer'], id: number): Promise<Curve[]> => {
    const found = await library.cluster(layer, id);
    return found
      ? [
          {
            key: `${layer.id} ${id}`,
            kind: 'cluster',
            layer,
            cluster: id,
            values: found.mean,
            std: found.std,
            count: found.count,
          },
        ]
      : [];
  };
  const show = async (hit: Hit) => {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    place = hit;
    const { layer, cluster, baseX, baseY } = hit;
    const [x, y] = [Math.floor(hit.cubeX), Math.floor(hit.cubeY)];
    try {
      const mean = await clusterCurve(layer, cluster.id);
      if (mine.signal.aborted) return;
      now = mean;
      note.textContent = cube.there ? 'Reading the pixel …' : '';
      render();
      const pixel = cube.there
        ? [
            {
              key: `pixel ${x} ${y}`,
              kind: 'pixel' as const,
              layer,
              cluster: cluster.id,
              values: await cube.read(x, y, mine.signal),
              place: { x, y, baseX, baseY },
            },
          ]
        : [];
      if (mine.signal.aborted) return;
      now = [...pixel, ...mean];
      note.textContent =
        mean.length > 0 ? '' : `No mean spectrum of ${cluster.name} is known here: it was split, or the result has none.`;
      say(`Spectrum of pixel ${x}, ${y} in ${cluster.name}`);
    } catch (err) {
      if (mine.signal.aborted) return;
      note.textContent = isCloisonneError(err) ? err.message : `The spectrum cannot be read: ${(err as Error).message}`;
    }
    render();
  };
  const clear = () => {
    pins = [];
    now = [];
    place = undefined;
    alike.clear();
    render();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'p' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    readMiddle();
  };
  if (options.keyboard !== false) canvas.addEventListener('keydown', onKey);
  const stop = [
    overlay.on('click', ({ hit }) => {
      if (hit) void show(hit);
    }),
    overlay.on('change', ({ layer, what }) => {
      if (what === 'removed' && alike.key) alike.clear();
      // Names and colours are shown as they are now; clusters that were merged away are not.
      now = now.filter(
        curve => curve.layer !== layer || what !== 'edits' || layer.clusters.some(({ id }) => id === curve.cluster),
      );
      render();
    }),
  ];
  const destroy = () => {
    if (gone) return;
    gone = true;
    cancelAnimationFrame(queued);
    reading?.abort();
    for (const end of [...stop, ...free]) end();
    figure.destroy();
    canvas.removeEventListener('keydown', onKey);
    viewer.removeHandler('destroy', destroy);
    alike.clear();
    markers.destroy();
    root.remove();
    void cube.close();
  };
  viewer.addHandler('destroy', destroy);
  mount.append(root);
  render();
  return {
    root,
    get pins() {
      return pins;
    },
    show,
    async pinCluster(id) {
      for (const curve of await clusterCurve(shown.layer, id)) actions.pin(curve);
    },
    pin() {
      for (const curve of now) pins = pinned(pins, curve);
      render();
    },
    clear,
    destroy,
  };
}
