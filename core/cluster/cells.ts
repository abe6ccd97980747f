/** Cluster of every point, 0 .. k - 1. */
export interface Labeling {
  readonly k: number;
  /** [n]. */
  readonly labels: Uint8Array | Uint16Array | Int32Array;
}

/**
 * Points grouped into joint cells: two points share a cell when all the labelings agree on them, so that every cluster of every labeling
 * is a union of cells.
 */
export interface Cells {
  /** Positions of these labelings in the list that was given. */
  readonly members: readonly number[];
  /** [n] point indices, cell after cell, increasing within a cell. */
  readonly order: Int32Array;
  /** [cells + 1] offsets into order. */
  readonly starts: Int32Array;
}

/** Cells of as few groups of labelings as keep each group at `limit` cells or below (a group of one labeling may have more). */
export function jointCells(n: number, labelings: readonly Labeling[], limit: number): Cells[] {
  const groups: Cells[] = [];
  const whole: Cells = { members: [], order: Int32Array.from({ length: n }, (_, i) => i), starts: Int32Array.of(0, n) };
  let group = whole;
  labelings.forEach((labeling, l) => {
    let finer = refine(group, labeling, l);
    if (group.members.length > 0 && finer.starts.length - 1 > limit) {
      groups.push(group);
      finer = refine(whole, labeling, l);
    }
    group = finer;
  });
  if (group.members.length > 0) groups.push(group);
  return groups;
}

/** Splits every cell by one more labeling: a counting sort within each cell. */
function refine({ members, order, starts }: Cells, { k, labels }: Labeling, l: number): Cells {
  const next = new Int32Array(order.length);
  const bounds = [0];
  const place = new Int32Array(k);
  for (let c = 0; c + 1 < starts.length; c++) {
    place.fill(0);
    for (let j = starts[c]; j < starts[c + 1]; j++) place[labels[order[j]]]++;
    for (let label = 0, at = starts[c]; label < k; label++) {
      const count = place[label];
      place[label] = at;
      at += count;
      if (count > 0) bounds.push(at);
    }
    for (let j = starts[c]; j < starts[c + 1]; j++) next[place[labels[order[j]]]++] = order[j];
  }
  return { members: [...members, l], order: next, starts: Int32Array.from(bounds) };
}
