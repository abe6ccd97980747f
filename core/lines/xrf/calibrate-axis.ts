import { linearAxis } from '../../cube/axis.js';
import { InputError, UsageError } from '../../cube/errors.js';
import { findPeaks } from '../../cube/peaks.js';
import { runningMedian } from '../../cube/running-median.js';
import type { SpectralAxis } from '../../cube/types.js';

/** A known line: its energy in keV, and the channel (from 0) where it is, or about where it is. */
export interface KnownLine {
  readonly name: string;
  readonly energy: number;
  /** Absent: near where the axis has this energy. */
  readonly channel?: number;
  /** Look for the nearest peak of the spectrum. */
  readonly near: boolean;
}

/** A straight line through known lines. */
export interface EnergyCalibration {
  /** keV of channel 0, and keV a channel. */
  readonly zero: number;
  readonly gain: number;
  /** Where each line was found (channel from 0), and how far it is off the straight line in keV. */
  readonly lines: readonly { readonly name: string; readonly channel: number; readonly residual: number }[];
}

/** Peaks are looked for within this share of the channels; a peak of 140 eV is about 0.7 % of 2048 channels wide. */
const REACH = 0.015;
const LEAST_REACH = 4;
/** The continuum under a peak: a running median of this half width, as a share of the channels. */
const CONTINUUM = 0.05;

function approximate(line: KnownLine, axis: SpectralAxis): number {
  if (line.channel !== undefined) return line.channel;
  if (axis.kind !== 'energy') {
    throw new UsageError(`it is not known where to look for ${line.name}`, {
      why: 'the file has no energy axis',
      remedy: `Say about which channel it is: 640~${line.name}.`,
    });
  }
  const { values, unit } = axis;
  const target = unit === 'eV' ? line.energy * 1000 : line.energy;
  return values.reduce((best, value, i) => (Math.abs(value - target) < Math.abs(values[best] - target) ? i : best), 0);
}

/** Least squares through points (channel, keV). Throws UsageError for fewer than two channels, or energies that fall. */
export function fitEnergies(
  points: readonly { readonly name: string; readonly channel: number; readonly energy: number }[],
): EnergyCalibration {
  const n = points.length;
  const [x, y] = (['channel', 'energy'] as const).map(key => points.reduce((sum, point) => sum + point[key], 0) / n);
  const spread = points.reduce((sum, { channel }) => sum + (channel - x) ** 2, 0);
  const gain = points.reduce((sum, { channel, energy }) => sum + (channel - x) * (energy - y), 0) / spread;
  if (n < 2 || !(spread > 0) || !(gain > 0)) {
    throw new UsageError('an energy calibration needs two lines at different channels, energies rising with the channels', {
      why: points.map(({ name, channel }) => `${name} at channel ${Number(channel.toFixed(2))}`).join(', '),
    });
  }
  const zero = y - gain * x;
  return {
    zero,
    gain,
    lines: points.map(({ name, channel, energy }) => ({ name, channel, residual: energy - (zero + gain * channel) })),
  };
}

/** The channel of the strongest peak within `reach` of a channel: the centroid of its upper half over the continuum. */
function peakNear(spectrum: Float64Array, continuum: Float64Array, about: number, reach: number): number | undefined {
  const channels = Float64Array.from(spectrum, (_, i) => i);
  const [strongest] = findPeaks(channels, spectrum, { max: spectrum.length, minSignificance: 5 }).filter(
    ({ position }) => Math.abs(position - about) <= reach,
  );
  if (!strongest) return undefined;
  const height = (i: number): number => spectrum[i] - continuum[i];
  const top = Math.round(strongest.position);
  const half = height(top) / 2;
  let [first, last] = [top, top];
  while (height(first - 1) > half) first--;
  while (height(last + 1) > half) last++;
  let [sum, moment] = [0, 0];
  for (let i = first; i <= last; i++) {
    sum += height(i);
    moment += i * height(i);
  }
  return moment / sum;
}

/**
 * Calibrates the channels of a spectrum [bands] by known lines: those that are `near` a channel are put at the strongest peak there, then a
 * straight line is fitted. Throws UsageError where lines are too few or unplaced, InputError where no peak is near.
 */
export function calibrateEnergies(lines: readonly KnownLine[], axis: SpectralAxis, spectrum: Float64Array): EnergyCalibration {
  const bands = axis.values.length;
  const continuum = runningMedian(spectrum, Math.max(5, Math.round(CONTINUUM * bands)));
  const reach = Math.max(LEAST_REACH, REACH * bands);
  const points = lines.map(line => {
    const { name, energy } = line;
    if (!line.near) return { name, energy, channel: line.channel! };
    const about = approximate(line, axis);
    const channel = peakNear(spectrum, continuum, about, reach);
    if (channel !== undefined) return { name, energy, channel };
    throw new InputError(`no peak for ${name}`, {
      why: `the mean spectrum has none within ${Math.round(reach)} channels of channel ${Math.round(about)}`,
      remedy: 'Give a nearer channel, or another line.',
    });
  });
  return fitEnergies(points);
}

/** The axis of a calibration, in keV. */
export const energyAxisOf = ({ zero, gain }: Pick<EnergyCalibration, 'zero' | 'gain'>, bands: number): SpectralAxis =>
  linearAxis('energy', 'keV', zero, gain, bands);
