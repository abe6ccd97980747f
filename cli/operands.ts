import { namedStdin } from './stdin.js';

/**
 * The arguments as the option parser takes them: what stands behind `--` is a file name though it begins with a dash (`-a.fits` becomes
 * `./-a.fits`), and `-` is standard input.
 */
export function operands(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  if (end < 0) return args.map(namedStdin);
  const named = (name: string): string => (name.startsWith('-') ? `./${name}` : name);
  return [...args.slice(0, end), ...args.slice(end + 1).map(arg => (namedStdin(arg) === arg ? named(arg) : arg))].map(namedStdin);
}
