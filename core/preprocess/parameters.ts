import { UsageError } from '../cube/errors.js';
import type { StepSpec } from './types.js';

/** What one parameter of a step may be. Without `default` it is required, unless `optional`. */
export type Parameter = (
  | { readonly kind: 'number'; readonly above?: number; readonly default?: number; readonly auto?: true }
  | { readonly kind: 'integer'; readonly min: number; readonly max?: number; readonly odd?: true; readonly default?: number }
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly default?: string }
  | { readonly kind: 'boolean'; readonly default?: boolean }
  | { readonly kind: 'numbers' }
) & { readonly optional?: true };

/** The parameters of a step by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** Values of parameters by name. */
export type Values = Readonly<Record<string, number | string | boolean | readonly number[] | undefined>>;

/** In words: `an integer >= 3, odd`. */
export function describeParameter(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'number':
      return `a number${parameter.above === undefined ? '' : ` > ${parameter.above}`}${parameter.auto ? " or 'auto'" : ''}`;
    case 'integer':
      return `an${parameter.odd ? ' odd' : ''} integer >= ${parameter.min}${parameter.max === undefined ? '' : ` and <= ${parameter.max}`}`;
    case 'choice':
      return parameter.options.map(option => `'${option}'`).join(' or ');
    case 'boolean':
      return 'true or false';
    case 'numbers':
      return 'a list of numbers';
  }
}

function fits(parameter: Parameter, value: unknown): boolean {
  switch (parameter.kind) {
    case 'number':
      if (parameter.auto && value === 'auto') return true;
      return typeof value === 'number' && Number.isFinite(value) && !(parameter.above !== undefined && value <= parameter.above);
    case 'integer': {
      const { min, max = Number.MAX_SAFE_INTEGER, odd } = parameter;
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max && !(odd && value % 2 === 0);
    }
    case 'choice':
      return typeof value === 'string' && parameter.options.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'numbers':
      return Array.isArray(value) && value.length > 0 && value.every(v => typeof v === 'number' && Number.isFinite(v));
  }
}

/**
 * The parameters of a spec with defaults filled in. Throws UsageError naming the step and what is allowed: for a version other than 1,
 * an unknown or missing parameter, and a value out of range.
 */
export function resolveParameters(spec: StepSpec, parameters: Parameters): Values {
  const fail = (why: string): never => {
    const allowed = Object.entries(parameters).map(([name, parameter]) => `${name}: ${describeParameter(parameter)}`);
    throw new UsageError(`bad step '${spec.name}'`, {
      why,
      remedy: allowed.length ? `It takes ${allowed.join('; ')}.` : 'It takes no parameters.',
    });
  };
  if (spec.version !== 1) fail(`version ${String(spec.version)} is not known, this program has version 1`);
  const values: Record<string, Values[string]> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = spec[name] ?? ('default' in parameter ? parameter.default : undefined);
    if (value === undefined && !parameter.optional) fail(`${name} is missing`);
    if (value !== undefined && !fits(parameter, value)) {
      fail(`${name} must be ${describeParameter(parameter)}, not ${JSON.stringify(value)?.slice(0, 40)}`);
    }
    if (value !== undefined) values[name] = value;
  }
  const unknown = Object.keys(spec).find(name => name !== 'name' && name !== 'version' && !Object.hasOwn(parameters, name));
  if (unknown !== undefined) fail(`it has no parameter '${unknown}'`);
  return values;
}
