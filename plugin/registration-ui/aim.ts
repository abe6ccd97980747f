import type { Point } from '../../core/labels/index.js';
import { element } from '../legend/dom.js';
import type { SegmentationOverlay } from '../types.js';

/** Asks a person for a place in the viewer. */
export interface Aim {
  readonly on: boolean;
  /** Takes the next click, or Enter in the viewer for its middle, which is marked; CSS pixels of the viewer. */
  start(): void;
  stop(): void;
  /** As Enter does. */
  takeMiddle(): void;
}

/** `take` gets each place, until `stop`; Escape calls `cancel`. */
export function createAim({ viewer, on }: SegmentationOverlay, take: (point: Point) => void, cancel: () => void): Aim {
  // A viewer that is destroyed has none.
  const { canvas } = viewer;
  const cross = element('div', { class: 'cloisonne-aim', 'aria-hidden': 'true' });
  let free: (() => void)[] = [];
  const takeMiddle = () => take([canvas.clientWidth / 2, canvas.clientHeight / 2]);
  const still = (event: { preventDefaultAction?: boolean }) => {
    event.preventDefaultAction = true;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter') takeMiddle();
    else cancel();
  };
  return {
    get on() {
      return free.length > 0;
    },
    takeMiddle,
    start() {
      if (free.length > 0) return;
      canvas.append(cross);
      canvas.addEventListener('keydown', onKey);
      // A click marks a place; it does not zoom.
      viewer.addHandler('canvas-click', still as never);
      free = [
        on('click', ({ point }) => take([point.x, point.y])),
        () => canvas.removeEventListener('keydown', onKey),
        () => viewer.removeHandler('canvas-click', still as never),
        () => cross.remove(),
      ];
    },
    stop() {
      for (const end of free.splice(0)) end();
    },
  };
}
