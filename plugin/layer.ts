import { UsageError } from '../core/cube/errors.js';
import { clusterStyles, IDENTITY, invert } from '../core/labels/index.js';
import type { Affine, ClusterStyle, LabelMap } from '../core/labels/types.js';
import { paletteBytes, paletteWidth } from './palette.js';
import type { Layer, LayerInit } from './types.js';

/** A layer with what the renderer must upload again: `revision` counts label changes, `styleRevision` style changes. */
export class OverlayLayer implements Layer {
  readonly id: string;
  labels: LabelMap;
  registration: Affine;
  /** Base-image pixel to cube pixel. */
  inverse: Affine;
  opacity: number;
  visible: boolean;
  revision = 0;
  styleRevision = 0;
  private readonly styles: Map<number, ClusterStyle>;
  private soloed: number | null = null;

  /**
   * `limit` is the widest a map may be, `changed` is called after each change. Throws UsageError for a map that is too large or whose
   * size and data disagree, a registration that cannot be inverted, or a bad colour.
   */
  constructor(
    init: LayerInit,
    private readonly limit: number,
    private readonly changed: () => void,
  ) {
    this.id = init.id;
    this.labels = checked(init.labels, limit);
    this.registration = init.registration ?? IDENTITY;
    this.inverse = invert(this.registration);
    this.opacity = init.opacity ?? 1;
    this.visible = init.visible ?? true;
    const clusters = init.clusters ?? clusterStyles([...new Set(this.labels.data)].filter(id => id > 0).sort((a, b) => a - b));
    this.styles = new Map(clusters.map(style => [style.id, style]));
    this.palette();
  }

  get clusters(): readonly ClusterStyle[] {
    return [...this.styles.values()];
  }

  /** RGBA of each label id in rows of 256. */
  palette(): Uint8Array {
    return paletteBytes(this.styles.values(), this.soloed, this.labels.data instanceof Uint16Array ? paletteWidth : 1);
  }

  /** The cluster that is drawn for a label, if any. */
  shown(label: number): ClusterStyle | undefined {
    const style = this.styles.get(label);
    const drawn = this.soloed === null ? style?.visible !== false : this.soloed === label;
    return label > 0 && drawn ? style : undefined;
  }

  setCluster(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void {
    const before = this.styles.get(id);
    this.styles.set(id, { name: String(id), color: '#808080', ...before, ...style, id });
    try {
      this.palette();
    } catch (err) {
      if (before) this.styles.set(id, before);
      else this.styles.delete(id);
      throw err;
    }
    this.restyled();
  }

  solo(id: number | null): void {
    this.soloed = id;
    this.restyled();
  }

  setOpacity(opacity: number): void {
    this.opacity = opacity;
    this.changed();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.changed();
  }

  setRegistration(registration: Affine): void {
    this.inverse = invert(registration);
    this.registration = registration;
    this.changed();
  }

  setLabels(labels: LabelMap): void {
    this.labels = checked(labels, this.limit);
    this.revision++;
    this.restyled();
  }

  private restyled(): void {
    this.styleRevision++;
    this.changed();
  }
}

function checked(labels: LabelMap, limit: number): LabelMap {
  const { width, height, data } = labels;
  const size = `${width} x ${height} pixels`;
  if (data.length === 0 || data.length !== width * height) {
    throw new UsageError('the label map is not whole', { why: `${size}, ${data.length} labels` });
  }
  if (Math.max(width, height) > limit) {
    throw new UsageError('the label map is too large to draw', { why: `${size}, textures of this browser end at ${limit}` });
  }
  return labels;
}
