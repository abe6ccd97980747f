import type { ShownSegmentation } from '../show.js';
import type { LayerStyle } from '../types.js';

/** Digits of numbers in a link: a thousandth of a pixel of a large picture. */
const short = (value: number) => String(Number(value.toPrecision(8)));

/**
 * What is seen as the fragment of an address, without its `#`: centre and zoom in viewport coordinates, rotation, flip, K, opacity and fill, and the
 * clusters that are shown where not all of them are.
 */
export function viewLink({ overlay, layer }: ShownSegmentation): string {
  const { viewport } = overlay.viewer;
  const { x, y } = viewport.getCenter();
  const { clusters, soloed } = layer;
  const seen = clusters.filter(({ id, visible }) => (soloed === null ? visible !== false : id === soloed));
  const rotation = ((viewport.getRotation() % 360) + 360) % 360;
  return new URLSearchParams({
    ...{ x: short(x), y: short(y), zoom: short(viewport.getZoom()) },
    ...(rotation !== 0 && { rotation: short(rotation) }),
    ...(viewport.getFlip() && { flip: '1' }),
    ...{ k: layer.id.replace(/^k/, ''), opacity: short(layer.opacity), fill: short(layer.fill) },
    ...(seen.length < clusters.length && { clusters: seen.map(({ id }) => id).join('.') }),
  }).toString();
}

/** Shows what `viewLink` wrote; anything else is left alone. What the link names and the result has not is said in the viewer. */
export async function followLink(shown: ShownSegmentation, fragment: string): Promise<void> {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (name: string) => (said.get(name)?.trim() ? Number(said.get(name)) : Number.NaN);
  const [x, y, zoom, k] = ['x', 'y', 'zoom', 'k'].map(number);
  if (!(Number.isFinite(x) && Number.isFinite(y) && zoom > 0 && Number.isFinite(zoom))) return;
  const { viewport } = shown.overlay.viewer;
  const center = viewport.getCenter();
  center.x = x;
  center.y = y;
  viewport.setFlip(said.get('flip') === '1');
  viewport.setRotation(Number.isFinite(number('rotation')) ? number('rotation') : 0, true);
  viewport.zoomTo(zoom, undefined, true);
  viewport.panTo(center, true);
  // Another K that is not there is said by `choose`; the view is right all the same.
  if (Number.isFinite(k) && shown.layer.id !== `k${k}`) await shown.choose(k).catch(() => {});
  const share = (name: 'opacity' | 'fill'): Partial<LayerStyle> => {
    const value = number(name);
    return value >= 0 && value <= 1 ? { [name]: value } : {};
  };
  const { layer } = shown;
  layer.setStyle({ ...share('opacity'), ...share('fill') });
  const named = said.get('clusters');
  const wanted = named === null ? undefined : new Set(named.split('.').filter(Boolean).map(Number));
  layer.solo(null);
  for (const { id, visible } of layer.clusters) {
    const seen = wanted?.has(id) ?? true;
    if ((visible !== false) !== seen) layer.setCluster(id, { visible: seen });
  }
  const missing = [...(wanted ?? [])].filter(id => !layer.clusters.some(cluster => cluster.id === id));
  if (missing.length > 0) shown.notices.show(`The link names clusters that are not here: ${missing.slice(0, 5).join(', ')}.`);
}
