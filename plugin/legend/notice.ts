import type OpenSeadragon from 'openseadragon';
import { element } from './dom.js';
import { useStyle } from './style.js';

/** Messages over a viewer. */
export interface Notices {
  /** One line, once, until it is closed; `error`: screen readers say it at once. */
  show(text: string, kind?: 'note' | 'error'): void;
  destroy(): void;
}

/** A place for messages at the foot of a viewer; it also says when the base image, or tiles of it, cannot be loaded. */
export function createNotices(viewer: OpenSeadragon.Viewer): Notices {
  const freeStyle = useStyle();
  const root = element('div', { class: 'cloisonne cloisonne-notices' });
  const shown = new Set<string>();
  const show = (text: string, kind: 'note' | 'error' = 'note') => {
    if (shown.has(text)) return;
    shown.add(text);
    const notice = element(
      'div',
      { class: 'cloisonne-notice', role: kind === 'error' ? 'alert' : 'status' },
      element('span', {}, text),
    );
    const close = element('button', { type: 'button', 'aria-label': 'Close this message' }, '×');
    close.addEventListener('click', () => notice.remove());
    notice.append(close);
    root.append(notice);
  };
  const failed = () =>
    show(
      'The image below the masks cannot be opened: it is not there, or its server does not allow this page to read it (CORS).',
      'error',
    );
  const missing = () => show('Some tiles of the image below the masks are missing.');
  viewer.addHandler('open-failed', failed);
  viewer.addHandler('add-item-failed', failed);
  viewer.addHandler('tile-load-failed', missing);
  // In the viewer's container, above its canvas: clicks on a message are not clicks on the image.
  viewer.container.append(root);
  return {
    show,
    destroy() {
      viewer.removeHandler('open-failed', failed);
      viewer.removeHandler('add-item-failed', failed);
      viewer.removeHandler('tile-load-failed', missing);
      root.remove();
      freeStyle();
    },
  };
}
