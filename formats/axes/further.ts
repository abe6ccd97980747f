import type { ArrayAxis } from './types.js';

/**
 * Which of the long axes beside the spectrum are not space, so that two at most are left: those that say so, then those that are neither x nor y
 * and are the shortest (detectors, polarisations; of equal ones the first). `guessed` are the ones that nothing tells.
 */
export function furtherAxes(
  axes: readonly ArrayAxis[],
  rest: readonly number[],
): { readonly further: readonly number[]; readonly guessed: readonly number[] } {
  const surplus = Math.max(0, rest.length - 2);
  const told = rest.filter(i => axes[i].role === 'further' || axes[i].role === 'band');
  const open = rest.filter(i => axes[i].role === undefined);
  // x and y, where both are told, leave no choice.
  const space = rest.filter(i => axes[i].role === 'x' || axes[i].role === 'y');
  const byLength = (some: readonly number[]): number[] => [...some].sort((a, b) => axes[a].length - axes[b].length);
  const further = [...told, ...byLength(open), ...byLength(space)].slice(0, surplus);
  const guessed = further.filter(i => open.includes(i) && open.length > surplus - told.length);
  return { further, guessed };
}
