/** A pigment: what it is made of, and how it looks. */
export interface Pigment {
  readonly name: string;
  /** Formulae with their mass shares; none for the bare support. */
  readonly formulae: readonly (readonly [formula: string, share: number])[];
  /** 0xrrggbb of the pure paint, typical. */
  readonly color: number;
}

/** Iron earths carry clay and quartz, ultramarine carries diopside, inks carry gum. */
const CLAY = 'Al2Si2O9H4';
const QUARTZ = 'SiO2';

const pigment = (name: string, color: number, ...formulae: (readonly [string, number])[]): Pigment => ({ name, color, formulae });

/** Historical pigments by key. Formulae as in Eastaugh et al., Pigment Compendium (2008); shares of impurities are typical. */
export const pigments = {
  azurite: pigment('azurite', 0x2a5a9b, ['2CuCO3.Cu(OH)2', 0.95], [QUARTZ, 0.03], ['Fe2O3', 0.02]),
  'bone-black': pigment('bone black', 0x232122, ['Ca5P3O13H', 0.84], ['C', 0.16]),
  'copper-resinate': pigment('copper resinate', 0x2f6b3a, ['CuC40H58O4', 1]),
  gold: pigment('gold', 0xc9a23f, ['Au', 0.92], ['Ag', 0.06], ['Cu', 0.02]),
  indigo: pigment('indigo', 0x26364f, ['C16H10N2O2', 0.8], ['CaCO3', 0.2]),
  'iron-gall-ink': pigment(
    'iron gall ink',
    0x3b2a22,
    ['FeC7H4O5', 0.72],
    ['K2SO4', 0.12],
    ['ZnSO4', 0.05],
    ['CuSO4', 0.05],
    ['CaSO4', 0.06],
  ),
  'lead-tin-yellow': pigment('lead-tin yellow', 0xe8cf5a, ['Pb2SnO4', 1]),
  'lead-white': pigment('lead white', 0xf0ebe5, ['2PbCO3.Pb(OH)2', 1]),
  malachite: pigment('malachite', 0x4f9a75, ['CuCO3.Cu(OH)2', 0.96], [QUARTZ, 0.04]),
  massicot: pigment('massicot', 0xe6b84f, ['PbO', 1]),
  minium: pigment('minium', 0xe0562c, ['Pb3O4', 1]),
  'mosaic-gold': pigment('mosaic gold', 0xb8923e, ['SnS2', 1]),
  orpiment: pigment('orpiment', 0xe6b52e, ['As2S3', 1]),
  parchment: pigment('parchment', 0xe3d5b4),
  'red-lake': pigment('red lake', 0x9a2c40, ['C14H8O4', 0.45], ['Al2O3', 0.35], ['K2SO4', 0.1], ['CaSO4', 0.1]),
  'red-ochre': pigment('red ochre', 0x96432b, ['Fe2O3', 0.45], [CLAY, 0.35], [QUARTZ, 0.18], ['TiO2', 0.01], ['MnO2', 0.01]),
  silver: pigment('silver', 0xb4b4b2, ['Ag', 0.97], ['Cu', 0.03]),
  smalt: pigment(
    'smalt',
    0x3d4f8f,
    [QUARTZ, 0.68],
    ['K2O', 0.16],
    ['CoO', 0.07],
    ['As2O3', 0.05],
    ['Fe2O3', 0.02],
    ['NiO', 0.01],
    ['Bi2O3', 0.01],
  ),
  ultramarine: pigment('ultramarine', 0x27408f, ['Na8Al6Si6O24S3', 0.82], ['CaMgSi2O6', 0.1], ['CaCO3', 0.05], ['FeS2', 0.03]),
  umber: pigment('umber', 0x6a4a30, ['Fe2O3', 0.45], ['MnO2', 0.15], [CLAY, 0.25], [QUARTZ, 0.15]),
  verdigris: pigment('verdigris', 0x43b3a0, ['CuC4H6O4.Cu(OH)2', 1]),
  vermilion: pigment('vermilion', 0xd23b2a, ['HgS', 1]),
  'yellow-ochre': pigment('yellow ochre', 0xcb9a43, ['FeOOH', 0.4], [CLAY, 0.4], [QUARTZ, 0.19], ['TiO2', 0.01]),
} satisfies Readonly<Record<string, Pigment>>;

/** A key of `pigments`. */
export type PigmentKey = keyof typeof pigments;

/** Seven palettes of Italian illuminators of the 13th to 16th century; each has the bare parchment too. */
export const palettes = {
  azurite: ['lead-white', 'vermilion', 'azurite', 'malachite', 'lead-tin-yellow', 'bone-black', 'parchment'],
  choirbook: ['lead-white', 'vermilion', 'minium', 'azurite', 'malachite', 'gold', 'iron-gall-ink', 'parchment'],
  court: ['lead-white', 'vermilion', 'ultramarine', 'verdigris', 'lead-tin-yellow', 'red-lake', 'gold', 'silver', 'parchment'],
  earths: ['lead-white', 'yellow-ochre', 'red-ochre', 'umber', 'azurite', 'copper-resinate', 'bone-black', 'parchment'],
  friar: ['lead-white', 'minium', 'yellow-ochre', 'indigo', 'verdigris', 'mosaic-gold', 'iron-gall-ink', 'parchment'],
  smalt: ['lead-white', 'vermilion', 'smalt', 'malachite', 'lead-tin-yellow', 'umber', 'bone-black', 'parchment'],
  ultramarine: [
    'lead-white',
    'vermilion',
    'ultramarine',
    'malachite',
    'orpiment',
    'red-lake',
    'gold',
    'iron-gall-ink',
    'parchment',
  ],
} satisfies Readonly<Record<string, readonly PigmentKey[]>>;

/** A key of `palettes`. */
export type PaletteName = keyof typeof palettes;

/** Names of the palettes, sorted. */
export const paletteNames = Object.keys(palettes) as readonly PaletteName[];
