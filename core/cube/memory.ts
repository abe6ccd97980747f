import { MemoryCapError } from './errors.js';
import type { CubeSource, ReadPlan } from './types.js';

const MB = 1024 * 1024;
/** Larger blocks bring no speed. */
const LARGEST_BLOCK = 96 * MB;

/** Text like `412 MB` or `1.3 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1000 * MB) return `${(bytes / 1024 / MB).toFixed(1)} GB`;
  return `${Math.max(1, Math.round(bytes / MB))} MB`;
}

/**
 * The tallest block of rows whose walk fits into `available` bytes, a multiple of the cube's row alignment where that fits.
 * `fixed` bytes are spent already; both only serve the message. Throws MemoryCapError naming a cap that works.
 */
export function planRows(cube: CubeSource, plan: Omit<ReadPlan, 'rows'>, cap: number, fixed: number): number {
  const { height } = cube.shape;
  const bytes = (rows: number): number => cube.planBytes({ ...plan, rows });
  const align = Math.min(cube.rowAlign, height);
  if (bytes(align) > cap - fixed) {
    // What a process holds differs a little from run to run, hence the slack.
    const needed = Math.ceil((fixed + bytes(align) + 16 * MB) / (16 * MB)) * 16 * MB;
    throw new MemoryCapError('the memory cap is too small for this cube', needed, {
      where: cube.name,
      why: `${formatBytes(cap)} given, ${formatBytes(fixed)} are needed besides the cube and ${formatBytes(bytes(align))} for its smallest block`,
      remedy: `Use --max-memory ${Math.ceil(needed / MB)}MB or more.`,
    });
  }
  let rows = align;
  while (
    rows + align <= Math.ceil(height / align) * align &&
    bytes(rows + align) <= Math.min(cap - fixed, Math.max(LARGEST_BLOCK, bytes(align)))
  ) {
    rows += align;
  }
  return Math.min(rows, height);
}
