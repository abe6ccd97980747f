import { EncoderMismatchError, InputError, throwIfAborted } from '../../core/cube/errors.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import {
  cardProblem,
  checkAxis,
  type Encoder,
  type EncoderFiles,
  encoderFileNames,
  parseEncoder,
} from '../../core/encoder/index.js';
import type { EncoderCard } from '../../core/encoder/types.js';

type FileName = (typeof encoderFileNames)[number];

async function fetchFile(folder: string, name: FileName, signal: AbortSignal): Promise<Uint8Array> {
  const url = new URL(name, folder.endsWith('/') ? folder : `${folder}/`).href;
  const fail = (why: string, cause?: unknown) =>
    new InputError('cannot fetch the encoder', {
      where: url,
      why,
      remedy: 'Look whether it is there, and whether its server allows this page to read it (CORS).',
      cause,
    });
  const response = await fetch(url, { signal }).catch(cause => {
    throwIfAborted(signal);
    throw fail('the request failed', cause);
  });
  if (!response.ok) throw fail(`the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The encoder in a folder of a server. Throws InputError for what cannot be fetched, EncoderMismatchError for what is damaged. */
export async function fetchEncoder(folder: string, signal: AbortSignal): Promise<Encoder> {
  const files = await Promise.all(encoderFileNames.map(async name => [name, await fetchFile(folder, name, signal)] as const));
  return parseEncoder(Object.fromEntries(files) as unknown as EncoderFiles, folder);
}

/** The encoder whose files a person has picked. Throws EncoderMismatchError, naming those that are missing. */
export async function pickedEncoder(picked: readonly File[]): Promise<Encoder> {
  const byName = new Map(picked.map(file => [file.name, file]));
  const missing = encoderFileNames.filter(name => !byName.has(name));
  if (missing.length > 0)
    throw new EncoderMismatchError('the encoder is not whole', {
      why: `${missing.join(' and ')} ${missing.length === 1 ? 'was' : 'were'} not picked`,
      remedy: `Pick ${encoderFileNames.join(', ')} of one folder together.`,
    });
  const files = await Promise.all(
    [...byName].map(async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())] as const),
  );
  return parseEncoder(
    Object.fromEntries(files) as unknown as EncoderFiles,
    picked[0].webkitRelativePath.split('/')[0] || 'encoder',
  );
}

/**
 * The first of these encoders that is made for this axis, as `segment` would choose it among all: cards are looked at one after the other, weights
 * are fetched for that one only. None for plain band numbers, which say nothing. Throws as `fetchEncoder`.
 */
export async function fittingEncoder(
  folders: readonly string[],
  axis: SpectralAxis,
  signal: AbortSignal,
): Promise<Encoder | undefined> {
  if (axis.kind === 'channel') return undefined;
  for (const folder of folders) {
    if (fits(readCard(await fetchFile(folder, 'encoder.json', signal), folder), axis)) return fetchEncoder(folder, signal);
  }
  return undefined;
}

function readCard(bytes: Uint8Array, where: string): EncoderCard {
  let card: unknown;
  try {
    card = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EncoderMismatchError('cannot read the encoder', { where, why: 'encoder.json is not JSON', cause });
  }
  const why = cardProblem(card);
  if (why) throw new EncoderMismatchError('cannot read the encoder', { where, why });
  return card as EncoderCard;
}

function fits(card: EncoderCard, axis: SpectralAxis): boolean {
  try {
    checkAxis(card, axis);
    return true;
  } catch {
    return false;
  }
}
