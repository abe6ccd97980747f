import { InputError, UsageError } from '../../core/cube/errors.js';
import { inOrder } from '../../core/cube/in-order.js';
import { narrowedUnit } from '../../core/cube/narrowing.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource, OnSpill } from '../../core/platform/types.js';
import type { AxisChoice } from '../axes/index.js';
import { MAX_SPILL_BYTES } from '../bytes/index.js';
import type { Beside } from '../raw/index.js';
import { axisFromTags, gdalItems } from './axis.js';
import { fieldNumber, fieldNumbers, fieldText } from './fields.js';
import { readFrame } from './frame.js';
import { readDirectories, type TiffDirectory } from './ifd.js';
import { type Layout, readLayout, readMask } from './layout.js';
import { type Mask, masked } from './masked.js';
import { tiffNarrowing } from './narrow.js';
import type { TiffLimits } from './page.js';
import { productWavelengths } from './product.js';
import { TiffSource } from './source.js';
import { readImageJ } from './stacks/imagej.js';
import { sliceLabels } from './stacks/labels.js';
import { readOme } from './stacks/ome.js';
import { readShaped } from './stacks/shaped.js';
import { TAG } from './tags.js';
import { readWindow } from './window.js';

/** How to open a TIFF: `axis` (a sidecar) replaces what the tags say; `limits` bound what a file may ask for. */
export interface OpenTiffOptions {
  readonly axis?: SpectralAxis;
  /** Index (from 0) on each further axis of an OME-TIFF or an ImageJ hyperstack, the faster first. */
  readonly plane?: readonly number[];
  /** Which dimension of such a stack is spectral: C, Z, T, or its number from 0 among the long axes, as tifffile shows them. */
  readonly spectralAxis?: string;
  /** How many values a spectral axis has that comes from elsewhere: it tells which dimension it belongs to. */
  readonly bands?: number;
  /** Bands stay in the order of the file, whatever it says of their wavelengths: an axis will come from elsewhere. */
  readonly keepOrder?: boolean;
  /** Finds the metadata file of a product. */
  readonly beside?: Beside;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<TiffLimits>;
  /** Is told how far strips as high as the image are unpacked. */
  readonly onSpill?: OnSpill;
}

const LIMITS: TiffLimits = { maxIfds: 16384, maxBlockBytes: 256 << 20, maxSlabBytes: 64 << 20, maxSpillBytes: MAX_SPILL_BYTES };

/** Which pages are the bands, where OME, ImageJ or tifffile say it. */
async function stackOf(file: TiffDirectory, description: string, samples: number, choice: AxisChoice) {
  const { name } = file.source;
  const ome = readOme(description, name, file.ifds.length, samples, choice);
  if (ome || samples > 1) return ome;
  const size = {
    width: await fieldNumber(file, file.ifds[0], TAG.ImageWidth, 0),
    height: await fieldNumber(file, file.ifds[0], TAG.ImageLength, 0),
  };
  return readImageJ(description, name, choice) ?? readShaped(description, name, size, choice);
}

/** The band that is transparency (ExtraSamples 1 or 2), or undefined. */
async function alphaBand(file: TiffDirectory, { ifd, samples }: { ifd: TiffDirectory['ifds'][0]; samples: number }) {
  const extra = (await fieldNumbers(file, ifd, TAG.ExtraSamples)) ?? new Float64Array(0);
  const at = extra.findIndex(kind => kind === 1 || kind === 2);
  const band = samples - extra.length + at;
  return at >= 0 && band >= 0 && samples > 1 ? band : undefined;
}

/** What says where there are no data: the alpha band, else the internal mask. */
function maskOf(layout: Layout, alpha: number | undefined, internal: Layout | undefined): Mask | undefined {
  const image = alpha === undefined ? internal : { ...layout, nodata: undefined };
  if (!image) return undefined;
  const depth = image.order === 'bip' ? image.bands : 1;
  // A value for missing samples above 0 can be that of full opacity.
  const missing = !((layout.nodata ?? 0) > 0);
  return {
    band: alpha,
    leavesOut: value => value <= 0 || (missing && Number.isNaN(value)),
    async read(window, signal) {
      const all = new Float32Array(window.width * window.rows * depth);
      await readWindow(image, window, depth === 1 ? (alpha ?? 0) : 0, depth === 1 ? 1 : depth, all, signal);
      return depth === 1 ? all : Float32Array.from({ length: all.length / depth }, (_, i) => all[i * depth + alpha!]);
    },
  };
}

/**
 * Opens a TIFF (classic or BigTIFF, strips or tiles, chunky or planar, or one page a band) as a cube of float32 samples. An alpha band is no band of the
 * cube: where it, or an internal mask, is 0 there are no data. Everything the file claims is checked against its size before samples are read; overviews are
 * left out. Throws InputError for files that are damaged, unsupported or not TIFF.
 */
export async function openTiff(source: ByteSource, options: OpenTiffOptions = {}): Promise<SampleSource> {
  const limits = { ...LIMITS, ...options.limits };
  const warnings: string[] = [];
  const notes: string[] = [];
  const file = await readDirectories(source, limits.maxIfds, options.signal);
  const description = await fieldText(file, file.ifds[0], TAG.ImageDescription);
  const samples = await fieldNumber(file, file.ifds[0], TAG.SamplesPerPixel, 1);
  const choice = {
    plane: options.plane,
    spectralAxis: options.spectralAxis,
    bands: options.axis?.values.length ?? options.bands,
  };
  const stack = await stackOf(file, description, samples, choice);
  const asked = options.plane ? 'plane' : options.spectralAxis === undefined ? undefined : 'axis';
  if (!stack && asked)
    throw new UsageError(`there is no ${asked} to choose`, {
      where: source.name,
      why: 'of TIFF files only those of OME, ImageJ and tifffile name further axes',
    });
  warnings.push(...(stack?.warnings ?? []));
  const { layout, first } = await readLayout(file, limits, warnings, stack?.pages);
  const alpha = layout.bands > 1 && !stack?.pages ? await alphaBand(file, first) : undefined;
  const internal = alpha === undefined ? await readMask(file, limits, layout, warnings) : undefined;
  const bands = layout.bands - (alpha === undefined ? 0 : 1);
  const metadata = await fieldText(file, first.ifd, TAG.GDAL_METADATA);
  const told = stack && 'axis' in stack && stack.axis.values.length === bands ? stack.axis : undefined;
  const axis = options.axis ?? told;
  if (axis && axis.values.length !== bands) {
    throw new InputError('the spectral axis does not fit the image', {
      where: source.name,
      why: `${axis.values.length} values for ${bands} bands`,
      remedy: 'Give an axis of one value per band.',
    });
  }
  const items = gdalItems(metadata);
  if (items.some(i => /^(SCALE|OFFSET)$/.test(i.name))) warnings.push('GDAL scale and offset are not applied: samples as stored');
  if ((await fieldNumber(file, first.ifd, TAG.Orientation, 1)) !== 1)
    warnings.push('orientation tag not applied: rows and columns as stored');
  if (layout.type.bits === 64 && layout.type.kind !== 'f') warnings.push('64-bit integers are rounded to float32');
  const unit = items.find(i => i.name === 'UNITTYPE')?.value ?? '';
  const all = await sliceLabels(file, file.ifds[0]);
  const labels = stack?.pages ? stack.pages.map(page => all[page] ?? '') : all;
  const beside = axis ? undefined : await productWavelengths(source, options.beside, options.signal);
  const spectral = axis ?? axisFromTags({ metadata, description, labels, beside }, bands, warnings, notes);
  const { narrowing, note } = await tiffNarrowing(layout, unit, options.signal);
  if (note) warnings.push(note);
  const opened = new TiffSource(narrowing ? { ...layout, narrowing } : layout, limits, {
    ...{ unit: narrowing ? narrowedUnit(narrowing) : unit, spectralAxis: spectral, frame: await readFrame(file, first.ifd) },
    ...{ warnings, notes, onSpill: options.onSpill },
  });
  const mask = maskOf(layout, alpha, internal);
  const what = alpha === undefined ? 'the internal mask' : `band ${alpha + 1}, which is alpha and no band of the cube,`;
  const cube = mask ? masked(opened, mask, [`there are no data where ${what} is 0`]) : opened;
  return options.axis || options.keepOrder ? cube : inOrder(cube);
}
