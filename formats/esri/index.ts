export { hasEsriHeader, type OpenEsriOptions, openEsri } from './open.js';
