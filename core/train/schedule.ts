import { UsageError } from '../cube/errors.js';

/**
 * A number that depends on the epoch i, counted from 0: the number itself; an expression of numbers, i, + - * / ( ), step(a) (0 before epoch a,
 * 1 from there) and ramp(a, b) (0 until a, 1 from b, a straight line between), such as `0.01*step(30)`; or a table of [epoch, value] in rising
 * order, straight lines between its rows and level outside.
 */
export type Schedule = number | string | readonly (readonly [number, number])[];

type AtEpoch = (i: number) => number;

const functions: Readonly<Record<string, { readonly count: number; readonly of: (i: number, a: number, b: number) => number }>> =
  {
    step: { count: 1, of: (i, a) => (i >= a ? 1 : 0) },
    ramp: { count: 2, of: (i, a, b) => (i >= b ? 1 : i <= a ? 0 : (i - a) / (b - a)) },
  };

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([a-z]+)|([-+*/(),]))\s*/y;
/** More than enough for a schedule; it bounds how deep brackets go. */
const LONGEST = 200;

/** Recursive descent over sum = product {+|- product}, product = factor {*|/ factor}, factor = [-] (number | i | call | bracket). */
function parse(text: string): AtEpoch {
  const fail = (why: string): never => {
    throw new UsageError(`cannot read the schedule ${JSON.stringify(text.slice(0, LONGEST))}`, {
      why,
      remedy: 'Use numbers, i, + - * / ( ), step(a) and ramp(a,b), as in 0.01*step(30).',
    });
  };
  if (text.length > LONGEST) fail(`longer than ${LONGEST} characters`);
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    tokens.push((found ?? fail(`at character ${at + 1}`)).slice(1).find(part => part !== undefined) as string);
  }
  let at = 0;
  const take = (token: string) => (tokens[at] === token ? ++at > 0 : false);
  const expect = (token: string) =>
    take(token) || fail(`expected ${token} ${at < tokens.length ? `before ${tokens[at]}` : 'at the end'}`);
  const chain = (signs: readonly string[], next: () => AtEpoch) => (): AtEpoch => {
    let left = next();
    while (signs.includes(tokens[at])) {
      const [apply, a, b] = [operators[tokens[at++]], left, next()];
      left = i => apply(a(i), b(i));
    }
    return left;
  };
  const factor = (): AtEpoch => {
    if (take('-')) {
      const value = factor();
      return i => -value(i);
    }
    if (take('(')) {
      const value = sum();
      expect(')');
      return value;
    }
    const token = tokens[at++] ?? fail('it ends too early');
    if (token === 'i') return i => i;
    if (Object.hasOwn(functions, token)) return call(token);
    const value = Number(token);
    return Number.isFinite(value) ? () => value : fail(`what is ${token}?`);
  };
  const call = (name: string): AtEpoch => {
    const { count, of } = functions[name];
    expect('(');
    const given = [sum()];
    while (take(',')) given.push(sum());
    expect(')');
    if (given.length !== count) fail(`${name} takes ${count} number${count > 1 ? 's' : ''}`);
    return i => of(i, given[0](i), given[1]?.(i));
  };
  const product = chain(['*', '/'], factor);
  const sum = chain(['+', '-'], product);
  const value = sum();
  if (at < tokens.length) fail(`what is ${tokens[at]} doing there?`);
  return value;
}

function interpolate(table: readonly (readonly [number, number])[]): AtEpoch {
  const rising = table.every(([epoch], row) => row === 0 || epoch > table[row - 1][0]);
  if (table.length === 0 || !rising || !table.flat().every(Number.isFinite))
    throw new UsageError('cannot read the schedule', { why: 'a table is [epoch, value] in rising order of epochs' });
  return i => {
    const next = table.findIndex(([epoch]) => epoch > i);
    if (next === 0) return table[0][1];
    if (next < 0) return table[table.length - 1][1];
    const [[from, a], [to, b]] = [table[next - 1], table[next]];
    return a + ((b - a) * (i - from)) / (to - from);
  };
}

/** A schedule as a function of the epoch, counted from 0. Throws UsageError for what cannot be read. */
export function compileSchedule(schedule: Schedule): (epoch: number) => number {
  if (typeof schedule === 'number') return () => schedule;
  return typeof schedule === 'string' ? parse(schedule) : interpolate(schedule);
}

/** Whether a schedule is plainly 0 for ever: then its term is not computed at all. */
export function isOff(schedule: Schedule): boolean {
  if (Array.isArray(schedule)) return schedule.every(([, value]) => value === 0);
  return typeof schedule === 'string' ? schedule.trim() !== '' && Number(schedule) === 0 : schedule === 0;
}
