import { axisFromEdges } from '../../core/cube/axis.js';
import { InputError, UsageError } from '../../core/cube/errors.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { spectralType } from './axis-types.js';
import { findHdu, requireImage } from './choose.js';
import { makeDecoder } from './decode.js';
import { hduLabel, isImage } from './hdu.js';
import { imageData } from './image-data.js';
import { readScaling } from './scaling.js';
import { scanFits } from './scan.js';
import { SPECTRA_HDUS } from './spectra-writer.js';
import { readVector } from './vector.js';
import { makeViews } from './views.js';

/** Spectra in a file, read where they are asked for. */
export interface SpectraFile {
  readonly name: string;
  readonly n: number;
  readonly bands: number;
  readonly axis: SpectralAxis;
  /** Unit of a sample (BUNIT), or ''. */
  readonly unit: string;
  /** Rows [from, from + count) into `out`, [count * bands], NaN for missing samples. */
  read(from: number, count: number, out: Float32Array): Promise<void>;
  /** True classes of rows [from, from + count), 0 where none is known; undefined when the file has no table of them. */
  labels(from: number, count: number): Promise<Int32Array> | undefined;
  close(): Promise<void>;
}

/** Bytes read in one go. */
const PIECE = 1 << 22;

/** Whether a file holds spectra as `spectraWriter` writes them, rather than a cube, an image or something else. */
export async function isSpectraFile(source: ByteSource, signal?: AbortSignal): Promise<boolean> {
  const head = await source.read(0, Math.min(source.size, 9), signal);
  if (String.fromCharCode(...head) !== 'SIMPLE  =') return false;
  const { hdus } = await scanFits(source, signal);
  return hdus.some(hdu => hdu.name === SPECTRA_HDUS.spectra && isImage(hdu) && hdu.shape.length === 2);
}

/**
 * Opens a file of spectra: the image SPECTRA [n][bands] with its bin edges in EDGES, as `spectraWriter` writes them (any BITPIX, scaling
 * and BLANK). Takes the source over: closing the result, or failing, closes it. Throws InputError.
 */
export async function openSpectra(source: ByteSource, signal?: AbortSignal): Promise<SpectraFile> {
  try {
    return await open(source, signal);
  } catch (err) {
    await source.close();
    throw err;
  }
}

async function open(source: ByteSource, signal?: AbortSignal): Promise<SpectraFile> {
  const { hdus } = await scanFits(source, signal);
  const hdu = findHdu(source, hdus, SPECTRA_HDUS.spectra);
  requireImage(source, hdu);
  const [bands, n] = hdu.shape;
  const where = `${source.name}, ${hduLabel(hdu)}`;
  if (hdu.shape.length !== 2 || !(bands > 0) || !(n > 0))
    throw new InputError('this is no list of spectra', {
      where,
      why: `its shape is ${hdu.shape.join(' x ')}, not bands x spectra`,
    });
  const edges = await readVector(source, findHdu(source, hdus, SPECTRA_HDUS.edges), bands + 1, undefined, signal);
  const type = spectralType(hdu.header, 1);
  if (!edges || !type)
    throw new InputError('the spectra have no axis', { where, why: edges ? 'no CTYPE1' : `no ${bands + 1} bin edges in EDGES` });
  const axis = axisFromEdges(type.kind, hdu.header.string('CUNIT1') ?? '', edges.values);
  const { scaling } = readScaling(source, hdu);
  const decode = makeDecoder(scaling, () => undefined);
  const { bytes: samples, offset } = imageData(source, hdu);
  const bytes = Math.abs(hdu.bitpix) / 8;
  const most = Math.max(1, Math.floor(PIECE / (bands * bytes)));
  const range = (from: number, count: number): void => {
    if (!(from >= 0 && count >= 0 && from + count <= n))
      throw new UsageError(`spectra ${from} to ${from + count} of ${n}`, { where });
  };
  const table = hdus.find(h => h.name === SPECTRA_HDUS.rows && h.kind === 'bintable');
  return {
    name: source.name,
    n,
    bands,
    axis,
    unit: hdu.header.string('BUNIT') ?? '',
    async read(from, count, out) {
      range(from, count);
      const piece = Math.min(most, count) * bands;
      const [stored, decoded] = [makeViews(piece * bytes), makeViews(piece * 4)];
      for (let row = 0; row < count; row += most) {
        const n = Math.min(most, count - row) * bands;
        await samples.readInto(offset + (from + row) * bands * bytes, stored.u8.subarray(0, n * bytes), signal);
        decode(stored, 0, 1, n, decoded, 0);
        out.set(decoded.f32.subarray(0, n), row * bands);
      }
    },
    labels(from, count) {
      if (table?.header.string('TTYPE3') !== 'LABEL') return undefined;
      range(from, count);
      const rowBytes = table.shape[0];
      return source.read(table.dataOffset + from * rowBytes, count * rowBytes, signal).then(found => {
        const view = new DataView(found.buffer, found.byteOffset, found.byteLength);
        return Int32Array.from({ length: count }, (_, i) => view.getInt32(i * rowBytes + 8));
      });
    },
    close: () => source.close(),
  };
}
