/** A point's nearest centre and the two smallest distances. */
export interface Nearest {
  readonly centre: number;
  readonly near: number;
  readonly far: number;
}

/** The nearest of the centres [k * dim] to the point that starts at `at` in `data`, and how far it and the next one are. */
export function nearestTwo(data: ArrayLike<number>, at: number, centres: ArrayLike<number>, dim: number): Nearest {
  let first = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  let centre = 0;
  for (let c = 0; c * dim < centres.length; c++) {
    let squared = 0;
    for (let d = 0; d < dim; d++) squared += (data[at + d] - centres[c * dim + d]) ** 2;
    if (squared < first) {
      second = first;
      first = squared;
      centre = c;
    } else if (squared < second) second = squared;
  }
  return { centre, near: Math.sqrt(first), far: Math.sqrt(second) };
}

/** (far - near) / (far + near): 0 on a border, 1 on a centre; NaN where there is one centre. */
export const marginOf = ({ near, far }: Nearest): number =>
  far === Number.POSITIVE_INFINITY ? Number.NaN : far > 0 ? (far - near) / (far + near) : 0;
