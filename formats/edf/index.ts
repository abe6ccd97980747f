export { looksLikeEdf } from './header.js';
export { type OpenEdfOptions, openEdf } from './open.js';
