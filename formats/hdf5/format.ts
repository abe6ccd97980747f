import type { Format } from '../format.js';

const isSignature = (bytes: Uint8Array): boolean => '\x89HDF\r\n\x1a\n'.split('').every((c, i) => bytes[i] === c.charCodeAt(0));

/** A block of the user's own may stand before the file: of 512, 1024, 2048 ... bytes; nobody writes larger ones than this. */
const MOST_USER_BYTES = 1 << 20;

/** HDF5, NetCDF-4, NeXus, HyperSpy, MATLAB 7.3. */
export const hdf5Format: Format = {
  name: 'HDF5',
  title: 'HDF5 (also NetCDF-4, NeXus, HyperSpy, MATLAB 7.3)',
  extensions: ['.h5', '.hdf5', '.nc', '.he5', '.nxs', '.hspy', '.mat'],
  signature: '`\\x89HDF`, also behind a block of 512, 1024 ... bytes',
  examples: ['cube.h5', 'cube.nc'],
  alone: false,
  options: ['dataset', 'plane', 'spectralAxis'],
  reads:
    '`img`, what NeXus shows first, or `--dataset PATH`, in chunks, gzipped, read by ranges; axes by dimension scales, CF, NeXus, HyperSpy, `energy` or `wavelength` anywhere in the file, `--spectral-axis`, `--plane`',
  lacks: 'filters of plug-ins (lzf, blosc), half floats',
  detect: ({ bytes }) => isSignature(bytes),
  probe: async (source, { signal }) => {
    for (let at = 512; at + 8 <= Math.min(source.size, MOST_USER_BYTES); at *= 2)
      if (isSignature(await source.read(at, 8, signal))) return true;
    return false;
  },
  open: async (source, options) => (await import('./open.js')).openHdf5(source, options),
};
