"""Writes core/synth/xrf/elements.ts: lines, production cross sections, attenuation and scattering of the elements that paint needs.

Source: xraylib 4.0.0 (T. Schoonjans et al., Spectrochim. Acta B 66 (2011) 776; BSD-3-Clause), Debian package python3-xraylib.
Run: /usr/bin/python3 samples/tables/make_xrf.py
"""
import math
import os

import numpy as np
import xraylib as xr

ELEMENTS = 'H Be C N O F Na Mg Al Si P S Cl Ar K Ca Ti Cr Mn Fe Co Ni Cu Zn As Se Br Sr Mo Ag Cd Sn Sb Ba Au Hg Pb Bi'.split()
GRID = np.geomspace(0.5, 40.0, 64)
VOLTAGE = 40.0  # kV
ANGLE = math.radians(90.0)
# Lines beside the anode's own: everything with an energy in 0.5 .. 40 keV.
SHELLS = {'K': xr.K_SHELL, 'L1': xr.L1_SHELL, 'L2': xr.L2_SHELL, 'L3': xr.L3_SHELL, 'M': xr.M5_SHELL}
LINES = {
    'K': ['KL2', 'KL3', 'KM2', 'KM3', 'KN2', 'KN3'],
    'L1': ['L1M2', 'L1M3', 'L1N2', 'L1N3'],
    'L2': ['L2M1', 'L2M4', 'L2N4', 'L2O4'],
    'L3': ['L3M1', 'L3M4', 'L3M5', 'L3N1', 'L3N4', 'L3N5', 'L3O4', 'L3O5'],
    'M': ['M5N7', 'M5N6', 'M4N6', 'M3N5'],
}


def tube(anode='Mo'):
    """Photons per unit of the tube's output by energy [keV] (Kramers' law behind 3 mm of air's worth of Be window), and the anode's lines.

    The lines carry 30 % of the photons above 1 keV, split by xraylib's radiative rates: a molybdenum tube at 40 kV.
    """
    energy = np.linspace(1.0, VOLTAGE, 1561)[:-1]
    z = xr.SymbolToAtomicNumber(anode)
    kramers = (VOLTAGE - energy) / energy
    window = np.exp(-np.array([xr.CS_Total(4, e) for e in energy]) * 1.848 * 0.0125)
    # Absorption in the anode itself takes the soft end away (take-off angle 20 degrees, mean depth 1.5 um).
    own = np.exp(-np.array([xr.CS_Total(z, e) for e in energy]) * xr.ElementDensity(z) * 1.5e-4 / math.sin(math.radians(20)))
    photons = kramers * window * own
    lines = []
    for name in ('KL3', 'KL2', 'KM3', 'KM2'):
        lines.append((xr.LineEnergy(z, getattr(xr, name + '_LINE')), xr.RadRate(z, getattr(xr, name + '_LINE'))))
    rate = sum(r for _, r in lines)
    lines = [(e, r / rate * 0.3 / 0.7 * photons.sum()) for e, r in lines]
    total = photons.sum() + sum(r for _, r in lines)
    return energy, photons / total, [(e, r / total) for e, r in lines]


def number(value, digits=4):
    return f'{value:.{digits}g}'.replace('e-0', 'e-').replace('e+0', 'e')


def main():
    energy, photons, anode = tube()
    source = list(zip(energy, photons)) + anode
    rows = []
    for symbol in ELEMENTS:
        z = xr.SymbolToAtomicNumber(symbol)
        groups = []
        for shell, code in SHELLS.items():
            try:
                edge = xr.EdgeEnergy(z, code)
            except ValueError:
                continue
            lines = []
            for name in LINES[shell]:
                line = getattr(xr, name + '_LINE')
                try:
                    position = xr.LineEnergy(z, line)
                except ValueError:
                    continue
                if not 0.5 <= position <= 40.0:
                    continue
                produced, weighted = 0.0, 0.0
                for e, n in source:
                    try:
                        cross = xr.CS_FluorLine_Kissel(z, line, e)
                    except ValueError:
                        continue
                    produced += n * cross
                    weighted += n * cross * e
                if produced > 0:
                    lines.append((name, position, produced, weighted / produced))
            if not lines or sum(p for _, _, p, _ in lines) < 1e-3:
                continue
            strongest = max(p for _, _, p, _ in lines)
            kept = [line for line in lines if line[2] >= 0.005 * strongest]
            excited = sum(p * w for _, _, p, w in kept) / sum(p for _, _, p, _ in kept)
            groups.append(f'{shell} {number(edge, 6)} {number(excited)} ' + ' '.join(f'{n}:{number(p, 6)}:{number(c)}' for n, p, c, _ in kept))
        grid = lambda f: ' '.join(number(f(e)) for e in GRID)
        rows.append(' | '.join([
            f'{symbol} {z} {number(xr.AtomicWeight(z), 6)}',
            grid(lambda e: xr.CS_Total(z, e)),
            grid(lambda e: xr.DCS_Rayl(z, e, ANGLE)),
            grid(lambda e: xr.DCS_Compt(z, e, ANGLE)),
            *groups,
        ]))
    coarse = np.linspace(1.0, VOLTAGE, 79)
    shape = np.interp(coarse, energy, photons * (len(energy) / (VOLTAGE - 1.0)), right=0.0)
    out = f'''// Written by samples/tables/make_xrf.py; do not edit.

/**
 * X-ray data of the elements in paint, from xraylib 4.0.0 (Schoonjans et al., Spectrochim. Acta B 66 (2011) 776; BSD-3-Clause). A line an
 * element: `symbol Z atomicWeight | attenuation | Rayleigh | Compton | shell...`. The three lists are on `gridEnergies`: total mass
 * attenuation in cm2/g, differential scattering at 90 degrees in cm2/g/sr. A shell is `name edge excitation line:energy:production ...`:
 * edge and mean exciting energy in keV, line energies in keV, production in cm2/g averaged over the photons of `tubeContinuum` and `tubeLines`
 * (cascades by Kissel's cross sections). Lines below 0.5 % of the strongest of their shell are left out.
 */
export const elementTable = `
''' + '\n'.join(rows) + f'''
`;

/** Energies of the tabulated cross sections in keV, equally spaced in logarithm. */
export const gridEnergies: readonly number[] = Array.from({{ length: {len(GRID)} }}, (_, i) => {GRID[0]:g} * ({GRID[-1]:g} / {GRID[0]:g}) ** (i / {len(GRID) - 1}));

/** Voltage of the tube in kV (molybdenum anode). */
export const tubeVoltage = {VOLTAGE:g};

/** Photons per keV of the tube's continuum at 1, 1.5 ... {VOLTAGE:g} keV: Kramers' law behind the anode and 125 um of beryllium; with the lines 1 in all. */
export const tubeContinuum = '{' '.join(number(v) for v in shape)}';

/** Energy in keV and photons of the anode's lines. */
export const tubeLines = '{' '.join(f'{number(e, 6)}:{number(r)}' for e, r in anode)}';
'''
    path = os.path.join(os.path.dirname(__file__), '../../core/synth/xrf/elements.ts')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(out)


if __name__ == "__main__":
    main()
