import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EncoderMismatchError } from '../../core/cube/errors.js';
import type { Encoder } from '../../core/encoder/types.js';
import type { EditableResult, Json } from '../edit/result.js';
import { findEncoder, loadEncoder, loadShipped } from '../shipped.js';

/**
 * The encoder of a result: the one beside it, `given` by name or folder, or a shipped one, whichever has the weights that the result names.
 * Throws EncoderMismatchError where none has.
 */
export async function encoderOf({ dir, document }: EditableResult, given?: string): Promise<Encoder> {
  const { name, weightsSha256 } = (document.provenance as { encoder: Json }).encoder;
  const beside = join(dir, 'encoder');
  const candidates = [
    ...(existsSync(join(beside, 'encoder.json')) ? [await loadEncoder(beside)] : []),
    ...(given === undefined ? [] : [await findEncoder(given)]),
    ...(await loadShipped()),
  ];
  const found = candidates.find(({ card }) => card.weights.sha256 === weightsSha256);
  if (found) return found;
  throw new EncoderMismatchError(`the encoder of this result is not there: ${name}`, {
    where: dir,
    why: `its weights have the SHA-256 ${String(weightsSha256).slice(0, 12)}...`,
    remedy: 'Name its folder with --encoder.',
  });
}
