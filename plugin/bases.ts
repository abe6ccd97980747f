import type OpenSeadragon from 'openseadragon';
import type { BaseImage } from './types.js';

/** The image of a viewer's world that registrations refer to: it is bound once, and never another one because images come, go or change places. */
export interface BoundImage {
  /** Undefined where the viewer does not show it. */
  readonly item: OpenSeadragon.TiledImage | undefined;
  /** Binds another image. */
  bind(wanted: BaseImage): void;
  /** Forgets the viewer. */
  stop(): void;
}

/** What is told of it. */
export interface BoundImageEvents {
  /** It came or went. */
  changed(): void;
  /** A line for a person. */
  message(text: string): void;
}

const GONE = 'The image that the masks belong to is no longer shown: they are hidden.';
const OTHER = 'Another image of the same size was opened: the masks are shown on it.';

/** Two images are the same picture when their finest tiles have one address. */
function pictureOf({ source }: OpenSeadragon.TiledImage): string | undefined {
  try {
    const url = source.getTileUrl(source.maxLevel, 0, 0);
    return typeof url === 'string' ? url : url();
  } catch {
    return undefined;
  }
}

const sizeOf = (item: OpenSeadragon.TiledImage) => String(item.getContentSize());

/**
 * Binds an image, or the one at an index as soon as there is one. It is found again when the same picture is opened again; a viewer that was closed
 * and opens another picture has it at the index, if it is of the same size or a page of a sequence. `here`: whether the viewer is on the page of
 * the masks.
 */
export function bindImage(
  viewer: OpenSeadragon.Viewer,
  first: BaseImage,
  here: () => boolean,
  { changed, message }: BoundImageEvents,
): BoundImage {
  let wanted = first;
  let item: OpenSeadragon.TiledImage | undefined;
  /** Of the image that was bound last. */
  let last: { readonly source: object; readonly picture: string | undefined; readonly size: string } | undefined;
  let closed = false;
  let stopped = false;

  const take = (found: OpenSeadragon.TiledImage | undefined) => {
    if (!found || found === item) return;
    item = found;
    last = { source: found.source, picture: pictureOf(found), size: sizeOf(found) };
    closed = false;
    changed();
  };
  const atWanted = () => {
    if (typeof wanted === 'number') return viewer.world.getItemAt(wanted);
    return viewer.world.getIndexOfItem(wanted) < 0 ? undefined : wanted;
  };
  const onAdd = ({ item: added }: { item?: OpenSeadragon.TiledImage }) => {
    if (item || !added || !here()) return;
    if (!last) return take(atWanted());
    const same = added.source === last.source || (last.picture !== undefined && pictureOf(added) === last.picture);
    if (same) return take(added);
    if (!closed || typeof wanted !== 'number' || added !== atWanted()) return;
    if ((viewer as { sequenceMode?: boolean }).sequenceMode) return take(added);
    if (sizeOf(added) !== last.size) return message(GONE);
    message(OTHER);
    take(added);
  };
  const onRemove = ({ item: removed }: { item?: OpenSeadragon.TiledImage }) => {
    if (!item || removed !== item) return;
    item = undefined;
    changed();
    // A replacement is added, and a viewer says that it was closed, before anything else happens.
    queueMicrotask(() => {
      if (!item && !closed && !stopped) message(GONE);
    });
  };
  const onClose = () => {
    closed = true;
  };
  viewer.world.addHandler('add-item', onAdd as never);
  viewer.world.addHandler('remove-item', onRemove as never);
  viewer.addHandler('close', onClose);
  if (here()) take(atWanted());
  return {
    get item() {
      return item;
    },
    bind(other) {
      [wanted, item, last] = [other, undefined, undefined];
      take(here() ? atWanted() : undefined);
      if (!item) changed();
    },
    stop() {
      stopped = true;
      viewer.world?.removeHandler('add-item', onAdd as never);
      viewer.world?.removeHandler('remove-item', onRemove as never);
      viewer.removeHandler('close', onClose);
    },
  };
}
