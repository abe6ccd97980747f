import type OpenSeadragon from 'openseadragon';
import { element } from '../legend/dom.js';

/** Makes two viewers show the same part of their images, whichever of them moves; the returned function ends that. */
export function synchronize(one: OpenSeadragon.Viewer, other: OpenSeadragon.Viewer): () => void {
  let following = false;
  const follow = (from: OpenSeadragon.Viewer, to: OpenSeadragon.Viewer) => () => {
    if (following || !from.isOpen() || !to.isOpen()) return;
    following = true;
    const [here, there] = [from.viewport, to.viewport];
    // What is drawn now is copied, not where the springs will end: both move as one.
    if (there.getFlip() !== here.getFlip()) there.setFlip(here.getFlip());
    there.setRotation(here.getRotation(true), true);
    there.zoomTo(here.getZoom(true), undefined, true);
    there.panTo(here.getCenter(true), true);
    following = false;
  };
  const [first, second] = [follow(one, other), follow(other, one)];
  const events = ['viewport-change', 'flip', 'rotate'] as const;
  for (const name of events) {
    one.addHandler(name, first);
    other.addHandler(name, second);
  }
  first();
  return () => {
    for (const name of events) {
      one.removeHandler(name, first);
      other.removeHandler(name, second);
    }
  };
}

/** A second viewer in the right half of a viewer's element, with the same images, moving as the first does. */
export interface Beside {
  readonly viewer: OpenSeadragon.Viewer;
  destroy(): void;
}

/** Opens it; resolves when its images are there. Controls of the viewer stay with the first. */
export async function openBeside(viewer: OpenSeadragon.Viewer): Promise<Beside> {
  const { element: host, container } = viewer;
  const before = { width: container.style.width, position: host.style.position };
  if (getComputedStyle(host).position === 'static') host.style.position = 'relative';
  const place = element('div', { class: 'cloisonne-beside' });
  container.style.width = '50%';
  host.append(place);
  const Viewer = viewer.constructor as new (options: OpenSeadragon.Options) => OpenSeadragon.Viewer;
  const items = Array.from({ length: viewer.world.getItemCount() }, (_, i) => viewer.world.getItemAt(i));
  const second = new Viewer({
    element: place,
    showNavigationControl: false,
    showNavigator: false,
    drawer: viewer.drawer.getType() as OpenSeadragon.Options['drawer'],
    crossOriginPolicy: 'Anonymous',
    maxZoomPixelRatio: (viewer as { maxZoomPixelRatio?: number }).maxZoomPixelRatio,
    visibilityRatio: (viewer as { visibilityRatio?: number }).visibilityRatio,
    imageSmoothingEnabled: (viewer as { imageSmoothingEnabled?: boolean }).imageSmoothingEnabled,
    gestureSettingsMouse: { clickToZoom: false },
  });
  await Promise.all(
    items.map(
      (item, index) =>
        new Promise<void>(resolve => {
          const bounds = item.getBoundsNoRotate(true);
          second.addTiledImage({
            ...{ tileSource: item.source, index, x: bounds.x, y: bounds.y, width: bounds.width },
            ...{ degrees: item.getRotation(true), flipped: item.getFlip(), opacity: item.getOpacity() },
            success: () => resolve(),
            error: () => resolve(),
          } as never);
        }),
    ),
  );
  // The first viewer learns its new size in a frame of its own.
  await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const end = synchronize(viewer, second);
  return {
    viewer: second,
    destroy() {
      end();
      second.destroy();
      place.remove();
      container.style.width = before.width;
      host.style.position = before.position;
    },
  };
}
