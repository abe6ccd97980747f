export { TiledSource } from './source.js';
