/** A unit in SI: its size, and the powers of m, s, kg and rad in it. */
export interface Measure {
  readonly size: number;
  readonly powers: readonly [m: number, s: number, kg: number, rad: number];
}

const of = (size: number, m = 0, s = 0, kg = 0, rad = 0): Measure => ({ size, powers: [m, s, kg, rad] });
const UNITS: Readonly<Record<string, Measure>> = {
  ...{
    m: of(1, 1),
    s: of(1, 0, 1),
    Hz: of(1, 0, -1),
    J: of(1, 2, -2, 1),
    eV: of(1.602176634e-19, 2, -2, 1),
    erg: of(1e-7, 2, -2, 1),
  },
  ...{ rad: of(1, 0, 0, 0, 1), deg: of(Math.PI / 180, 0, 0, 0, 1), min: of(60, 0, 1), h: of(3600, 0, 1), micron: of(1e-6, 1) },
  Angstrom: of(1e-10, 1),
};
const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  d: 0.1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
const PREFIXED = ['m', 's', 'Hz', 'eV', 'J'];

/** Names as people write them, in lower case. */
const SPELLED: Readonly<Record<string, string>> = {
  ...{
    a: 'Angstrom',
    aa: 'Angstrom',
    å: 'Angstrom',
    ang: 'Angstrom',
    angs: 'Angstrom',
    angstrom: 'Angstrom',
    angstroms: 'Angstrom',
  },
  ...{
    ångström: 'Angstrom',
    ångstrom: 'Angstrom',
    angström: 'Angstrom',
    'angstrom(s)': 'Angstrom',
    a0: 'Angstrom',
    micrometer: 'um',
  },
  ...{
    micron: 'micron',
    microns: 'micron',
    micrometers: 'um',
    micrometre: 'um',
    micrometres: 'um',
    mum: 'um',
    nanometer: 'nm',
    nanometers: 'nm',
    nanometre: 'nm',
  },
  ...{
    nanometres: 'nm',
    meter: 'm',
    meters: 'm',
    metre: 'm',
    metres: 'm',
    kilometer: 'km',
    kilometers: 'km',
    sec: 's',
    second: 's',
    seconds: 's',
  },
  ...{
    hertz: 'Hz',
    joule: 'J',
    joules: 'J',
    electronvolt: 'eV',
    hz: 'Hz',
    khz: 'kHz',
    mhz: 'MHz',
    ghz: 'GHz',
    thz: 'THz',
    ev: 'eV',
    kev: 'keV',
  },
  ...{
    mev: 'MeV',
    gev: 'GeV',
    nm: 'nm',
    um: 'um',
    mm: 'mm',
    cm: 'cm',
    km: 'km',
    m: 'm',
    s: 's',
    j: 'J',
    kms: 'km/s',
    'kms-1': 'km/s',
    ms: 'ms',
  },
  ...{ radian: 'rad', radians: 'rad', rad: 'rad', degree: 'deg', degrees: 'deg', kayser: 'cm-1', wavenumber: 'cm-1' },
};

/** A unit by its name, with a prefix or as people write it; undefined where it is not known. */
export function measureOf(name: string): Measure | undefined {
  if (Object.hasOwn(UNITS, name)) return UNITS[name];
  const base = PREFIXED.find(unit => name.endsWith(unit) && Object.hasOwn(PREFIXES, name.slice(0, -unit.length)));
  if (base) return { ...UNITS[base], size: UNITS[base].size * PREFIXES[name.slice(0, -base.length)] };
  const lower = name.toLowerCase();
  const spelled = Object.hasOwn(SPELLED, lower) ? SPELLED[lower] : undefined;
  return spelled !== undefined && spelled !== name ? parseMeasure(spelled) : undefined;
}

const power = ({ size, powers }: Measure, n: number): Measure => ({ size: size ** n, powers: powers.map(p => p * n) as never });
const times = (a: Measure, b: Measure): Measure => ({
  size: a.size * b.size,
  powers: a.powers.map((p, i) => p + b.powers[i]) as never,
});

/** Products, quotients and powers of units and numbers as FITS, CDS, astropy and IRAF write them; undefined for anything else. */
export function parseMeasure(text: string): Measure | undefined {
  const tokens = text.match(/\*\*|[A-Za-zÅåµμö]+(?:\(s\))?|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\S/g) ?? [];
  let at = 0;
  const number = (token: string | undefined): number =>
    token !== undefined && /^[+-]?[\d.]/.test(token) ? Number(token) : Number.NaN;

  function exponent(): number | undefined {
    if (tokens[at] === '**' || tokens[at] === '^') {
      at++;
      const wrapped = tokens[at] === '(';
      if (wrapped) at++;
      const value = number(tokens[at++]);
      if (wrapped && tokens[at++] !== ')') return undefined;
      return value;
    }
    // s-1, m2: a whole number that follows a unit at once.
    if (/^[+-]?\d$/.test(tokens[at] ?? '')) return Number(tokens[at++]);
    return 1;
  }

  function factor(): Measure | undefined {
    const token = tokens[at++];
    let base: Measure | undefined;
    const value = number(token);
    if (token === '(') {
      base = product();
      if (tokens[at++] !== ')') return undefined;
    } else base = Number.isNaN(value) ? measureOf(token ?? '') : of(value);
    if (!base) return undefined;
    const plain = !Number.isNaN(value) && tokens[at] !== '**' && tokens[at] !== '^';
    const n = plain ? 1 : exponent();
    return n === undefined || !Number.isFinite(n) ? undefined : power(base, n);
  }

  function product(): Measure | undefined {
    let result = factor();
    while (result && at < tokens.length && tokens[at] !== ')') {
      const divide = tokens[at] === '/';
      if (divide || ['*', '.', '·'].includes(tokens[at])) at++;
      const next = factor();
      result = next && times(result, divide ? power(next, -1) : next);
    }
    return result;
  }
  const found = product();
  return at === tokens.length ? found : undefined;
}
