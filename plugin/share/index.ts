import { isCloisonneError } from '../../core/cube/errors.js';
import { button, element } from '../legend/dom.js';
import { download } from '../legend/index.js';
import { useStyle } from '../legend/style.js';
import { useSheet } from '../sheet.js';
import type { ShownSegmentation } from '../show.js';
import type { SegmentationOverlay } from '../types.js';

/** Options of `createShare`. */
export interface ShareOptions {
  readonly theme?: 'light' | 'dark';
  /**
   * The address of the page carries the view: a button writes it there and copies it, and the page shows what its address says, at once and whenever that
   * changes. Default false: the address belongs to the page.
   */
  readonly link?: boolean;
  /** The second overlay of a comparison, while there is one. */
  readonly second?: () => SegmentationOverlay | undefined;
}

/** What can be taken away from a view. */
export interface Share {
  readonly root: HTMLElement;
  /** A PNG of the view with legend and scale bar. Throws UsageError for the html drawer, InputError where the image may not be read. */
  picture(): Promise<Blob>;
  destroy(): void;
}

const text =
  '.cloisonne-picture p { margin: 0; font-size: 12px; color: var(--soft) } .cloisonne-picture p:empty { display: none }';

/** Buttons at the end of `mount` that save the view as a picture, with legend and scale bar, and copy a link that opens it again. */
export function createShare(shown: ShownSegmentation, mount: HTMLElement, options: ShareOptions = {}): Share {
  const free = [useStyle(), useSheet(text)];
  const note = element('p', { role: 'status' });
  const doing = (act: () => Promise<string>) => () =>
    void act().then(
      text => void (note.textContent = text),
      (err: Error) => void (note.textContent = isCloisonneError(err) ? err.message : `The view cannot be saved: ${err.message}`),
    );
  const picture = async () => (await import('./picture.js')).viewPicture(shown, options.second?.());
  const save = button(
    'Picture of the view (PNG)',
    doing(async () => {
      download(await picture(), `${shown.segmentation.name.replace(/[^\w.-]+/g, '-') || 'view'}.png`);
      return 'The picture holds what you see, a scale bar and the legend.';
    }),
  );
  const copy = button(
    'Copy a link to this view',
    doing(async () => {
      const { viewLink } = await import('./link.js');
      const { href } = new URL(`#${viewLink(shown)}`, location.href);
      // Writing the address is no visit of its own: Back leaves the page, as before.
      history.replaceState(history.state, '', href);
      return (
        navigator.clipboard?.writeText(href).then(
          () => 'Copied. The address of this page opens this view again; edits are in it once they are saved.',
          () => 'The address of this page now opens this view again.',
        ) ?? 'The address of this page now opens this view again.'
      );
    }),
  );
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-box cloisonne-picture', 'aria-label': 'Picture and link', 'data-theme': options.theme },
    element('div', { class: 'cloisonne-bar' }, save, ...(options.link ? [copy] : [])),
    note,
  );
  const follow = () => {
    if (location.hash.length > 1) void import('./link.js').then(({ followLink }) => followLink(shown, location.hash));
  };
  if (options.link) {
    follow();
    globalThis.addEventListener('hashchange', follow);
  }
  mount.append(root);
  return {
    root,
    picture,
    destroy() {
      globalThis.removeEventListener('hashchange', follow);
      for (const end of free) end();
      root.remove();
    },
  };
}
