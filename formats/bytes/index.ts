export { besideUrl } from './beside-url.js';
export { blobSource } from './blob.js';
export { type CubeName, parseCubeName, type SectionRange } from './cube-name.js';
export { byteChunks, type GunzipOptions, gunzipToSpill, isGzip, MAX_SPILL_BYTES } from './gunzip.js';
export { type HttpOptions, httpSource } from './http.js';
export type { HttpLimits } from './http-limits.js';
export { memorySource } from './memory.js';
export { type BytePart, partsSource } from './parts.js';
export { checkRange } from './range.js';
