import { UsageError } from '../core/cube/errors.js';
import { noted } from '../core/cube/noted.js';
import { scanCube } from '../core/cube/scan.js';
import type { SampleSource } from '../core/cube/types.js';
import { withAxis } from '../core/cube/with-axis.js';
import { calibrateEnergies, type EnergyCalibration, energyAxisOf, type KnownLine, lineEnergy } from '../core/lines/index.js';

/** What --energy says: the straight line itself, or known lines to put it through. */
export type EnergyOption = Pick<EnergyCalibration, 'zero' | 'gain'> | readonly KnownLine[];

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;

const wrong = (text: string): UsageError =>
  new UsageError('--energy is not understood', {
    why: `'${text}'`,
    remedy: 'Write gain=0.01,zero=-0.96 (keV), channel:keV pairs 100:1.74,640:6.40, or lines near channels 174~Si,640~Fe.',
  });

/**
 * Reads `gain=0.01,zero=-0.96` (keV a channel, keV of channel 0), pairs `100:1.74,640:6.40` (channel from 0, keV or the name of a line), lines
 * near a channel `640~Fe`, or lines alone, `Si,Fe,Pb-La`, where the file has an energy axis. Throws UsageError.
 */
export function parseEnergy(text: string): EnergyOption {
  const parts = text.split(',').map(part => part.trim());
  if (parts.some(part => /^(gain|zero)\s*=/i.test(part))) {
    const values = new Map<string, number>();
    for (const part of parts) {
      const [, key, value] = new RegExp(`^(gain|zero)\\s*=\\s*(${NUMBER})$`, 'i').exec(part) ?? [];
      if (key === undefined || values.has(key.toLowerCase())) throw wrong(text);
      values.set(key.toLowerCase(), Number(value));
    }
    const gain = values.get('gain') ?? 0;
    if (!(gain > 0)) throw wrong(text);
    return { gain, zero: values.get('zero') ?? 0 };
  }
  return parts.map(part => {
    const [, channel, how, name] = new RegExp(`^(?:(${NUMBER})\\s*([:~])\\s*)?([A-Za-z0-9.+-]+)$`).exec(part) ?? [];
    if (name === undefined) throw wrong(text);
    const energy = /^[\d.+-]/.test(name) ? Number(name) : lineEnergy(name);
    if (!(energy > 0)) throw wrong(text);
    return {
      name: /^[A-Z]/.test(name) ? name : `${energy} keV`,
      energy,
      near: how !== ':',
      channel: channel === undefined ? undefined : Number(channel),
    };
  });
}

/** A spectrum of the whole: means over a spread of spaxels, NaN left out. */
async function meanSpectrum(source: SampleSource, signal?: AbortSignal): Promise<Float64Array> {
  const { cube, means } = await scanCube(source, {}, signal);
  return means.map((mean, band) => (cube.excludedBands[band] ? Number.NaN : mean));
}

const short = (value: number): string => String(Number(value.toPrecision(6)));

/**
 * The cube on the energy axis that --energy asks for, with a note that says it, with the residuals of the lines. Throws UsageError and
 * InputError as the calibration does.
 */
export async function calibrated(source: SampleSource, text: string, signal?: AbortSignal): Promise<SampleSource> {
  const option = parseEnergy(text);
  const { bands } = source.shape;
  if (!Array.isArray(option)) {
    const line = option as Pick<EnergyCalibration, 'zero' | 'gain'>;
    return withAxis(
      noted(source, [`energy: ${short(line.gain)} keV a channel, ${short(line.zero)} keV at channel 0`]),
      energyAxisOf(line, bands),
    );
  }
  const lines = option as readonly KnownLine[];
  const spectrum = lines.some(({ near }) => near) ? await meanSpectrum(source, signal) : new Float64Array(bands);
  const fit = calibrateEnergies(lines, source.spectralAxis, spectrum);
  const rms = Math.sqrt(fit.lines.reduce((sum, { residual }) => sum + residual ** 2, 0) / fit.lines.length);
  const where = fit.lines.map(
    ({ name, channel, residual }) => `${name} at channel ${short(channel)} (${(residual * 1000).toFixed(1)} eV)`,
  );
  const note =
    `energy: ${short(fit.gain)} keV a channel, ${short(fit.zero)} keV at channel 0, through ${where.join(', ')}; ` +
    `residual ${(rms * 1000).toFixed(1)} eV RMS`;
  return withAxis(noted(source, [note]), energyAxisOf(fit, bands));
}
