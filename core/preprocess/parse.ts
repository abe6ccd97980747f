import { UsageError } from '../cube/errors.js';
import { lookUpStep } from './registry.js';
import type { StepSpec } from './types.js';

/**
 * Reads steps as a command line writes them, `baseline:order=5:iterations=50,area` (`clip:min=0,max=9,area` reads as well: an item with
 * `=` belongs to the step before it; lists are `1/2/3`; `none` is no step), or as JSON, `[{"name":"area"}]`. Throws UsageError naming
 * the step and what is allowed.
 */
export function parseSteps(text: string): StepSpec[] {
  const trimmed = text.trim();
  const specs = trimmed.startsWith('[') ? fromJson(trimmed) : fromList(trimmed);
  for (const spec of specs) lookUpStep(spec);
  return specs;
}

function fromJson(text: string): StepSpec[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError('the steps are not valid JSON', { why: (cause as Error).message, cause });
  }
  if (!Array.isArray(json)) throw new UsageError('the steps are not a JSON list');
  return json.map(item => {
    if (typeof item?.name !== 'string')
      throw new UsageError('a step in the JSON list has no name', { why: JSON.stringify(item).slice(0, 60) });
    return { ...item, version: item.version ?? 1 } as StepSpec;
  });
}

function fromList(text: string): StepSpec[] {
  if (text === '' || text === 'none') return [];
  const specs: { name: string; version: 1; [parameter: string]: StepSpec[string] }[] = [];
  for (const item of text.split(',')) {
    const parts = item.split(':').map(part => part.trim());
    if (!parts[0].includes('=')) specs.push({ name: parts.shift() as string, version: 1 });
    const spec = specs.at(-1);
    if (!spec)
      throw new UsageError(`steps begin with '${parts[0]}'`, {
        why: 'a step has a name first',
        remedy: "For example 'asinh:scale=20,max'.",
      });
    for (const part of parts) {
      const equals = part.indexOf('=');
      const key = part.slice(0, equals);
      if (equals < 1 || key === 'name' || key === 'version') {
        throw new UsageError(`bad step '${spec.name}'`, { why: `'${part}' is not parameter=value` });
      }
      spec[key] = fromText(part.slice(equals + 1));
    }
  }
  return specs;
}

function fromText(text: string): StepSpec[string] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text.includes('/')) {
    const list = text.split('/').filter(part => part !== '');
    return list.map(Number);
  }
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Writes steps the way `parseSteps` reads them; `none` for no step. A list of one number ends in `/`. */
export function formatSteps(specs: readonly StepSpec[]): string {
  const value = (v: StepSpec[string]): string => (Array.isArray(v) ? (v.length === 1 ? `${v[0]}/` : v.join('/')) : String(v));
  const one = ({ name, version: _, ...parameters }: StepSpec): string =>
    [name, ...Object.entries(parameters).map(([key, v]) => `${key}=${value(v as StepSpec[string])}`)].join(':');
  return specs.length ? specs.map(one).join(',') : 'none';
}
