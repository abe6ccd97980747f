import { convertAxis } from '../../cube/axis.js';
import type { SpectralAxis } from '../../cube/types.js';
import { requireUnitFactor } from '../../cube/units.js';
import type { Suggestion } from '../../segmentation.js';
import { meanErrors } from '../errors.js';
import type { MeanSpectrum } from '../types.js';
import { calibrate } from './calibrate.js';
import { decide, type FoundElement } from './decide.js';
import { fitXrf, type XrfSpectrum, xrfModel } from './fit.js';
import { type Calibration, lineGroups } from './groups.js';
import { pigmentHints } from './hints.js';

/** Elements with less than this part of the largest area are evidence, but not part of a name. */
const MINOR = 0.03;
const MOST_NAMED = 4;
const MOST_HINTS = 5;
/** Families below this significance are not shown. */
const SHOWN = 5;
/** Fewer spectra than this have no reliable errors. */
const FEWEST = 4;

/**
 * Elements in the mean spectra of clusters on an axis of energy. One energy calibration and line width is fitted to all of them together; each
 * is then a sum of all lines of the table, scattered lines, sum and escape peaks and a continuum, and an element is named if the fit is clearly
 * worse without it. Lines: xraylib (Schoonjans et al. 2011).
 */
export function identifyElements(axis: SpectralAxis, spectra: readonly MeanSpectrum[]): Suggestion[] {
  const { edges } = convertAxis(axis, 'keV');
  const factor = requireUnitFactor('keV', axis.unit);
  const rising = edges[edges.length - 1] > edges[0];
  const turn = (list: Float64Array) => (rising ? list : list.toReversed());
  const increasing = turn(edges);
  const groups = lineGroups(increasing[0] + 0.1, increasing[increasing.length - 1] - 0.1);
  const inputs = spectra.map(
    (s): XrfSpectrum => ({
      edges: increasing,
      mean: turn(s.mean.map(v => (Number.isNaN(v) ? 0 : v))),
      error: turn(meanErrors(s.std, s.samples)),
    }),
  );
  const calibration = calibrate(together(inputs, spectra), groups);
  const model = xrfModel(increasing, groups, calibration);
  const place = (energy: number) => ((energy - calibration.offset) / (1 + calibration.gain)) * factor;
  return inputs.map((input, i) => {
    if (Math.max(...spectra[i].samples) < FEWEST) return nothing('Too few spectra for an error of their mean.');
    const { found, ambiguous } = decide(input, model, fitXrf(input, model));
    return suggestion(found, ambiguous, energy => ({
      position: place(energy),
      value: valueAt(input, energy, calibration),
    }));
  });
}

function nothing(note: string): Suggestion {
  return { kind: 'xrf', name: '', elements: [], lines: [], notes: [note] };
}

/** The mean of all spectra, by their counts. */
function together(inputs: readonly XrfSpectrum[], spectra: readonly MeanSpectrum[]): XrfSpectrum {
  const shares = spectra.map(({ samples }) => Math.max(...samples));
  const total = shares.reduce((sum, n) => sum + n, 0);
  const sum = (of: (input: XrfSpectrum, share: number, b: number) => number) =>
    inputs[0].mean.map((_, b) => inputs.reduce((all, input, i) => all + of(input, shares[i] / total, b), 0));
  return {
    edges: inputs[0].edges,
    mean: sum(({ mean }, share, b) => share * mean[b]),
    error: sum(({ error }, share, b) => (share * error[b]) ** 2).map(Math.sqrt),
  };
}

function suggestion(
  found: readonly FoundElement[],
  ambiguous: readonly (readonly string[])[],
  at: (energy: number) => { position: number; value: number },
): Suggestion {
  const largest = found[0]?.area ?? 0;
  const named = found.filter(({ area }) => area >= MINOR * largest).slice(0, MOST_NAMED);
  const hints = pigmentHints(named.map(({ symbol }) => symbol));
  const notes = [
    hints.length > 0 &&
      `Pigments with these elements: ${hints.slice(0, MOST_HINTS).join(', ')}${hints.length > MOST_HINTS ? ` and ${hints.length - MOST_HINTS} more` : ''}.`,
    ...ambiguous.map(symbols => `${symbols.join(' or ')}: their lines overlap.`),
    found.length === 0 && 'No element can be told from the continuum.',
  ];
  return {
    kind: 'xrf',
    name: named.map(({ symbol }) => symbol).join(', '),
    elements: found.map(({ symbol, significance, area }) => ({ symbol, significance, area })),
    lines: found
      .flatMap(({ symbol, families }) =>
        families
          .filter(({ significance }) => significance >= SHOWN)
          .map(({ family, significance, area }) => ({
            name: `${symbol} ${family.name}`,
            significance,
            area,
            ...at(family.energy),
          })),
      )
      .sort((p, q) => p.position - q.position),
    notes: notes.filter(note => note !== false),
  };
}

function valueAt({ edges, mean }: XrfSpectrum, energy: number, { offset, gain }: Calibration): number {
  const seen = (energy - offset) / (1 + gain);
  const band = edges.findIndex(edge => edge > seen) - 1;
  // The top of a line may stand a band beside its energy.
  return Math.max(...[band - 1, band, band + 1].map(b => mean[b] ?? Number.NEGATIVE_INFINITY));
}
