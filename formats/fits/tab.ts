import type { ByteSource } from '../../core/platform/types.js';
import { tableColumns } from './columns.js';
import type { Hdu } from './hdu.js';
import { readVector } from './vector.js';

/** A one-dimensional coordinate table: value k stands at index k + 1, or at `index[k]` where the table has an indexing vector. */
export interface CoordinateTable {
  readonly values: Float64Array;
  readonly index?: Float64Array;
  readonly unit: string;
  /** EXTNAME of the table. */
  readonly from: string;
}

/**
 * The coordinate table that PSi_0 ... PVi_3 of axis i name (FITS paper III, section 6; JWST calls it WCS-TABLE). Undefined where the extension
 * or a column is missing, or the table has more than one dimension.
 */
export async function coordinateTable(
  source: ByteSource,
  hdus: readonly Hdu[],
  { header }: Hdu,
  axis: number,
  signal?: AbortSignal,
): Promise<CoordinateTable | undefined> {
  const name = (header.string(`PS${axis}_0`) ?? '').toUpperCase();
  const version = header.number(`PV${axis}_1`) ?? 1;
  const hdu = hdus.find(h => h.kind === 'bintable' && h.name.toUpperCase() === name && h.version === version);
  if (!hdu || (header.number(`PV${axis}_3`) ?? 1) !== 1) return undefined;
  const read = async (keyword: string) => {
    const wanted = header.string(keyword)?.toUpperCase();
    const column = tableColumns(hdu.header).find(({ name }) => name === wanted);
    if (!column) return undefined;
    // (K) or (1, K); more than that are the coordinates of several axes.
    const sizes = (hdu.header.string(`TDIM${column.number}`)?.match(/\d+/g) ?? []).map(Number);
    const several = sizes.filter(n => n > 1).length > 1;
    return several ? undefined : readVector(source, hdu, column.repeat, wanted, signal);
  };
  const found = await read(`PS${axis}_1`);
  if (!found) return undefined;
  if (!header.string(`PS${axis}_2`)) return { ...found, from: hdu.name };
  const index = await read(`PS${axis}_2`);
  return index && index.values.length === found.values.length ? { ...found, index: index.values, from: hdu.name } : undefined;
}

/** The value at `at` (0-based, fractional) between neighbours, the ends extended by half a cell and then held. */
function between(values: Float64Array, at: number): number {
  const last = values.length - 1;
  if (last === 0) return values[0];
  const held = Math.min(Math.max(at, -0.5), last + 0.5);
  const low = Math.min(Math.max(Math.floor(held), 0), last - 1);
  return values[low] + (held - low) * (values[low + 1] - values[low]);
}

/** The coordinate of intermediate world coordinate `psi`: through the indexing vector where there is one, else psi is the index itself. */
export function lookUp({ values, index }: CoordinateTable, psi: number): number {
  if (!index || index.length < 2) return between(values, psi - 1);
  const sign = index[index.length - 1] >= index[0] ? 1 : -1;
  let low = 0;
  while (low < index.length - 2 && sign * psi >= sign * index[low + 1]) low++;
  return between(values, low + (psi - index[low]) / (index[low + 1] - index[low]));
}
