import { type Hdu, hduLabel, isImage } from './hdu.js';

/** How a companion's values become variances. */
export type VarianceRule = 'variance' | 'sigma' | 'inverse';

/** HDUs that belong to the data HDU, of the same shape. */
export interface Companions {
  readonly variance?: { readonly hdu: Hdu; readonly rule: VarianceRule };
  readonly quality?: Hdu;
  readonly warnings: readonly string[];
}

const VARIANCE: readonly (readonly [VarianceRule, RegExp])[] = [
  ['variance', /^(STAT|VAR|VARIANCE)$/],
  ['sigma', /^(ERR|ERROR|UNCERT|UNCERTAINTY|SIGMA)$/],
  ['inverse', /^IVAR$/],
];
const QUALITY = /^(DQ|MASK)$/;
const HDUCLAS3: ReadonlyMap<string, VarianceRule> = new Map([
  ['MSE', 'variance'],
  ['RMSE', 'sigma'],
  ['INVMSE', 'inverse'],
]);

const trimmed = (shape: readonly number[]): string => shape.join(' x ').replace(/( x 1)+$/, '');

/**
 * Finds variance (STAT, VAR, VARIANCE; ERR squared; IVAR inverted) and quality (DQ, MASK: nonzero is bad) beside a data HDU: by ESO's
 * ERRDATA and QUALDATA cards, else by EXTNAME with the EXTVER of the data. Another shape or type is a warning, and it is not used.
 */
export function findCompanions(hdus: readonly Hdu[], cube: Hdu): Companions {
  const upper = (hdu: Hdu): string => hdu.name.toUpperCase();
  const warnings: string[] = [];
  if (QUALITY.test(upper(cube)) || VARIANCE.some(([, names]) => names.test(upper(cube)))) return { warnings };
  const usable = (hdu: Hdu): boolean => {
    const why = !isImage(hdu)
      ? `it is ${hdu.kind}`
      : trimmed(hdu.shape) !== trimmed(cube.shape)
        ? `its shape is ${hdu.shape.join(' x ')}, not ${cube.shape.join(' x ')}`
        : undefined;
    if (why) warnings.push(`${hduLabel(hdu)} is not used: ${why}`);
    return why === undefined;
  };
  const pick = (card: string, names: RegExp): Hdu | undefined => {
    const named = cube.header.string(card)?.toUpperCase();
    const test = (hdu: Hdu): boolean => (named ? upper(hdu) === named : names.test(upper(hdu)));
    return hdus.find(hdu => hdu !== cube && test(hdu) && (named || hdu.version === cube.version) && usable(hdu));
  };

  let variance: Companions['variance'];
  for (const [rule, names] of VARIANCE) {
    const hdu = pick('ERRDATA', names);
    if (!hdu) continue;
    variance = {
      hdu,
      rule:
        HDUCLAS3.get(hdu.header.string('HDUCLAS3') ?? '') ?? VARIANCE.find(([, known]) => known.test(upper(hdu)))?.[0] ?? rule,
    };
    break;
  }
  let quality = pick('QUALDATA', QUALITY);
  if (quality && quality.bitpix < 0) {
    warnings.push(`${hduLabel(quality)} is not used: its samples are no integers`);
    quality = undefined;
  }
  return { variance, quality, warnings: [...new Set(warnings)] };
}
