import { kewley } from '../../synth/nebular/classes.js';

/** A decimal logarithm with its standard error; one that is only an upper limit has no lower end. */
export interface Ratio {
  readonly value: number;
  readonly error: number;
  readonly limit?: boolean;
}

/** The axes of the diagrams of Baldwin, Phillips and Terlevich (1981); those that cannot be had are absent. */
export interface BptRatios {
  /** [O III] 5007 / H-beta. */
  readonly oiii?: Ratio;
  /** [N II] 6583 / H-alpha. */
  readonly nii?: Ratio;
  /** [S II] 6716, 6731 / H-alpha. */
  readonly sii?: Ratio;
}

/** Pure star formation (Kauffmann et al. 2003): log [O III]/H-beta below which galaxies have no other source of ionisation. */
export const kauffmann = (nii: number): number => (nii < 0.05 ? 0.61 / (nii - 0.05) + 1.3 : Number.NEGATIVE_INFINITY);

/** [S II]/H-alpha above which gas of a nearby galaxy is shocked (Mathewson and Clarke 1973). */
const SHOCK = Math.log10(0.4);
/** log [O III]/H-beta above which what is not a galaxy is a planetary nebula rather than an H II region (Frew and Parker 2010). */
const PLANETARY = 0.7;

/**
 * Every class the ratios allow within one standard error. `distant` sources are galaxies, others nebulae of this or a nearby galaxy. Empty where a
 * ratio is missing that the classes need.
 */
export function bptClasses({ oiii, nii, sii }: BptRatios, distant: boolean): string[] {
  const spread = (ratio: Ratio) =>
    ratio.limit ? [-3, ratio.value] : [ratio.value - ratio.error, ratio.value, ratio.value + ratio.error];
  if (!distant && sii && spread(sii).every(value => value > SHOCK)) return ['shock'];
  if (!oiii || !nii) return [];
  const classes = spread(oiii).flatMap(o3 =>
    spread(nii).flatMap(n2 => (sii ? spread(sii) : [Number.NaN]).map(s2 => (distant ? galaxy(o3, n2) : nebula(o3, n2, s2)))),
  );
  return [...new Set(classes)];
}

function nebula(oiii: number, nii: number, sii: number): string {
  if (sii > SHOCK) return 'shock';
  if (oiii > kewley.nii(nii)) return oiii > PLANETARY ? 'planetary nebula' : 'mixed ionisation';
  return oiii < kauffmann(nii) ? 'H II region' : 'mixed ionisation';
}

function galaxy(oiii: number, nii: number): string {
  if (oiii < kauffmann(nii)) return 'star-forming galaxy';
  return oiii < kewley.nii(nii) ? 'composite galaxy' : 'active nucleus or shock';
}
