export { hasEnviHeader, type OpenEnviOptions, openEnvi } from './open.js';
