import { isCloisonneError } from '../../core/cube/errors.js';

/** What the fields of the panel are called, where errors name options of the command line. */
const REMEDIES: readonly (readonly [option: RegExp, remedy: (match: RegExpExecArray) => string])[] = [
  [/--max-memory (\d+)MB/, ([, megabytes]) => `Give it ${megabytes} MB or more under More.`],
  [/--rebin/, () => 'Resample the cube on to its bins, or choose another encoder.'],
  [/`cloisonne train`/, () => 'Choose another encoder.'],
];

/** An error in one line for a person who sees the panel and no command line. */
export function wordsOf(err: unknown): string {
  if (!isCloisonneError(err)) return `The cube cannot be segmented: ${err instanceof Error ? err.message : String(err)}`;
  const { message, remedy = '' } = err;
  for (const [option, own] of REMEDIES) {
    const match = option.exec(remedy);
    if (match) return message.replace(remedy, own(match));
  }
  return message;
}
