import type { ByteSource } from '../../core/platform/types.js';
import { type Beside, headerText, stemOf } from '../raw/index.js';

const MOST_BYTES = 64 << 20;

/** Names under which the metadata of an image of EnMAP or DESIS lie beside it. */
function metadataNames(image: string): string[] {
  const stem = stemOf(image);
  const match = /^(.*)-SPECTRAL_IMAGE(_\w+)?$/i.exec(stem);
  return match ? [`${match[1]}-METADATA.XML`, `${match[1]}-METADATA.xml`] : [];
}

/** Wavelengths of the bands in nanometres from the metadata file of an EnMAP or DESIS product beside the image; undefined where there is none. */
export async function productWavelengths(
  source: ByteSource,
  beside: Beside | undefined,
  signal?: AbortSignal,
): Promise<readonly number[] | undefined> {
  for (const name of metadataNames(source.name)) {
    const file = await beside?.(name);
    if (!file) continue;
    try {
      const text = await headerText(file, MOST_BYTES, signal);
      const found = [...text.matchAll(/<wavelengthCenterOfBand[^<>]*>\s*([-+\d.eE]+)\s*</g)].map(match => Number(match[1]));
      return found.length > 0 ? found : undefined;
    } finally {
      await file.close();
    }
  }
  return undefined;
}
