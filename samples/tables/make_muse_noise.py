"""Writes core/synth/nebular/noise-table.ts: the median variance of a real MUSE cube by wavelength.

Source: samples/data/muse.fits (MUSE deep field, from mpdaf, BSD-3-Clause), HDU STAT. Run: /usr/bin/python3 samples/tables/make_muse_noise.py
"""
import os
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter('ignore')
here = os.path.dirname(__file__)


def main():
    with fits.open(os.path.join(here, '../data/muse.fits')) as hdus:
        stat = hdus['STAT'].data.astype(float)
    median = np.nanmedian(stat, axis=(1, 2))
    text = ' '.join(f'{v:.3g}' for v in median)
    out = f'''// Written by samples/tables/make_muse_noise.py; do not edit.

/**
 * Median variance of the {stat.shape[1]} x {stat.shape[2]} spaxels of samples/data/muse.fits (STAT), in (1e-20 erg/s/cm2/Angstrom)^2, for channels of 1.25
 * Angstrom from 4750 to 5373.75.
 */
export const museVariance =
  '{text}';
'''
    with open(os.path.join(here, '../../core/synth/nebular/noise-table.ts'), 'w') as file:
        file.write(out)


if __name__ == '__main__':
    main()
