import { UsageError } from '../cube/errors.js';
import type { Points } from './types.js';

/** Throws UsageError unless the points are n rows of dim finite coordinates. */
export function requireFinite({ data, n, dim }: Points): void {
  if (data.length !== n * dim) throw new UsageError(`${data.length} coordinates are not ${n} points of ${dim} dimensions`);
  const bad = data.findIndex(v => !Number.isFinite(v));
  if (bad < 0) return;
  throw new UsageError('points must be finite', {
    where: `point ${Math.floor(bad / dim)}, coordinate ${bad % dim}`,
    why: `found ${data[bad]}`,
    remedy: 'Leave invalid spaxels out.',
  });
}
