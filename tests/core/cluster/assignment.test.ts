import { expect, it } from 'vitest';
import { hungarian } from '../../../core/cluster/assignment.js';
import fixture from '../../fixtures/cluster/cluster.json' with { type: 'json' };

it.each(fixture.assignments)(
  'hungarian costs as little as scipy ($rows x $columns), each column used once',
  ({ rows, columns, cost, total }) => {
    const match = [...hungarian(cost, rows, columns)];
    const used = match.filter(j => j >= 0);
    expect(match.length).toBe(rows);
    expect(used.length).toBe(Math.min(rows, columns));
    expect(new Set(used).size).toBe(used.length);
    expect(match.reduce((sum, j, i) => sum + (j < 0 ? 0 : cost[i * columns + j]), 0)).toBe(total);
  },
);
