import { formatBytes } from '../../core/cube/memory.js';
import { duration } from '../../core/cube/words.js';
import { openInput } from '../inputs.js';
import { inputFrom } from '../selection.js';
import { type CubeColumns, withColumns } from './columns.js';
import type { BatchEntry } from './manifest.js';
import type { BatchTask } from './plan.js';

/** What `--dry-run` says of an input. */
export interface TaskCost {
  readonly input: string;
  readonly name: string;
  readonly todo: boolean;
  readonly why: BatchTask['why'];
  /** Options of the list's columns for this cube. */
  readonly options?: Readonly<Record<string, string>>;
  readonly shape?: { readonly width: number; readonly height: number; readonly bands: number };
  /** Of the file; it is read twice. */
  readonly bytes?: number;
  /** By the speed of what this batch has done; undefined where it has done nothing yet. */
  readonly seconds?: number;
  /** Why it cannot be opened. */
  readonly message?: string;
}

const samplesOf = ({ width, height, bands }: NonNullable<TaskCost['shape']>): number => width * height * bands;

/** Seconds a byte took in what is done. */
function speedOf(entries: Iterable<BatchEntry>): number | undefined {
  let [seconds, bytes] = [0, 0];
  for (const entry of entries) {
    if (entry.state !== 'done' || entry.seconds === undefined || entry.bytes === undefined) continue;
    seconds += entry.seconds;
    bytes += entry.bytes;
  }
  return bytes > 0 ? seconds / bytes : undefined;
}

/** Opens every input that is to do, and says what it will cost. */
export async function costs(
  tasks: readonly BatchTask[],
  known: Iterable<BatchEntry>,
  argv: Record<string, unknown>,
  columns: CubeColumns = new Map(),
): Promise<TaskCost[]> {
  const speed = speedOf(known);
  const found: TaskCost[] = [];
  for (const { entry, todo, why } of tasks) {
    const { input, name, bytes } = entry;
    const seconds = todo && speed !== undefined && bytes !== undefined ? Math.round(speed * bytes) : undefined;
    const cost: TaskCost = { input, name, todo, why, options: columns.get(input), bytes, seconds };
    if (!todo) found.push(cost);
    else
      try {
        const source = await openInput(input, inputFrom(withColumns(argv, columns, input)));
        found.push({ ...cost, shape: source.shape });
        await source.close();
      } catch (err) {
        found.push({ ...cost, message: (err as Error).message });
      }
  }
  return found;
}

/** The same for people, with a line of sums. */
export function costText(list: readonly TaskCost[]): string {
  const lines = list.map(({ name, todo, why, options = {}, shape, bytes, seconds, message }) => {
    const size = shape ? `${shape.width} x ${shape.height} x ${shape.bands}` : '';
    const columns = [todo ? `to do (${why})` : why, size, bytes === undefined ? '' : formatBytes(bytes)];
    return [
      name.padEnd(24),
      columns[0].padEnd(28),
      columns[1].padStart(18),
      columns[2].padStart(9),
      timeText(seconds),
      Object.entries(options)
        .map(([key, value]) => `--${key} ${value}`)
        .join(' '),
      message ?? '',
    ]
      .join('  ')
      .trimEnd();
  });
  const todo = list.filter(cost => cost.todo);
  const bytes = todo.reduce((sum, cost) => sum + (cost.bytes ?? 0), 0);
  const samples = todo.reduce((sum, { shape }) => sum + (shape ? samplesOf(shape) : 0), 0);
  const known = todo.every(({ seconds }) => seconds !== undefined);
  const time = known
    ? `about ${duration(todo.reduce((sum, { seconds = 0 }) => sum + seconds, 0))}`
    : 'no run here yet to judge the time by';
  const cost = todo.length > 0 ? `: ${samples.toExponential(2)} samples, ${formatBytes(2 * bytes)} to read, ${time}` : '';
  return [...lines, `${todo.length} of ${list.length} to do${cost}`].join('\n');
}

const timeText = (seconds: number | undefined): string => (seconds === undefined ? '' : duration(seconds)).padStart(12);
