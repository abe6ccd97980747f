import type { Narrowing } from '../../core/cube/narrowing.js';
import { components } from '../../core/labels/components.js';
import { type EcsvColumn, parseCsv, writeCsv, writeEcsv } from '../../formats/index.js';
import { readAsset } from '../edit/result.js';
import type { EmittedResult } from './result.js';
import type { Emitter } from './types.js';

const spectraOf = async ({ result, dir }: EmittedResult): Promise<string> =>
  (await readAsset(dir, result.document, 'spectra')).toString('utf8');

/** Spectra as CSV. */
export const csvEmitter: Emitter = {
  describe: 'mean spectra of the clusters as CSV',
  places: ['spectra.csv'],
  emit: async (result, { sink }) => sink.write('spectra.csv', await spectraOf(result)),
};

/** What the columns of a cluster are. */
const MEANINGS: Readonly<Record<string, string>> = {
  mean: 'mean',
  std: 'standard deviation',
  wmean: 'inverse-variance weighted mean',
  werror: 'standard error of the weighted mean',
};

/** Spectra as ECSV. */
export const ecsvEmitter: Emitter = {
  describe: 'the same as ECSV with units, for astropy and TOPCAT',
  places: ['spectra.ecsv'],
  async emit(result, { sink }) {
    const { axis, styles, unit, name } = result;
    const [titles, ...rows] = parseCsv(await spectraOf(result));
    const number = (cell: string) => (cell === '' ? Number.NaN : Number(cell));
    // Values that float32 cannot hold stand in full in spectra.csv.
    const { narrowing } = result.result.document.cube as { narrowing?: Narrowing };
    const cells = (i: number) => rows.map(row => number(row[i]));
    const column = (i: number) => (narrowing ? Float64Array.from(cells(i)) : Float32Array.from(cells(i)));
    const called = new Map(styles.map(style => [`${style.id}`, style.name]));
    const columns = titles.map((title, i): EcsvColumn => {
      const [, word, id] = /^(n|mean|std|wmean|werror)_(\d+)/.exec(title) ?? [];
      if (i === 0) return { name: axis.kind, unit: axis.unit, values: axis.values };
      if (title === 'used')
        return {
          name: title,
          values: rows.map(row => Number(row[i])),
          description: '1 where the band took part in the segmentation',
        };
      if (word === undefined) return { name: 'band', values: rows.map(row => row[i]) };
      const of = `of ${called.get(id) ?? id}`;
      if (word === 'n') return { name: `n_${id}`, values: rows.map(row => Number(row[i])), description: `good samples ${of}` };
      return { name: `${word}_${id}`, unit: narrowing?.unit ?? unit, values: column(i), description: `${MEANINGS[word]} ${of}` };
    });
    const names = Object.fromEntries([...called].map(([id, title]) => [`cluster_${id}`, title]));
    await sink.write('spectra.ecsv', writeEcsv(columns, { cube: name, ...names }));
  },
};

/** Connected regions. */
export const regionsEmitter: Emitter = {
  describe: 'a table of the connected regions of every cluster: area, centroid, bounding box, position on the sky',
  places: ['regions.csv'],
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
