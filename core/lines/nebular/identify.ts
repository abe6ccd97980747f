import { convertAxis } from '../../cube/axis.js';
import type { SpectralAxis } from '../../cube/types.js';
import { requireUnitFactor, SPEED_OF_LIGHT } from '../../cube/units.js';
import type { Suggestion } from '../../segmentation.js';
import type { MeanSpectrum } from '../types.js';
import { type BptRatios, bptClasses, type Ratio } from './classify.js';
import { type OpticalLine, opticalLines, toVacuum } from './lines.js';
import { type LineSpectrum, type MeasuredLine, type Measurement, measureLines } from './measure.js';
import { residualOf } from './noise.js';
import { peakSignificance, redshifts } from './redshift.js';

/** Where redshifts are sought. */
const RANGE = [-0.005, 1.5] as const;
/** Sources that move away faster are galaxies. */
const DISTANT = 0.01;
/** Redshifts this close are of one object. */
const SAME_OBJECT = 0.003;
/** How far gas may move against a redshift that is told. */
const NEAR = 0.002;
/** Lines a redshift must explain, and how far its score must lead. */
const FEWEST_LINES = 3;
const LEAD = 1.25;
/** Significance of a line that is shown. */
const SHOWN = 5;
/** Half the window of the continuum, Angstrom. */
const HALF_WINDOW = 75;
/** Fewer spectra than this have no reliable errors. */
const FEWEST_SPECTRA = 4;

/**
 * Emission lines in the mean spectra of clusters on an axis of wavelength (air where it does not say), with the redshift that explains them. All
 * lines of a spectrum share redshift and width; a line is there if the fit is clearly worse without it. Without `redshift` a spectrum needs three
 * lines of its own, or two at the redshift of another.
 */
export function identifyNebulae(axis: SpectralAxis, spectra: readonly MeanSpectrum[], redshift?: number): Suggestion[] {
  const { edges, values } = convertAxis(axis, 'Angstrom');
  const rising = edges[edges.length - 1] > edges[0];
  const turn = (list: Float64Array) => (rising ? list : list.toReversed());
  const centres = turn(values);
  const band = (centres[centres.length - 1] - centres[0]) / (centres.length - 1);
  const rest = (line: OpticalLine) => (axis.kind === 'wavelength-vacuum' ? toVacuum(line.wavelength) : line.wavelength);
  const inputs = spectra.map((s): LineSpectrum => {
    const turned = { mean: turn(s.mean), std: turn(s.std), samples: turn(s.samples) };
    return { ...residualOf(turned, Math.max(5, Math.round(HALF_WINDOW / band))), edges: turn(edges), centres };
  });
  const enough = spectra.map(({ samples }) => Math.max(...samples) >= FEWEST_SPECTRA);
  const significances = inputs.map(peakSignificance);
  const measured = (i: number, z: number): Measurement =>
    measureLines(
      inputs[i],
      opticalLines.filter(line => {
        const wavelength = rest(line) * (1 + z);
        return wavelength > centres[2] && wavelength < centres[centres.length - 3];
      }),
      rest,
      z,
    );
  /** At a redshift that others tell: two lines must be there, and none missing that must. */
  const at = (i: number, z: number): Measurement | undefined => {
    const [best] = redshifts(significances[i], centres, rest, [z - NEAR, z + NEAR]);
    return best && best.score > 0 ? measured(i, best.z) : undefined;
  };
  const own = inputs.map((_, i) => {
    if (!enough[i]) return undefined;
    if (redshift !== undefined) return at(i, redshift);
    const [best, second] = redshifts(significances[i], centres, rest, RANGE);
    const clear = best && best.matched >= FEWEST_LINES && best.score > 0 && !(second?.score * LEAD > best.score);
    return clear ? measured(i, best.z) : undefined;
  });
  const strength = own.map(m => (m ? Math.hypot(...m.lines.map(line => line.significance)) : 0));
  const leader = own[strength.indexOf(Math.max(...strength))];
  const factor = requireUnitFactor('Angstrom', axis.unit);
  return inputs.map((input, i) => {
    const found = own[i] ?? (enough[i] && leader ? at(i, leader.z) : undefined);
    const shown = found?.lines.filter(line => line.significance >= SHOWN) ?? [];
    const needed = own[i] && redshift === undefined ? FEWEST_LINES : 2;
    if (!found || shown.length < needed) return nothing(enough[i]);
    // Parts of one object are all near or all far.
    const same = leader !== undefined && Math.abs(found.z - leader.z) < SAME_OBJECT;
    return suggestion(found, shown, input, factor, {
      borrowed: own[i] === undefined,
      distant: (same ? leader.z : found.z) > DISTANT,
    });
  });
}

function nothing(enough: boolean): Suggestion {
  const note = enough ? 'No emission lines that fit together.' : 'Too few spectra for an error of their mean.';
  return { kind: 'nebular', name: '', elements: [], lines: [], notes: [note] };
}

function suggestion(
  { z, zError, lines }: Measurement,
  shown: readonly MeasuredLine[],
  { edges, continuum, lines: residual }: LineSpectrum,
  factor: number,
  { borrowed, distant }: { borrowed: boolean; distant: boolean },
): Suggestion {
  const bpt = ratiosOf(lines);
  const classes = bptClasses(bpt, distant);
  const velocity = `${Math.round(SPEED_OF_LIGHT * z)} ± ${Math.max(1, Math.round(SPEED_OF_LIGHT * zError))} km/s`;
  const has = (name: string) => shown.some(({ line }) => line.name.startsWith(name));
  const notes = [
    distant ? `Redshift ${z.toFixed(4)}.` : `Velocity ${velocity}.`,
    borrowed && 'The redshift is that of another cluster.',
    classes.length > 2 && `The ratios allow ${classes.join(', ')}.`,
    classes.includes('planetary nebula') && has('He II') && 'He II speaks for a planetary nebula.',
    classes.includes('shock') && has('[O I]') && '[O I] speaks for a shock.',
  ];
  const bands = edges.length - 1;
  return {
    kind: 'nebular',
    name: classes.length > 0 && classes.length <= 2 ? classes.join(' or ') : 'emission lines',
    elements: [],
    lines: shown.map(({ line, wavelength, flux, significance }) => {
      const b = Math.min(bands - 1, edges.findIndex(edge => edge > wavelength) - 1);
      const area = flux / (edges[b + 1] - edges[b]);
      return { name: line.name, position: wavelength * factor, value: continuum[b] + residual[b], significance, area };
    }),
    notes: notes.filter(note => note !== false),
    redshift: { z, error: zError },
    ratios: [
      { name: '[O III]/Hβ', ratio: bpt.oiii },
      { name: '[N II]/Hα', ratio: bpt.nii },
      { name: '[S II]/Hα', ratio: bpt.sii },
    ].flatMap(({ name, ratio }) => (ratio && !ratio.limit ? [{ name, value: ratio.value, error: ratio.error }] : [])),
  };
}

/** Ratios whose lower line is there; where the upper one is not, three standard errors of it are the limit. */
function ratiosOf(lines: readonly MeasuredLine[]): BptRatios {
  const sum = (...names: readonly string[]) => {
    const parts = lines.filter(({ line }) => names.includes(line.name));
    if (parts.length < names.length) return undefined;
    return { flux: parts.reduce((all, { flux }) => all + flux, 0), error: Math.hypot(...parts.map(({ error }) => error)) };
  };
  const ratio = (upper: ReturnType<typeof sum>, lower: ReturnType<typeof sum>): Ratio | undefined => {
    if (!upper || !lower || lower.flux < 3 * lower.error) return undefined;
    if (upper.flux < 3 * upper.error)
      return { value: Math.log10((upper.flux + 3 * upper.error) / lower.flux), error: 0, limit: true };
    const error = Math.hypot(upper.error / upper.flux, lower.error / lower.flux) / Math.LN10;
    return { value: Math.log10(upper.flux / lower.flux), error };
  };
  const halpha = sum('Hα');
  return {
    oiii: ratio(sum('[O III] 5007'), sum('Hβ')),
    nii: ratio(sum('[N II] 6583'), halpha),
    sii: ratio(sum('[S II] 6716', '[S II] 6731'), halpha),
  };
}
