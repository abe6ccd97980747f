import type { EditedCluster } from './edit-log.js';
import type { LabelMap } from './types.js';

/**
 * The map as it looks after edits: a copy in which the labels of merged clusters are the new ids, with two bytes a label where an id needs
 * them; the map itself where nothing was merged. Labels of no cluster stay.
 */
export function relabel(map: LabelMap, clusters: readonly EditedCluster[]): LabelMap {
  if (clusters.every(({ id, members }) => members.length === 1 && members[0] === id)) return map;
  const current = Uint16Array.from({ length: 65536 }, (_, id) => id);
  for (const { id, members } of clusters) for (const member of members) current[member] = id;
  const wide = map.data instanceof Uint16Array || clusters.some(({ id }) => id > 255);
  const data = wide ? new Uint16Array(map.data.length) : new Uint8Array(map.data.length);
  for (let i = 0; i < data.length; i++) data[i] = current[map.data[i]];
  return { width: map.width, height: map.height, data };
}
