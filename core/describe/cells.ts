import { type Cells, jointCells, type Labeling } from '../cluster/cells.js';

/** Joint cells turned round: the cell of each point, and the cells of each cluster. */
export interface CellMap {
  readonly cells: number;
  /** [n] cell of each valid spaxel. */
  readonly of: Uint32Array;
  /** By position of the labelling in the sweep: for each label 0..k-1 its cells in increasing order. */
  readonly members: ReadonlyMap<number, readonly (readonly number[])[]>;
}

/** Cells are joined over several K while cells x bands stays below this. Fixed, so that bytes never depend on the memory cap. */
const MOST_CELL_BANDS = 1 << 18;

function turned({ members, order, starts }: Cells, labellings: readonly Labeling[]): CellMap {
  const cells = starts.length - 1;
  const of = new Uint32Array(order.length);
  const groups = new Map<number, number[][]>(
    members.map(which => [which, Array.from({ length: labellings[which].k }, () => [])]),
  );
  for (let cell = 0; cell < cells; cell++) {
    for (let j = starts[cell]; j < starts[cell + 1]; j++) of[order[j]] = cell;
    for (const [which, byLabel] of groups) byLabel[labellings[which].labels[order[starts[cell]]]].push(cell);
  }
  return { cells, of, members: groups };
}

/** The partitions to add spectra up over, so that one walk over the cube serves every K. */
export function cellMaps(labellings: readonly Labeling[], n: number, bands: number): CellMap[] {
  return jointCells(n, labellings, Math.floor(MOST_CELL_BANDS / bands)).map(group => turned(group, labellings));
}

/** Most cells x bands that `cellMaps` can lead to with `n` spaxels, for memory estimates. */
export function mostCellBands(labellings: readonly { readonly k: number }[], bands: number, n: number): number {
  if (n * bands <= MOST_CELL_BANDS) return n * bands;
  return (
    Math.max(MOST_CELL_BANDS, ...labellings.map(({ k }) => k * bands)) + labellings.reduce((sum, { k }) => sum + k, 0) * bands
  );
}
