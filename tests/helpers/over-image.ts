import type OpenSeadragon from 'openseadragon';
import type { Page } from 'playwright-core';

/** What the pages of the tests have of OpenSeadragon, by one of two names. */
interface Viewers {
  readonly viewer?: OpenSeadragon.Viewer;
  readonly harness?: { readonly viewer: OpenSeadragon.Viewer };
}

/** The point of the page over a pixel of the base image, in the viewer whose element is #viewer. */
export async function overImage(page: Page, [u, v]: readonly number[]): Promise<readonly [x: number, y: number]> {
  const at = await page.evaluate(
    ([x, y]) => {
      const page = globalThis as Viewers;
      // Not the other way round: an element of this id has its name too.
      const { viewport, world } = (page.harness?.viewer ?? page.viewer) as OpenSeadragon.Viewer;
      return viewport.pixelFromPoint(world.getItemAt(0).imageToViewportCoordinates(x, y, true), true);
    },
    [u, v] as const,
  );
  const box = await page.locator('#viewer').boundingBox();
  return [(box?.x ?? 0) + at.x, (box?.y ?? 0) + at.y];
}

/** A click at a pixel of the base image. */
export const clickImage = async (page: Page, at: readonly number[]): Promise<void> =>
  page.mouse.click(...(await overImage(page, at)));
