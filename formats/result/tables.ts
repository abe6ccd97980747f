import { type Narrowing, restored } from '../../core/cube/narrowing.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import { type CsvColumn, writeCsv } from '../table/index.js';

const described = (word: string, unit: string): string => (unit ? `${word} (${unit})` : word);

/**
 * spectra.csv: a row for each native band; the axis with its unit, band names where there are some, then for each cluster `n_I` good
 * samples, `mean_I` and `std_I` in the unit of the cube, and where samples were weighted `wmean_I` and its standard error `werror_I`; last `used`, 1 where
 * the band took part in the segmentation, 0 where it is nonzero in `excluded`. Cells without a good sample are empty. With `narrowing` the values are the
 * file's own, in its unit.
 */
export function spectraCsv(
  axis: SpectralAxis,
  unit: string,
  clusters: readonly Pick<ClusterDescription, 'id' | 'samples' | 'mean' | 'std' | 'weighted'>[],
  excluded: Uint8Array,
  narrowing?: Narrowing,
): string {
  const own = narrowing?.unit ?? unit;
  const column = (name: string, values: Float64Array, difference = false): CsvColumn => ({
    name: described(name, own),
    values: narrowing ? restored(values, narrowing, difference) : Float32Array.from(values),
  });
  const columns: CsvColumn[] = [{ name: described(axis.kind, axis.unit), values: axis.values }];
  if (axis.names) columns.push({ name: 'name', values: axis.names });
  for (const { id, samples, mean, std, weighted } of clusters)
    columns.push(
      { name: `n_${id}`, values: samples },
      column(`mean_${id}`, mean),
      column(`std_${id}`, std, true),
      ...(weighted ? [column(`wmean_${id}`, weighted.mean), column(`werror_${id}`, weighted.error, true)] : []),
    );
  columns.push({ name: 'used', values: excluded.map(flag => (flag ? 0 : 1)) });
  return writeCsv(columns);
}

/**
 * spectra-encoder.csv: the paper's three averages in the encoder's space, a row for each of its bands: `input_I` mean of the
 * preprocessed spectra (eq. 8), `decoded_I` mean of the decoded spectra (eq. 9), `centre_I` decoded mean latent (eq. 10).
 */
export function encoderSpectraCsv({ encoderAxis }: Segmentation, clusters: readonly ClusterDescription[]): string {
  const columns: CsvColumn[] = [{ name: encoderAxis.label, values: encoderAxis.values }];
  for (const { id, meanInput, meanDecoded, decodedMean } of clusters)
    columns.push(
      { name: `input_${id}`, values: Float32Array.from(meanInput) },
      { name: `decoded_${id}`, values: Float32Array.from(meanDecoded) },
      { name: `centre_${id}`, values: Float32Array.from(decodedMean) },
    );
  return writeCsv(columns);
}
