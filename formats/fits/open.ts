import { InputError } from '../../core/cube/errors.js';
import { FlagCounter, type FlagRule, flagsSaid } from '../../core/cube/flags.js';
import { narrowedUnit } from '../../core/cube/narrowing.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource, OnSpill } from '../../core/platform/types.js';
import type { SectionRange } from '../bytes/index.js';
import { findAxes } from './axes.js';
import { chooseCube, otherCubes } from './choose.js';
import { type AskedCompanions, findCompanions, flagDecoder } from './companions/index.js';
import { contentsOf } from './contents.js';
import { FitsCube, type FitsCubeParts } from './cube.js';
import { fitsjsCanRead, fitsjsLoads, planeByFitsjs } from './fitsjs.js';
import { celestialFrame } from './frame.js';
import { type Hdu, hduLabel } from './hdu.js';
import { ImageReader } from './image-reader.js';
import type { Layout } from './layout.js';
import { fitsNarrowing, narrowedScaling } from './narrow.js';
import { asCube, isRowStack } from './rows.js';
import { dtypeOf, readScaling, type Scaling } from './scaling.js';
import { scanFits } from './scan.js';
import { type AxisWindow, axisInWindow, frameInWindow, sectionText, windowsOf } from './section.js';
import { readSpectralAxis } from './spectral-axis.js';
import { requireRoom, unpack } from './unpack.js';

/** Options of openFits. */
export interface OpenFitsOptions {
  /** Number (0 = primary) or EXTNAME in any case, optionally `NAME,EXTVER`. Default: the first image with three axes longer than 1. */
  readonly hdu?: string | number;
  /** Window and steps on each FITS axis (cfitsio's `[1:200,1:200,*]`); axes left out are whole. */
  readonly section?: readonly SectionRange[];
  /** 0-based plane on every axis longer than 1 beside space and spectrum, in axis order (Stokes). */
  readonly plane?: readonly number[];
  /** Which axis is spectral, against what CTYPE says: index from 0 as numpy counts, or a CTYPE. */
  readonly spectralAxis?: string;
  /** Replaces the spectral axis of the file (a sidecar). */
  readonly axis?: SpectralAxis;
  /** HDUs of variance and quality, and which bits of the latter count; by default what the file says. */
  readonly companions?: AskedCompanions;
  readonly signal?: AbortSignal;
  /** How large a `.fits.gz` or a tile-compressed image may unpack; default 16 GiB. */
  readonly maxSpillBytes?: number;
  /** Is told how far a `.fits.gz` is unpacked. */
  readonly onSpill?: OnSpill;
}

/**
 * Opens a FITS (or .fits.gz) cube. Takes the source over: closing the result, or failing, closes it. Throws InputError for files that
 * cannot be trusted or are not supported, EmptyError for one band, UsageError for planes that do not exist.
 */
export async function openFits(source: ByteSource, options: OpenFitsOptions = {}): Promise<SampleSource> {
  let bytes = source;
  const close = async (): Promise<void> => {
    if (bytes !== source) await bytes.close();
    await source.close();
  };
  try {
    bytes = await unpack(source, options);
    return new FitsCube({ ...(await describeCube(bytes, options)), close });
  } catch (err) {
    await close();
    throw err;
  }
}

/** With which power of the scale of the samples each kind of variance grows. */
const VARIANCE_POWER = { variance: 2, sigma: 1, inverse: -2 } as const;

async function describeCube(
  source: ByteSource,
  { hdu: asked, section, plane, spectralAxis: named, axis, companions: askedCompanions, signal, maxSpillBytes }: OpenFitsOptions,
): Promise<Omit<FitsCubeParts, 'close'>> {
  const { hdus: found, warnings: scanned } = await scanFits(source, signal);
  const chosen = chooseCube(source, found, asked);
  const stacked = isRowStack(found, chosen);
  const cube = stacked ? asCube(chosen) : chosen;
  const hdus = stacked ? found.map(hdu => (hdu === chosen ? cube : hdu)) : found;
  const windows = windowsOf(source.name, cube, section);
  const axes = findAxes(source.name, cube, windows, {
    plane,
    asked: named,
    primary: hdus[0],
    spectralAxis: stacked ? 1 : undefined,
  });
  const windowOf = (axis: number): AxisWindow => windows[axis - 1];
  const spectral = axis
    ? { axis, from: 'the option', warnings: [] }
    : await readSpectralAxis(source, hdus, cube, axes.bandAxis, axes.spectral, signal);
  const spectralAxis = axis ?? axisInWindow(spectral.axis, windowOf(axes.bandAxis));
  if (spectralAxis.values.length !== axes.shape.bands) {
    throw new InputError('the axis given has another length than the cube', {
      where: source.name,
      why: `${spectralAxis.values.length} values for ${axes.shape.bands} bands`,
    });
  }
  const whole = celestialFrame(cube, hdus[0], axes.xAxis, axes.yAxis);
  const { frame, warnings: cut } = frameInWindow(whole.frame, windowOf(axes.xAxis), windowOf(axes.yAxis));
  const companions = findCompanions(source, hdus, cube, askedCompanions);
  const label = hduLabel(cube);
  const warnings = [
    ...scanned,
    ...[...axes.warnings, ...spectral.warnings.map(aboutAxis), ...whole.warnings, ...cut, ...companions.warnings].map(
      line => `${label}: ${line}`,
    ),
  ];

  const reader = (
    hdu: Hdu,
    { flags, narrow = scaling => scaling }: { readonly flags?: FlagRule; readonly narrow?: (scaling: Scaling) => Scaling } = {},
  ): { image: ImageReader; scaling: Scaling } => {
    requireRoom(source, hdu, maxSpillBytes);
    const { scaling: stored, warnings: found } = readScaling(source, hdu);
    const scaling = narrow(stored);
    warnings.push(...found.map(line => `${hduLabel(hdu)}: ${line}`));
    const onInexact = () => void warnings.push(`${hduLabel(hdu)}: 64-bit integers beyond 2^53 are rounded`);
    const decode = flags && flagDecoder(scaling, flags);
    return { image: new ImageReader(source, hdu, axes.layout, scaling, onInexact, decode), scaling };
  };
  requireRoom(source, cube, maxSpillBytes);
  const { variance: beside, quality } = companions;
  const own = cube.header.string('BUNIT') ?? '';
  const { narrowing, note } = await fitsNarrowing(source, cube, readScaling(source, cube).scaling, own, signal);
  if (note) warnings.push(`${label}: ${note}`);
  const data = reader(cube, { narrow: narrowing && (scaling => narrowedScaling(scaling, narrowing)) });
  const power = beside && VARIANCE_POWER[beside.rule];
  const factor = narrowing && power ? narrowing.scale ** power : 0;
  const narrows = factor > 0 && Number.isFinite(factor);
  if (narrowing && beside && !narrows) warnings.push(`${label}: float32 cannot hold the variances beside it, not used`);
  const variance = narrowing && !narrows ? undefined : beside;
  return {
    name: `${source.name}${hdus.length > 1 ? `[${cube.name || cube.index}]` : ''}${section ? sectionText(section) : ''}`,
    shape: axes.shape,
    dtype: dtypeOf(readScaling(source, cube).scaling),
    unit: narrowing ? narrowedUnit(narrowing) : own,
    narrowing,
    spectralAxis,
    frame,
    warnings,
    contents: contentsOf(hdus, { cube, asked: asked !== undefined, companions, axisFrom: spectral.from }),
    axisFrom: spectral.from,
    data: data.image,
    notes: [
      ...(stacked
        ? [`spectra in rows: ${cube.shape[1]} spectra of ${cube.shape[0]} bands are read as ${cube.shape[1]} x 1 spaxels`]
        : []),
      ...companions.notes,
      ...othersSaid(source.name, hdus, cube),
    ],
    quality: quality && {
      reader: reader(quality.hdu, { flags: quality.flags }).image,
      counter: new FlagCounter(
        `${hduLabel(quality.hdu)}, ${quality.flags.text}`,
        axes.shape.height,
        axes.shape.width * axes.shape.bands,
        tally => warnings.push(...flagsSaid(tally, quality.flags.by)),
      ),
    },
    variance: variance && {
      reader: reader(variance.hdu, { narrow: narrowing && (scaling => narrowedScaling(scaling, narrowing, power)) }).image,
      rule: variance.rule,
    },
    planeByFitsjs:
      quality || narrowing || !fitsjsCanRead(hdus, source).ok ? undefined : fitsjsPlanes(source, cube, axes.layout, data.scaling),
  };
}

/** What --axis makes pointless is known by these words (see withAxis). */
const aboutAxis = (line: string): string => (/spectral (axis|CTYPE)/i.test(line) ? line : `spectral axis: ${line}`);

/** A line that names the other cubes of the file, where there are some. */
function othersSaid(file: string, hdus: readonly Hdu[], cube: Hdu): string[] {
  const nameOf = (hdu: Hdu): string => String(hdu.name || hdu.index);
  const others = otherCubes(hdus, cube);
  if (others.length === 0) return [];
  const some = others.slice(0, 8).map(hdu => `${nameOf(hdu)} (${hdu.shape.join(' x ')})`);
  const more = others.length > some.length ? ` and ${others.length - some.length} more` : '';
  return [`other cubes in the file: ${some.join(', ')}${more}; name one as '${file}[${nameOf(others[0])}]'`];
}

/** Whole planes by fitsjs where they lie in one run and it can be loaded; undefined otherwise. */
function fitsjsPlanes(
  source: ByteSource,
  cube: Hdu,
  { axes, base }: Layout,
  { bitpix, zero, scale }: Scaling,
): FitsCubeParts['planeByFitsjs'] {
  const [band, y, x] = axes;
  if (band.role !== 'band' || x.stride !== 1 || y.stride !== x.length) return undefined;
  const bytesPerSample = Math.abs(bitpix) / 8;
  return async (k, signal) => {
    if (!(await fitsjsLoads())) return undefined;
    const bytes = await source.read(
      cube.dataOffset + (base + k * band.stride) * bytesPerSample,
      x.length * y.length * bytesPerSample,
      signal,
    );
    return planeByFitsjs(bytes, bitpix, zero, scale);
  };
}
