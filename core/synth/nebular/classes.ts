import type { Random } from '../../cluster/random.js';
import { extinction } from './extinction.js';
import { type LineFluxes, type LineKey, nebularLines } from './lines.js';

/** What a nebula can be: ionised by young stars, by a dying one, or by a shock. */
export const nebularClasses = ['H II region', 'planetary nebula', 'shock'] as const;

/** Strong-line ratios, decimal logarithms, free of extinction: the axes of the diagrams of Baldwin, Phillips and Terlevich (1981). */
export interface StrongLines {
  /** log [O III] 5007 / H-beta. */
  readonly oiii: number;
  /** log [N II] 6583 / H-alpha. */
  readonly nii: number;
  /** log [S II] 6716,6731 / H-alpha. */
  readonly sii: number;
  /** log [O I] 6300 / H-alpha. */
  readonly oi: number;
}

/** One model nebula. */
export interface NebularModel {
  readonly ratios: StrongLines;
  /** Colour excess E(B-V). */
  readonly reddening: number;
  /** Lines as they arrive, H-alpha = 1. */
  readonly lines: readonly { readonly key: LineKey; readonly wavelength: number; readonly flux: number }[];
}

/** Largest starburst (Kewley et al. 2001): log [O III]/H-beta below which star formation can explain the ratio of each diagram. */
export const kewley = {
  nii: (x: number): number => (x < 0.47 ? 0.61 / (x - 0.47) + 1.19 : Number.NEGATIVE_INFINITY),
  sii: (x: number): number => (x < 0.32 ? 0.72 / (x - 0.32) + 1.3 : Number.NEGATIVE_INFINITY),
  oi: (x: number): number => (x < -0.59 ? 0.73 / (x + 0.59) + 1.33 : Number.NEGATIVE_INFINITY),
};

/**
 * Draws a model of a class (0 H II region, 1 planetary nebula, 2 shock) from the region it fills in the BPT diagrams:
 * H II regions along the sequence of star formation, below all of Kewley's curves; planetary nebulae with strong [O III] and He II and weak
 * [S II] and [O I] (Frew and Parker 2010); shocks with [S II]/H-alpha above 0.4 and strong [O I] (supernova remnants: Fesen et al. 1985).
 */
export function drawModel(random: Random, kind: number): NebularModel {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const nii = [() => between(-1, -0.45), () => between(-1, 0.2), () => between(-0.35, 0.1)][kind]();
  const ratios: StrongLines = [
    () => ({
      oiii: 0.61 / (nii - 0.05) + 1.3 - between(0.05, 0.45),
      nii,
      sii: between(-1.05, -0.85) + 0.36 * (nii + 1),
      oi: between(-2.3, -1.8),
    }),
    () => ({ oiii: between(0.9, 1.15), nii, sii: nii - between(0.9, 1.3), oi: nii - between(1, 1.5) }),
    () => ({ oiii: between(0.1, 0.6), nii, sii: between(-0.3, 0.05), oi: between(-0.9, -0.3) }),
  ][kind]();
  const reddening = between(0.05, 0.5);
  const fluxes = kind === 0 ? starlit(ratios, random) : kind === 1 ? planetary(ratios, random) : shocked(ratios, random);
  const seen = (key: LineKey) => (fluxes[key] ?? 0) * 10 ** (-0.4 * extinction(nebularLines[key][1]) * reddening);
  const halpha = seen('halpha');
  const keys = (Object.keys(nebularLines) as LineKey[]).filter(key => seen(key) > 0);
  return { ratios, reddening, lines: keys.map(key => ({ key, wavelength: nebularLines[key][1], flux: seen(key) / halpha })) };
}

/** Lines that the strong ratios settle, H-beta = 1; the doublets' ratios are those of atomic physics. `density` is [S II] 6716/6731. */
function strong({ oiii, nii, sii, oi }: StrongLines, balmer: number, density: number): LineFluxes {
  const [o3, n2, s2, o1] = [10 ** oiii, balmer * 10 ** nii, balmer * 10 ** sii, balmer * 10 ** oi];
  return {
    hbeta: 1,
    halpha: balmer,
    oiii5007: o3,
    oiii4959: o3 / 2.98,
    nii6583: n2,
    nii6548: n2 / 3.05,
    sii6716: (s2 * density) / (1 + density),
    sii6731: s2 / (1 + density),
    oi6300: o1,
    oi6364: o1 / 3.1,
    // Case B at 10^4 K.
    pa9: 0.0254,
    pa10: 0.0184,
    pa11: 0.0138,
  };
}

function starlit(ratios: StrongLines, random: Random): LineFluxes {
  const helium = 0.1 + 0.04 * random.uniform();
  return {
    ...strong(ratios, 2.86, 1.3 + 0.12 * random.uniform()),
    hei5876: helium,
    hei6678: 0.28 * helium,
    hei7065: 0.18 * helium,
    ariii7136: 0.06 + 0.06 * random.uniform(),
    ariii7751: 0.02,
    siii9069: 0.2 + 0.15 * random.uniform(),
    siii6312: 0.012,
    oii7319: 0.02,
    oii7330: 0.016,
  };
}

function planetary(ratios: StrongLines, random: Random): LineFluxes {
  const helium = 0.12 + 0.06 * random.uniform();
  return {
    ...strong(ratios, 2.82, 0.5 + 0.4 * random.uniform()),
    hei5876: helium,
    hei6678: 0.28 * helium,
    hei7065: 0.45 * helium,
    heii5412: 0.06 * random.uniform(),
    nii5755: 0.05 * 10 ** ratios.nii,
    ariii7136: 0.12 + 0.15 * random.uniform(),
    ariii7751: 0.04,
    siii9069: 0.15 + 0.2 * random.uniform(),
    siii6312: 0.02,
    oii7319: 0.05,
    oii7330: 0.04,
  };
}

function shocked(ratios: StrongLines, random: Random): LineFluxes {
  const helium = 0.1 + 0.05 * random.uniform();
  const iron = 0.1 + 0.15 * random.uniform();
  return {
    ...strong(ratios, 3.05, 0.9 + 0.5 * random.uniform()),
    hei5876: helium,
    hei6678: 0.25 * helium,
    nii5755: 0.08,
    ni5198: 0.05,
    ni5200: 0.05,
    feii5159: iron,
    feii8617: 0.8 * iron,
    caii7291: 0.1 + 0.3 * random.uniform(),
    niii7378: 0.06,
    oii7319: 0.25,
    oii7330: 0.2,
    ariii7136: 0.05,
    siii9069: 0.12,
  };
}
