/**
 * Opens a picture of the person's disk in a viewer, however large: browsers decode far larger pictures than they draw at once, so it is cut into tiles as
 * they are needed. Rejects where the browser cannot read it.
 */
export async function openPicture(viewer, file) {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const source = new OpenSeadragon.TileSource({ width, height, tileSize: 512, tileOverlap: 0 });
  const { maxLevel } = source;
  Object.assign(source, {
    getTileUrl: (level, x, y) => `${file.name}:${file.lastModified}/${level}/${x}_${y}`,
    hasTransparency: () => true,
    downloadTileStart(job) {
      const { level, x, y } = job.tile;
      const scale = 2 ** (maxLevel - level);
      const [left, top] = [512 * scale * x, 512 * scale * y];
      const [w, h] = [Math.min(512 * scale, width - left), Math.min(512 * scale, height - top)];
      const canvas = Object.assign(document.createElement('canvas'), {
        width: Math.ceil(w / scale),
        height: Math.ceil(h / scale),
      });
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, left, top, w, h, 0, 0, canvas.width, canvas.height);
      job.finish(context, null, 'context2d');
    },
    downloadTileAbort() {},
  });
  await new Promise((resolve, reject) => {
    viewer.addOnceHandler('open', resolve);
    viewer.addOnceHandler('open-failed', event => reject(new Error(event.message)));
    viewer.open(source);
  });
}
