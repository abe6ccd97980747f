import type { SpatialFrame } from './types.js';

/** Whether the first row belongs at the bottom of a picture: on the sky it does; a scan of an object has it on top, whatever file it came in. */
export const firstRowAtBottom = ({ kind }: Pick<SpatialFrame, 'kind'>): boolean => kind === 'celestial';
