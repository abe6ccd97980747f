/** An emission line between 4750 and 9350 Angstrom: name and wavelength in air, Angstrom (NIST; Osterbrock and Ferland 2006). */
export const nebularLines = {
  hbeta: ['H-beta', 4861.333],
  oiii4959: ['[O III] 4959', 4958.911],
  oiii5007: ['[O III] 5007', 5006.843],
  feii5159: ['[Fe II] 5159', 5158.777],
  ni5198: ['[N I] 5198', 5197.902],
  ni5200: ['[N I] 5200', 5200.257],
  heii5412: ['He II 5412', 5411.52],
  nii5755: ['[N II] 5755', 5754.59],
  hei5876: ['He I 5876', 5875.624],
  oi6300: ['[O I] 6300', 6300.304],
  siii6312: ['[S III] 6312', 6312.06],
  oi6364: ['[O I] 6364', 6363.776],
  nii6548: ['[N II] 6548', 6548.05],
  halpha: ['H-alpha', 6562.819],
  nii6583: ['[N II] 6583', 6583.46],
  hei6678: ['He I 6678', 6678.152],
  sii6716: ['[S II] 6716', 6716.44],
  sii6731: ['[S II] 6731', 6730.816],
  hei7065: ['He I 7065', 7065.19],
  ariii7136: ['[Ar III] 7136', 7135.79],
  caii7291: ['[Ca II] 7291', 7291.47],
  oii7319: ['[O II] 7319', 7319.99],
  oii7330: ['[O II] 7330', 7330.73],
  niii7378: ['[Ni II] 7378', 7377.83],
  ariii7751: ['[Ar III] 7751', 7751.11],
  feii8617: ['[Fe II] 8617', 8616.95],
  pa11: ['Pa 11', 8862.783],
  pa10: ['Pa 10', 9014.91],
  siii9069: ['[S III] 9069', 9068.6],
  pa9: ['Pa 9', 9229.014],
} as const satisfies Readonly<Record<string, readonly [name: string, wavelength: number]>>;

/** A key of `nebularLines`. */
export type LineKey = keyof typeof nebularLines;

/** Fluxes of lines, relative to H-beta = 1 before extinction; a line that is absent has none. */
export type LineFluxes = Readonly<Partial<Record<LineKey, number>>>;
