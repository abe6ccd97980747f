// Everything that is read from outside. A format joins with an entry of its own: { name, seeds(room), mutate(random, bytes, others),
// run(bytes, seed) }, where a seed is { name, bytes, ... } and `run` gets it with `room`, a folder it may write into, and `random`.
import { card, encoder, onnx } from './encoders.mjs';
import { fits, fitsAxis, fitsFz, fitsGz, spectra } from './fits.mjs';
import { hdf5 } from './hdf5.mjs';
import { jpeg, ome, png, tiff } from './images.mjs';
import { edf, envi, rpl } from './raw.mjs';
import { result, sidecar } from './results.mjs';
import { table, words } from './tables.mjs';

/** In alphabetical order. */
export const targets = [
  card,
  edf,
  encoder,
  envi,
  fits,
  fitsAxis,
  fitsFz,
  fitsGz,
  hdf5,
  jpeg,
  ome,
  onnx,
  png,
  result,
  rpl,
  sidecar,
  spectra,
  table,
  tiff,
  words,
];
