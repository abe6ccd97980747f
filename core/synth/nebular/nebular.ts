import { createRandom } from '../../cluster/random.js';
import { UsageError } from '../../cube/errors.js';
import type { SpectralAxis } from '../../cube/types.js';
import { SPEED_OF_LIGHT } from '../../cube/units.js';
import { addGaussian, SIGMA_OF_FWHM } from '../erf.js';
import type { Synthesis } from '../types.js';
import { nebularClasses } from './classes.js';
import { lineSpread, noiseOn } from './noise.js';
import { drawScene, type Nebula } from './scene.js';

/** How a field of nebulae becomes a cube. */
export interface NebularOptions {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** Bands between 4749.375 and 9350.625 Angstrom (default 3681: MUSE's own; 1024 for encoders). */
  readonly bands?: number;
  /** Noise relative to that of the deep MUSE cube it was taken from (default 1; 0 for none). The scene does not depend on it. */
  readonly noise?: number;
  /** Signal to noise of H-alpha (at noise 1) where a nebula ends and the background begins (default 15). */
  readonly edge?: number;
  /** Recession of the scene, km/s (default 0; M 33 has -179). */
  readonly velocity?: number;
}

const HALPHA = 6562.819;
/** Variance that the source's own photons add, per 1e-20 erg/s/cm2/Angstrom: the sky's 33 units a spaxel make about 1.3. */
const PHOTONS = 0.04;
/** Below this part of the edge a nebula adds nothing. */
const FAINT = 1e-3;

/** MUSE's spectral axis, or the same range in another number of equal bins; wavelengths in air, Angstrom. */
export function museAxis(bands = 3681): SpectralAxis {
  const [start, step] = [4750 - 0.625, (3681 * 1.25) / bands];
  return {
    kind: 'wavelength-air',
    unit: 'Angstrom',
    values: Float64Array.from({ length: bands }, (_, i) => start + (i + 0.5) * step),
    edges: Float64Array.from({ length: bands + 1 }, (_, i) => start + i * step),
  };
}

/**
 * A field of H II regions, planetary nebulae and shocks before a stellar background, as MUSE would see it: lines of class-true ratios, broadened
 * by the instrument and by the gas, moved by rotation; noise by wavelength from a real cube. In units of 1e-20 erg/s/cm2/Angstrom. Abundances
 * are shares of H-alpha, where the background counts with the flux at which a nebula ends; the label is the largest share.
 * Throws UsageError for wrong options.
 */
export function synthNebular(options: NebularOptions): Synthesis {
  const { width, height, seed, bands = 3681, noise = 1, edge = 15, velocity = 0 } = options;
  const whole = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high;
  if (
    !whole(width, 1, 65536) ||
    !whole(height, 1, 65536) ||
    !whole(bands, 16, 65536) ||
    !(noise >= 0) ||
    !(edge > 0) ||
    !(Math.abs(velocity) < 3e4)
  ) {
    throw new UsageError('the nebulae cannot be synthesised', {
      why: `${width} x ${height}, ${bands} bands, noise ${noise}, edge ${edge}`,
    });
  }
  const spectralAxis = museAxis(bands);
  const sky = noiseOn(spectralAxis.edges);
  const unit = edge * fluxNoise();
  const { nebulae, stars, rotation } = drawScene(width, height, createRandom(seed, 1));

  const background = nebularClasses.length;
  const materials = [...nebularClasses, 'background'];
  const abundances = materials.map(() => new Float32Array(width * height));
  const labels = new Uint8Array(width * height);
  for (let p = 0; p < labels.length; p++) {
    const shares = new Float64Array(materials.length);
    shares[background] = 1;
    for (const { kind, brightness } of nebulae) shares[kind] += brightness(p % width, Math.floor(p / width));
    const total = shares.reduce((sum, share) => sum + share, 0);
    shares.forEach((share, m) => {
      abundances[m][p] = share / total;
    });
    labels[p] = 1 + shares.indexOf(Math.max(...shares));
  }

  const spectrum = new Float64Array(bands);
  const colour = spectralAxis.values.map(wavelength => wavelength / HALPHA);
  const continua = new Map(nebulae.map(({ slope }) => [slope, colour.map(ratio => ratio ** slope)]));
  /** The spaxel's spectrum without noise, in `spectrum`. */
  const render = (x: number, y: number): void => {
    const old = stars(x, y);
    for (let band = 0; band < bands; band++) spectrum[band] = old * (1.6 - 0.6 * colour[band]);
    for (const nebula of nebulae) {
      const flux = nebula.brightness(x, y);
      if (flux > FAINT) addNebula(nebula, x, y, flux * unit, velocity + rotation(x, y));
    }
  };
  const addNebula = (nebula: Nebula, x: number, y: number, flux: number, speed: number): void => {
    const level = flux / nebula.equivalentWidth;
    const continuum = continua.get(nebula.slope)!;
    for (let band = 0; band < bands; band++) spectrum[band] += level * continuum[band];
    const shift = 1 + (speed + nebula.velocity(x, y)) / SPEED_OF_LIGHT;
    const second = nebula.share(x, y);
    nebula.models.forEach(({ lines }, m) => {
      for (const line of lines) {
        const centre = line.wavelength * shift;
        const sigma = Math.hypot(lineSpread(centre) * SIGMA_OF_FWHM, (centre * nebula.sigma) / SPEED_OF_LIGHT);
        addGaussian(spectrum, spectralAxis.edges, centre, sigma, flux * line.flux * (m === 1 ? second : 1 - second), true);
      }
    });
  };
  return {
    shape: { width, height, bands },
    spectralAxis,
    unit: '10**(-20)*erg/s/cm**2/Angstrom',
    classes: materials,
    labels: { width, height, data: labels },
    materials,
    abundances,
    hasVariance: true,
    row(y, data, variance) {
      const random = createRandom(seed, 2 + y);
      const width0 = spectralAxis.edges[1] - spectralAxis.edges[0];
      for (let x = 0, at = 0; x < width; x++) {
        render(x, y);
        for (let band = 0; band < bands; band++, at++) {
          const spread = noise * noise * (sky[band] + (PHOTONS * 1.25 * Math.max(0, spectrum[band])) / width0);
          if (variance) variance[at] = spread;
          data[at] = spectrum[band] + Math.sqrt(spread) * random.normal();
        }
      }
    },
    expected(y, data) {
      for (let x = 0; x < width; x++) {
        render(x, y);
        data.set(spectrum, x * bands);
      }
    },
  };
}

/** Noise of the flux of an unresolved H-alpha line, summed over the channels within one FWHM on either side, in 1e-20 erg/s/cm2. */
function fluxNoise(): number {
  const { values, edges } = museAxis();
  const variance = noiseOn(edges);
  const reach = lineSpread(HALPHA);
  let sum = 0;
  values.forEach((wavelength, i) => {
    if (Math.abs(wavelength - HALPHA) <= reach) sum += variance[i] * 1.25 ** 2;
  });
  return Math.sqrt(sum);
}
