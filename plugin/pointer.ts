import type OpenSeadragon from 'openseadragon';
import type { Hit, OverlayEvents } from './types.js';

/** Where an event of the pointer is, in CSS pixels of the viewer as the user sees them, also where the page scales it. */
export function pointIn(element: HTMLElement, event: { readonly clientX: number; readonly clientY: number }) {
  const box = element.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) * element.clientWidth) / box.width,
    y: ((event.clientY - box.top) * element.clientHeight) / box.height,
  };
}

/** Says what is under the pointer when that changes (also because the image moves below it), and what was clicked. */
export function watchPointer(
  viewer: OpenSeadragon.Viewer,
  hitTest: (point: { x: number; y: number }) => Hit | undefined,
  emit: <K extends 'hover' | 'click'>(name: K, event: OverlayEvents[K]) => void,
): { readonly refresh: () => void; readonly stop: () => void } {
  const { canvas } = viewer;
  let point: { x: number; y: number } | undefined;
  let original: Event | undefined;
  let told: string | undefined;
  let frame = 0;

  const tell = () => {
    frame = 0;
    const hit = point && hitTest(point);
    const now = hit
      ? [hit.layer.id, hit.cluster.id, hit.cluster.name, hit.label, Math.floor(hit.cubeX), Math.floor(hit.cubeY)].join(' ')
      : String(point !== undefined);
    if (now === told) return;
    told = now;
    emit('hover', { point, hit, originalEvent: original });
  };
  const refresh = () => {
    if (point) frame ||= requestAnimationFrame(tell);
  };
  const onMove = (event: PointerEvent) => {
    point = pointIn(canvas, event);
    original = event;
    refresh();
  };
  const onLeave = (event: PointerEvent) => {
    point = undefined;
    original = event;
    frame ||= requestAnimationFrame(tell);
  };
  // Its own position is mirrored where the viewport is flipped, in some versions; the DOM event's never is.
  const onClick = ({ quick, originalEvent }: { quick?: boolean; originalEvent?: unknown }) => {
    const event = originalEvent as PointerEvent;
    if (!quick || !Number.isFinite(event?.clientX)) return;
    const at = pointIn(canvas, event);
    emit('click', { point: at, hit: hitTest(at), originalEvent: event });
  };

  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerleave', onLeave);
  viewer.addHandler('canvas-click', onClick as never);
  return {
    refresh,
    stop() {
      cancelAnimationFrame(frame);
      canvas.removeEventListener('pointermove', onMove);
      canvas.removeEventListener('pointerleave', onLeave);
      viewer.removeHandler('canvas-click', onClick as never);
    },
  };
}
