import { components } from '../../core/labels/components.js';
import { type EcsvColumn, writeCsv, writeEcsv } from '../../formats/index.js';
import type { EmittedResult } from './result.js';
import type { Emitter } from './types.js';

/** Axis, names of bands where there are some, then samples, mean and standard deviation of each cluster. */
function spectraColumns({ axis, clusters, unit }: EmittedResult): EcsvColumn[] {
  return [
    { name: axis.kind, unit: axis.unit, values: axis.values },
    ...(axis.names ? [{ name: 'band', values: axis.names }] : []),
    ...clusters.flatMap(({ id, name, samples, mean, std }) => [
      { name: `n_${id}`, values: Array.from(samples), description: `good samples of ${name}` },
      { name: `mean_${id}`, unit, values: Float32Array.from(mean), description: `mean of ${name}` },
      { name: `std_${id}`, unit, values: Float32Array.from(std), description: `standard deviation of ${name}` },
    ]),
  ];
}

/** Spectra as CSV. */
export const csvEmitter: Emitter = {
  describe: 'mean spectra of the clusters as CSV',
  async emit(result, { sink }) {
    const titled = spectraColumns(result).map(({ name, unit, values }) => ({ name: unit ? `${name} (${unit})` : name, values }));
    await sink.write('spectra.csv', writeCsv(titled));
  },
};

/** Spectra as ECSV. */
export const ecsvEmitter: Emitter = {
  describe: 'the same as ECSV with units, for astropy and TOPCAT',
  async emit(result, { sink }) {
    const names = Object.fromEntries(result.clusters.map(({ id, name }) => [`cluster_${id}`, name]));
    await sink.write('spectra.ecsv', writeEcsv(spectraColumns(result), { cube: result.name, ...names }));
  },
};

/** Connected regions. */
export const regionsEmitter: Emitter = {
  describe: 'a table of the connected regions of every cluster: area, centroid, bounding box, position on the sky',
  async emit(result, { sink }) {
    const { labels, styles, wcs } = result;
    const order = new Map(styles.map(({ id }, i) => [id, i]));
    const place = (label: number) => order.get(label) ?? styles.length;
    // By cluster, each as they come in the map.
    const regions = [...components(labels).regions].sort((a, b) => place(a.label) - place(b.label));
    const column = (name: string, of: (region: (typeof regions)[number]) => number) => ({ name, values: regions.map(of) });
    const names = new Map(styles.map(({ id, name }) => [id, name]));
    const sky = wcs && regions.map(({ centroid }) => wcs.pixelToSky(...centroid));
    const [longitude, latitude] = wcs?.system === 'equatorial' ? ['ra', 'dec'] : ['longitude', 'latitude'];
    const columns = [
      { name: 'region', values: regions.map((_, i) => i + 1) },
      column('label', region => region.label),
      { name: 'name', values: regions.map(({ label }) => names.get(label) ?? `${label}`) },
      column('area', region => region.area),
      column('x', region => region.centroid[0]),
      column('y', region => region.centroid[1]),
      ...['x0', 'y0', 'x1', 'y1'].map((name, i) => column(name, region => region.box[i])),
      ...(sky
        ? [
            { name: `${longitude} (deg)`, values: sky.map(at => at?.[0] ?? Number.NaN) },
            { name: `${latitude} (deg)`, values: sky.map(at => at?.[1] ?? Number.NaN) },
          ]
        : []),
    ];
    await sink.write('regions.csv', writeCsv(columns));
  },
};
