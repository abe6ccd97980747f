import { dziLayout, iiifLayout, type PyramidLayout } from '../../formats/index.js';
import { writeTiles } from '../tiles/write.js';
import type { EmittedResult } from './result.js';
import type { EmitContext, Emitter } from './types.js';

const TILE = 512;

async function pyramid(
  { labels, name }: EmittedResult,
  layout: PyramidLayout,
  folder: string,
  context: EmitContext,
): Promise<void> {
  const { width, height, data } = labels;
  const { sink, signal } = context;
  const source = {
    ...{ name, kind: 'labels' as const, width, height, channels: 1 as const },
    bits: data instanceof Uint16Array ? (16 as const) : (8 as const),
    strips: () => [{ rows: height, data }],
  };
  const below = {
    place: (path: string) => sink.place(`${folder}/${path}`),
    write: (path: string, contents: Uint8Array | string) => sink.write(`${folder}/${path}`, contents),
  };
  await writeTiles(source, layout, below, { tileSize: TILE, format: 'png', quality: 100, signal });
}

const facts = ({ labels: { width, height } }: EmittedResult) => ({ width, height, tileSize: TILE, format: 'png' as const });

/** Deep Zoom. */
export const dziEmitter: Emitter = {
  describe: 'Deep Zoom tiles of the ids, for createLabelTileSource',
  places: ['dzi/'],
  emit: (result, context) => pyramid(result, dziLayout(facts(result), 'labels'), 'dzi', context),
};

/** IIIF. */
export const iiifEmitter: Emitter = {
  describe: 'IIIF Image API 3 level 0 tiles of the ids',
  places: ['iiif/'],
  emit: (result, context) => pyramid(result, iiifLayout(facts(result), context.source ?? 'iiif'), 'iiif', context),
};
