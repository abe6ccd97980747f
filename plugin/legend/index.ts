export type { Legend, LegendOptions } from './legend.js';
export { createLegend, download } from './legend.js';
export type { Notices } from './notice.js';
export { createNotices } from './notice.js';
