import { describe, expect, it } from 'vitest';
import { edgesOf } from '../../../formats/table/index.js';
import { axisFromTags } from '../../../formats/tiff/axis.js';
import { expected, open } from './helpers.js';

const [bands] = expected.shape;
const item = (name: string, sample: number, value: string) => `<Item name="${name}" sample="${sample}">${value}</Item>`;

describe('spectral axis and frame of a TIFF', () => {
  it('takes wavelengths, names and georeference that GDAL wrote, and skips overviews', async () => {
    const source = await open('geo.tif');
    expect(source.shape).toEqual({ width: 12, height: 9, bands });
    expect(source.spectralAxis).toEqual({
      kind: 'wavelength',
      unit: 'nm',
      values: Float64Array.of(410, 420, 430, 440, 450, 460, 470),
      edges: Float64Array.of(405, 415, 425, 435, 445, 455, 465, 475),
      names: Array.from({ length: 7 }, (_, i) => `band & <${i + 1}>`),
    });
    const tags = source.frame.kind === 'geotiff' ? source.frame.tags : [];
    const scale = tags.find(t => t.id === 33550)!;
    expect([...new Float64Array(scale.bytes.slice().buffer)]).toEqual([10, 10, 0]);
    await source.close();
  });

  it('takes the names of OME channels', async () => {
    const source = await open('ome.tif');
    expect(source.spectralAxis.names).toEqual(['ch0', 'ch1', 'ch2', 'ch3', 'ch4', 'ch5', 'ch6']);
    expect(source.frame).toEqual({ kind: 'none' });
    await source.close();
  });

  it('prefers the sidecar, and says both lengths when it does not fit', async () => {
    const values = Float64Array.from({ length: 7 }, (_, i) => 600 + 4 * i);
    const axis = { kind: 'raman-shift', unit: 'cm-1', values, edges: edgesOf(values) } as const;
    const source = await open('pages.tif', { axis });
    expect(source.spectralAxis).toBe(axis);
    await source.close();
    const short = { ...axis, values: values.slice(1), edges: edgesOf(values.slice(1)) };
    await expect(open('pages.tif', { axis: short })).rejects.toThrow(/6 values for 7 bands/);
  });

  it('numbers the bands when a wavelength is missing, and says so', () => {
    const warnings: string[] = [];
    const metadata = [item('wavelength', 0, '600'), item('wavelength', 2, '700')].join('');
    expect(axisFromTags({ metadata, description: '' }, 3, warnings).kind).toBe('channel');
    expect(warnings).toEqual([expect.stringMatching(/incomplete.*--axis FILE or --axis WAVE,nm,400,10/)]);
  });

  it('wavelengths without a unit, in another order, in names, and from a product', () => {
    const warnings: string[] = [];
    const metadata = [item('wavelength', 0, '600'), item('wavelength', 1, '500'), item('wavelength', 2, '700')].join('');
    const axis = axisFromTags({ metadata, description: '' }, 3, warnings);
    expect(axis).toMatchObject({ kind: 'wavelength', unit: 'nm' });
    expect([...axis.values]).toEqual([600, 500, 700]);
    expect(warnings).toEqual([expect.stringMatching(/no unit: wavelengths from 500 to 700 are taken as nm/)]);
    const notes: string[] = [];
    const names = [item('DESCRIPTION', 0, 'Band 1 (400.5 Nanometers)'), item('DESCRIPTION', 1, 'Band 2 (410 Nanometers)')].join(
      '',
    );
    const named = axisFromTags({ metadata: names, description: '' }, 2, [], notes);
    expect([named.unit, ...named.values]).toEqual(['nm', 400.5, 410]);
    expect(notes).toEqual(['the spectral axis is read from the names of the bands']);
    const labelled = axisFromTags({ metadata: '', description: '', labels: ['0.4 um', '0.5um'] }, 2, []);
    expect([labelled.unit, ...labelled.values]).toEqual(['um', 0.4, 0.5]);
    expect(axisFromTags({ metadata: '', description: '', labels: ['red 1', 'blue 2'] }, 2, [])).toMatchObject({
      kind: 'channel',
    });
    expect([...axisFromTags({ metadata: '', description: '', beside: [418.4, 424] }, 2, []).values]).toEqual([418.4, 424]);
  });

  it('reads central wavelengths in micrometres and channel names in JSON', () => {
    const metadata = [0.49, 0.56, 0.66].map((v, i) => item('CENTRAL_WAVELENGTH_UM', i, String(v))).join('');
    const axis = axisFromTags({ metadata, description: '{"channel_names": ["B", "G", "R"]}' }, 3, []);
    expect(axis).toMatchObject({ kind: 'wavelength', unit: 'um', names: ['B', 'G', 'R'] });
    expect([...axis.values]).toEqual([0.49, 0.56, 0.66]);
  });
});
