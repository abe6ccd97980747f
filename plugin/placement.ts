import type { Affine, InverseMap, Registration } from '../core/labels/index.js';
import { cellAt, cellMap, IDENTITY, inverseMap } from '../core/labels/index.js';

/** Where a cube lies on the base image. */
export interface Placement {
  readonly registration: Registration;
  /** The way back, as every picture is computed. */
  readonly inverse: InverseMap;
  /** The cube pixel at a base-image pixel, inside the cube or not; undefined where there is none. */
  locate(x: number, y: number): readonly [x: number, y: number] | undefined;
}

/** The placement of a cube of this size. Throws UsageError for a registration that cannot be inverted. */
export function placement(
  given: Affine | Registration,
  { width, height }: { readonly width: number; readonly height: number },
): Placement {
  const registration: Registration = 'kind' in given ? given : { kind: 'affine', matrix: given };
  const inverse = inverseMap(registration, width, height);
  const fromBase = cellMap(inverse, IDENTITY);
  return {
    registration,
    inverse,
    locate(x, y) {
      const found: [number, number] = [0, 0];
      return cellAt(fromBase, x, y, found) ? found : undefined;
    },
  };
}
