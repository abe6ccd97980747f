import type { ByteSource } from '../../core/platform/types.js';
import { gunzipToSpill, isGzip } from '../bytes/index.js';

/** How large a `.fits.gz` may unpack where nobody says. */
const MAX_SPILL = 2 ** 34;

/** The source itself, or the spill that a gzip source unpacks to (close that, too). Throws InputError when it is too large. */
export async function unpack(source: ByteSource, maxSpillBytes = MAX_SPILL, signal?: AbortSignal): Promise<ByteSource> {
  if (source.size < 3 || !isGzip(await source.read(0, 3, signal))) return source;
  return gunzipToSpill(source, maxSpillBytes, signal);
}
