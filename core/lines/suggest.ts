import { UsageError } from '../cube/errors.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import { usedOnly } from '../describe/used.js';
import type { Segmentation, Suggestion } from '../segmentation.js';
import { identifyNebulae } from './nebular/identify.js';
import type { MeanSpectrum } from './types.js';
import { identifyElements } from './xrf/identify.js';

/** How clusters are named. */
export interface SuggestOptions {
  /** Which lines are looked for: `auto` goes by the axis (energy: XRF; wavelength within 0.3 to 1.1 micrometres: nebular). */
  readonly lines?: 'auto' | 'xrf' | 'nebular' | 'off';
  /** The redshift of all nebulae, where it is known. */
  readonly redshift?: number;
}

/** Fewer bands than this show no lines. */
const FEWEST_BANDS = 64;
/** Bands of an optical spectrum are at most this wide, Angstrom. */
const WIDEST_BAND = 10;

/**
 * The segmentation with a suggestion for every cluster of its K: element lines on an axis of energy, lines of ionised gas on one of wavelength.
 * On other axes it comes back as it is. Throws UsageError for lines that the axis cannot have, or a redshift that is none.
 */
export function withSuggestions(segmentation: Segmentation, options: SuggestOptions = {}): Segmentation {
  const { k, sweep } = segmentation;
  return {
    ...segmentation,
    sweep: sweep.map(entry => {
      if (entry.k !== k) return entry;
      const used = entry.clusters.map(cluster => usedOnly(cluster, segmentation.cube.excludedBands));
      const suggestions = suggest(segmentation.axis, used, options);
      return { ...entry, clusters: entry.clusters.map((cluster, i) => ({ ...cluster, suggestion: suggestions?.[i] })) };
    }),
  };
}

/** What mean spectra on one axis may be, in their order; undefined where the axis has no lines that are known here. Throws UsageError. */
export function suggest(
  axis: SpectralAxis,
  spectra: readonly MeanSpectrum[],
  { lines = 'auto', redshift }: SuggestOptions = {},
): Suggestion[] | undefined {
  if (redshift !== undefined && !(redshift > -0.1 && redshift < 12))
    throw new UsageError(`a redshift of ${redshift}`, { why: 'expected a number from -0.1 to 12' });
  const energy = unitFactor(axis.unit, 'keV') !== undefined && axis.kind === 'energy';
  const wavelength = unitFactor(axis.unit, 'Angstrom') !== undefined && axis.kind.startsWith('wavelength');
  if ((lines === 'xrf' && !energy) || (lines === 'nebular' && !wavelength))
    throw new UsageError(`no ${lines} lines on this axis`, {
      why: `it is of ${axis.kind}${axis.unit ? ` in ${axis.unit}` : ''}`,
      remedy: `Give the cube an axis of ${lines === 'xrf' ? 'energy' : 'wavelength'}, or leave --lines out.`,
    });
  if (lines === 'off' || spectra.length === 0 || axis.values.length < FEWEST_BANDS) return undefined;
  if (energy) return identifyElements(axis, spectra);
  return wavelength && (lines === 'nebular' || optical(axis)) ? identifyNebulae(axis, spectra, redshift) : undefined;
}

/** Whether the axis is that of a spectrograph for visible light. */
function optical({ edges, unit }: SpectralAxis): boolean {
  const factor = unitFactor(unit, 'Angstrom')!;
  const ends = [edges[0] * factor, edges[edges.length - 1] * factor];
  const width = Math.abs(ends[1] - ends[0]) / (edges.length - 1);
  return Math.min(...ends) >= 2900 && Math.max(...ends) <= 11_000 && width <= WIDEST_BAND;
}
