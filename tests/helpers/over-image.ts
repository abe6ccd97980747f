import type OpenSeadragon from 'openseadragon';
import type { Page } from 'playwright-core';

/** What the pages of the tests have of OpenSeadragon, by one of two names. */
interface Viewers {
  readonly viewer?: OpenSeadragon.Viewer;
  readonly harness?: { readonly viewer: OpenSeadragon.Viewer };
}

/** The point over a pixel of the base image, in CSS pixels of the viewer. */
export const inViewer = (page: Page, [u, v]: readonly number[]): Promise<{ readonly x: number; readonly y: number }> =>
  page.evaluate(
    ([x, y]) => {
      const held = globalThis as Viewers;
      // Not the other way round: an element of this id has its name too.
      const { viewport, world } = (held.harness?.viewer ?? held.viewer) as OpenSeadragon.Viewer;
      const at = viewport.pixelFromPoint(world.getItemAt(0).imageToViewportCoordinates(x, y, true), true);
      return { x: at.x, y: at.y };
    },
    [u, v] as const,
  );

/** The point of the page over a pixel of the base image, where the viewer's element is #viewer. */
export async function overImage(page: Page, at: readonly number[]): Promise<readonly [x: number, y: number]> {
  const { x, y } = await inViewer(page, at);
  const box = await page.locator('#viewer').boundingBox();
  return [(box?.x ?? 0) + x, (box?.y ?? 0) + y];
}

/** A click at a pixel of the base image. */
export const clickImage = async (page: Page, at: readonly number[]): Promise<void> =>
  page.mouse.click(...(await overImage(page, at)));
