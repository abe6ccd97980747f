import type { SpectralAxis } from '../../core/cube/types.js';
import { kindCards, stepCards } from './spectral-cards.js';
import { type ByteSink, streamFits } from './stream.js';
import { writeFits } from './write.js';
import { commentary, formatCard, textCard } from './write-card.js';

/** Names of the HDUs of a spectra file. */
export const SPECTRA_HDUS = { spectra: 'SPECTRA', edges: 'EDGES', rows: 'ROWS' } as const;

/** What a file of spectra says about them. */
export interface SpectraToWrite {
  readonly n: number;
  readonly axis: SpectralAxis;
  /** BUNIT of the samples. */
  readonly unit: string;
  /** Names of labels 1, 2 ... */
  readonly classes?: readonly string[];
  /** Names of cubes 0, 1 ... */
  readonly cubes?: readonly string[];
  /** One HISTORY line or more each. */
  readonly history?: readonly string[];
}

/** Where spectra come from, a row of the table each: position of the cube, spaxel y * width + x, true class (0 where none is known). */
export interface SpectraOrigin {
  readonly cubes: ArrayLike<number>;
  readonly pixels: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** A file of spectra under way. */
export interface SpectraWriter {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Writes rows from `start` on: spectra [rows, bands] and their origin. Every row once, in any order, one call at a time. */
  write(start: number, spectra: Float32Array, origin: SpectraOrigin): Promise<void>;
  finish(): Promise<void>;
}

/** Bytes of a row of the table: three int32. */
const ROW = 12;

/**
 * Streams spectra as FITS: an empty primary HDU; SPECTRA, a float32 image of `n` rows of `bands` samples with the spectral axis as axis 1 (WCS
 * cards where its steps are equal); EDGES, its bin edges [bands + 1] in float64; ROWS, a binary table of `n` rows with the columns CUBE, PIXEL and
 * LABEL. Names of classes and cubes stand as LABELnnn and CUBEnnnn in the table's header. No more than a piece is held.
 */
export async function spectraWriter(sink: ByteSink, set: SpectraToWrite): Promise<SpectraWriter> {
  const { n, axis, unit, classes = [], cubes = [], history = [] } = set;
  const bands = axis.values.length;
  const columns = ['CUBE', 'PIXEL', 'LABEL'].flatMap((name, i) => [
    formatCard(`TTYPE${i + 1}`, name),
    formatCard(`TFORM${i + 1}`, 'J'),
  ]);
  const stream = streamFits(sink, [
    { bitpix: 8, shape: [], header: history.flatMap(line => commentary('HISTORY', line)) },
    { name: SPECTRA_HDUS.spectra, bitpix: -32, shape: [bands, n], header: spectraCards(axis, unit) },
    { name: SPECTRA_HDUS.edges, bitpix: -64, shape: [bands + 1], header: [formatCard('BUNIT', axis.unit)] },
    {
      xtension: 'BINTABLE',
      bitpix: 8,
      shape: [ROW, n],
      header: [
        formatCard('TFIELDS', 3),
        ...columns,
        formatCard('EXTNAME', SPECTRA_HDUS.rows),
        ...classes.slice(0, 999).map((name, i) => textCard(`LABEL${`${i + 1}`.padStart(3, '0')}`, name)),
        ...cubes.slice(0, 9999).map((name, i) => textCard(`CUBE${`${i}`.padStart(4, '0')}`, name)),
      ],
    },
  ]);
  await stream.write(2, 0, axis.edges);
  return {
    size: stream.size,
    async write(start, spectra, { cubes, pixels, labels }) {
      const rows = spectra.length / bands;
      const table = new Uint8Array(rows * ROW);
      const view = new DataView(table.buffer);
      for (let i = 0; i < rows; i++) [cubes[i], pixels[i], labels[i]].forEach((v, c) => void view.setInt32(i * ROW + 4 * c, v));
      await stream.write(1, start * bands, spectra);
      await stream.write(3, start * ROW, table);
    },
    finish: () => stream.finish(),
  };
}

const spectraCards = (axis: SpectralAxis, unit: string): string[] => [
  formatCard('BUNIT', unit),
  ...kindCards(axis, 1),
  ...(stepCards(axis, 1) ?? []),
  formatCard('CTYPE2', 'SPECTRUM'),
];

/** Spectra [n, bands] with their latents [n, L] as a FITS file like that of `spectraWriter`, with an image LATENTS in place of the table. */
export function sampledFits(
  { n, axis, unit, history = [] }: Omit<SpectraToWrite, 'classes' | 'cubes'>,
  spectra: Float32Array,
  latents: Float32Array,
): Uint8Array<ArrayBuffer> {
  const bands = axis.values.length;
  return writeFits([
    { header: history.flatMap(line => commentary('HISTORY', line)), shape: [] },
    { name: SPECTRA_HDUS.spectra, header: spectraCards(axis, unit), data: spectra, shape: [bands, n] },
    { name: SPECTRA_HDUS.edges, header: [formatCard('BUNIT', axis.unit)], data: axis.edges, shape: [bands + 1] },
    { name: 'LATENTS', header: [formatCard('CTYPE2', 'SPECTRUM')], data: latents, shape: [latents.length / n, n] },
  ]);
}
