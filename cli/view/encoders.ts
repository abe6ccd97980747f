import { encoderFileNames } from '../../core/encoder/index.js';
import { shippedFolder, shippedNames } from '../shipped.js';
import { fileInside, type ServedFile } from './files.js';

/** A file of a shipped encoder by its decoded URL path NAME/FILE, or undefined: card, network and weights are there, and nothing else. */
export async function encoderFile(path: string): Promise<ServedFile | undefined> {
  const [name, file, ...more] = path.split('/');
  const known = more.length === 0 && shippedNames().includes(name) && encoderFileNames.some(one => one === file);
  return known ? fileInside(shippedFolder(name), file) : undefined;
}
