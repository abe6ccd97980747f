// Everything that is read from outside. A format joins with an entry of its own: { name, seeds(room), mutate(random, bytes, others),
// run(bytes, seed) }, where a seed is { name, bytes, ... } and `run` gets it with `room`, a folder it may write into, and `random`.
import { card, encoder, onnx } from './encoders.mjs';
import { fits, fitsGz, spectra } from './fits.mjs';
import { jpeg, png, tiff } from './images.mjs';
import { result, sidecar } from './results.mjs';
import { table, words } from './tables.mjs';

/** In alphabetical order. */
export const targets = [card, encoder, fits, fitsGz, jpeg, onnx, png, result, sidecar, spectra, table, tiff, words];
