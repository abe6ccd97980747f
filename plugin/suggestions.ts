import { isObject } from '../core/cube/json.js';
import type { ClusterSuggestion } from './types.js';

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : []);

/** What the clusters of a document may be, by id. What is not understood is left out: a suggestion is never needed. */
export function readSuggestions(clusters: unknown): ReadonlyMap<number, ClusterSuggestion> {
  const found = new Map<number, ClusterSuggestion>();
  for (const cluster of Array.isArray(clusters) ? clusters : []) {
    const { id, suggestion } = isObject(cluster) ? cluster : {};
    if (typeof id !== 'number' || !isObject(suggestion)) continue;
    const { name, notes, lines, elements } = suggestion;
    if (typeof name !== 'string' || name === '') continue;
    const known = (Array.isArray(lines) ? lines : [])
      .filter(isObject)
      .flatMap(line =>
        typeof line.name === 'string' && typeof line.position === 'number' ? [{ name: line.name, position: line.position }] : [],
      );
    const order = (Array.isArray(elements) ? elements : []).filter(isObject).map(({ symbol }) => symbol);
    const rank = (line: string) => (/α\d?$/.test(line) ? 0 : 1000) + (order.indexOf(line.split(' ')[0]) + 1 || 500);
    // Of elements that are not part of the name, the strongest line of each shell is enough.
    const told = known.filter(
      line => order.length === 0 || rank(line.name) < 1000 || name.split(', ').includes(line.name.split(' ')[0]),
    );
    found.set(id, { name, notes: texts(notes), lines: told.sort((a, b) => rank(a.name) - rank(b.name)) });
  }
  return found;
}

/** What a cluster of these members may be: where they differ, each of it. */
export function suggestionOf(
  all: ReadonlyMap<number, ClusterSuggestion> | undefined,
  members: readonly number[],
): ClusterSuggestion | undefined {
  const found = members.flatMap(id => all?.get(id) ?? []);
  if (found.length < 2) return found[0];
  const once = <T>(values: readonly T[]) => [...new Set(values)];
  return {
    name: once(found.map(({ name }) => name)).join('; '),
    notes: once(found.flatMap(({ notes }) => notes)),
    lines: found.flatMap(({ lines }) => lines),
  };
}
