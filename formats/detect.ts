import { InputError, UsageError } from '../core/cube/errors.js';
import { noted } from '../core/cube/noted.js';
import type { CubeFormat, SampleSource } from '../core/cube/types.js';
import type { ByteSource } from '../core/platform/types.js';
import type { Format, FormatOption, Head, OpenOptions } from './format.js';
import { FORMATS } from './registry.js';
import { strangerOf } from './strangers.js';

/** First bytes that are looked at. */
const HEAD = 512;

// Not TextDecoder: what the web calls latin1 is windows-1252, where bytes from 0x80 on are other characters.
const headOf = (bytes: Uint8Array): Head => ({ bytes, text: String.fromCharCode(...bytes.subarray(0, HEAD)) });

/** A format by the first bytes, or undefined. Data whose header is another file say nothing themselves. */
export function detectFormat(head: Uint8Array): CubeFormat | undefined {
  return FORMATS.find(format => format.detect(headOf(head)))?.name;
}

/** The format that finds itself further in the file, or in the header beside it. */
async function probed(source: ByteSource, options: OpenOptions): Promise<Format | undefined> {
  for (const format of FORMATS) if (await format.probe?.(source, options)) return format;
  return undefined;
}

function unsupported(source: ByteSource, { bytes, text }: Head): InputError {
  const known = strangerOf(text, source.name);
  const hex = [...bytes.subarray(0, 8)].map(b => b.toString(16).padStart(2, '0')).join(' ');
  const why =
    bytes.length === 0
      ? 'the file is empty'
      : `it ${known ? `looks like ${known.kind}` : 'is of no known format and no header lies beside it'}, its first bytes are ${hex}`;
  const supported = `Supported are ${FORMATS.map(({ title }) => title).join(', ')}.`;
  return new InputError('unsupported file', { where: source.name, why, remedy: known?.remedy ?? supported });
}

/** What a format has that lacks an option, and how a user would say it. */
const REFUSED: Readonly<Record<FormatOption, (format: string) => string>> = {
  hdu: format => `${format} files have no HDUs`,
  section: () => 'sections are for FITS',
  plane: format => `${format} files have no planes`,
  dataset: format => `${format} files have no datasets`,
  spectralAxis: format => `${format} files say which axis is spectral`,
};

/** Throws for options that a format does not have. */
function refuse(source: ByteSource, format: Format, options: OpenOptions): void {
  for (const [option, say] of Object.entries(REFUSED) as [FormatOption, (format: string) => string][]) {
    const asked = options[option];
    if (asked === undefined || format.options.includes(option)) continue;
    const Refusal = option === 'spectralAxis' ? UsageError : InputError;
    throw new Refusal(say(format.name), {
      where: source.name,
      ...(option === 'section' ? { remedy: 'Use --region and --bands instead.' } : { why: `[${asked}] was asked for` }),
    });
  }
}

/** The cube with a note of what gives it a spectral axis, where its file has none and no warning says so. */
function axisSaid(source: SampleSource): SampleSource {
  if (source.spectralAxis.kind !== 'channel' || source.warnings.some(line => /--(axis|energy) /.test(line))) return source;
  return noted(source, [
    'the file has no spectral axis: bands are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are',
  ]);
}

/**
 * Opens a file as a cube by its first bytes, or by the header beside it: one of the formats of the registry. Throws InputError for anything else, with
 * what it is and what to do.
 */
export async function openSampleSource(source: ByteSource, options: OpenOptions = {}): Promise<SampleSource> {
  const head = headOf(await source.read(0, Math.min(HEAD, source.size), options.signal));
  const format = FORMATS.find(({ detect }) => detect(head)) ?? (await probed(source, options));
  if (!format) throw unsupported(source, head);
  refuse(source, format, options);
  return axisSaid(await format.open(source, options));
}
