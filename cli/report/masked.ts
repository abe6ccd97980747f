import { falseColorBytes } from '../../core/cube/false-color.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import type { RgbImage } from '../../core/synth/index.js';
import { type Html, html } from './html.js';
import { chip } from './legend.js';
import type { Ground } from './map-figure.js';
import { type Picture, picture } from './picture.js';

const side = 300;

/** The picture where `shown` says so, a faint grey of it elsewhere; where there is no data it is transparent. */
export function maskedPicture(image: RgbImage, labels: LabelMap, shown: (id: number) => boolean, yUp: boolean): Picture {
  const { width, height, data } = image;
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor((y * labels.height) / height) * labels.width;
    for (let x = 0; x < width; x++, i++) {
      const id = labels.data[row + Math.floor((x * labels.width) / width)];
      const full = shown(id);
      const grey = 0.3 * data[3 * i] + 0.59 * data[3 * i + 1] + 0.11 * data[3 * i + 2];
      for (let c = 0; c < 3; c++) rgba[4 * i + c] = full ? data[3 * i + c] : grey;
      rgba[4 * i + 3] = full ? 255 : id === 0 ? 0 : 38;
    }
  }
  return picture({ width, height, data: rgba }, yUp, side);
}

/** An image whole and through the mask of each label, faint elsewhere. */
export function maskedTiles(
  image: RgbImage,
  labels: LabelMap,
  clusters: readonly { readonly id: number; readonly name: string }[],
  yUp: boolean,
  title: string,
): Html {
  const tile = (name: Html, alt: string, shown: (id: number) => boolean): Html => {
    const { src, width, height } = maskedPicture(image, labels, shown, yUp);
    return html`<figure><img class="mask" src="${src}" width="${width}" height="${height}" alt="${alt}"><figcaption>${name}</figcaption></figure>`;
  };
  const each = clusters.map(({ id, name }) => tile(html`${chip(id)} ${name}`, `Colours of cluster ${id}`, other => other === id));
  return html`<div class="tiles">${tile(html`${title}`, title, () => true)}${each}</div>`;
}

/** The colours of the cube, or a given picture of it, through the mask of each cluster. */
export function maskedColors(
  { integrated, labels, axis }: Pick<Segmentation, 'integrated' | 'labels' | 'axis'>,
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
  { width, height, yUp }: Ground,
  rgb?: RgbImage,
): Html | undefined {
  const image = rgb ?? (integrated && { width, height, data: falseColorBytes(integrated.colors) });
  if (!image) return undefined;
  const red = /^wavelength|energy|frequency/.test(axis.kind) ? 'long-wavelength end' : 'end of the larger values';
  const lead = rgb
    ? 'The picture through the mask of each cluster; its first row is the first row of the cube.'
    : `Red, green and blue are the means of three windows of equally many bands, red at the ${red}, each stretched between its percentiles 1 and 99.5.`;
  const named = clusters.map(({ id }) => ({ id, name: styles.get(id)?.name ?? '' }));
  // A picture has its first row on top, as the cube's first row belongs to it.
  const tiles = maskedTiles(image, labels, named, !rgb && yUp, rgb ? 'The picture' : 'False colours');
  return html`<h3>Colours of each cluster</h3><p class="lead">${lead}</p>${tiles}`;
}
