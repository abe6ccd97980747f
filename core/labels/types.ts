/** Label of each spaxel, row-major: 0 = no data, 1..K clusters. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
}

/** Cube pixel to base-image pixel: x' = a x + c y + e, y' = b x + d y + f. Pixel i covers [i, i + 1), its centre is i + 0.5. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How one cluster is shown. `color` is #rrggbb. */
export interface ClusterStyle {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly opacity?: number;
  readonly visible?: boolean;
}
