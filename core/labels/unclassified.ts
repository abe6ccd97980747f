import type { ClusterStyle } from './types.js';

/** The ids that can be reserved for spaxels that belong to no cluster: the last of one byte, and of two where that one is taken. */
const RESERVED = [255, 65535];

/** The id for unclassified spaxels beside clusters of these ids. */
export const unclassifiedId = (ids: readonly number[]): number => (Math.max(0, ...ids) < RESERVED[0] ? RESERVED[0] : RESERVED[1]);

/** How spaxels that belong to no cluster are shown: grey. */
export const unclassifiedStyle = (id: number): ClusterStyle => ({ id, name: 'Unclassified', color: '#808080' });
