export { type OpenHdf5Options, openHdf5 } from './open.js';
