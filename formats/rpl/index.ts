export { looksLikeRpl } from './header.js';
export { hasRplHeader, type OpenRplOptions, openRpl } from './open.js';
