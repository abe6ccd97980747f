import type {
  Affine,
  CelestialWcs,
  ClusterStyle,
  Edit,
  EditedCluster,
  EditLog,
  LabelMap,
  Registration,
} from '../core/labels/index.js';
import {
  countIds,
  createEditLog,
  IDENTITY,
  majorityLevel,
  mergeEdit,
  pushEdit,
  redoEdit,
  relabel,
  replayEdits,
  undoEdit,
} from '../core/labels/index.js';
import type { Confidence } from '../core/segmentation.js';
import { checkedLabels, defaultClusters, fittingConfidence } from './checks.js';
import { paintCluster, paletteBytes, paletteWidth } from './palette.js';
import { type Placement, placement } from './placement.js';
import type { BaseImage, Blend, Layer, LayerInit, LayerStyle, OverlayEvents } from './types.js';

/** A layer with what renderers must upload again: `revision` counts changes of what is drawn where, `styleRevision` those of colours. */
export class OverlayLayer implements Layer {
  readonly id: string;
  readonly name: string;
  readonly base: BaseImage | undefined;
  readonly sky: CelestialWcs | undefined;
  confidence: Confidence | undefined;
  labels: LabelMap;
  placement: Placement;
  clusters: readonly EditedCluster[] = [];
  soloed: number | null = null;
  highlighted: number | null = null;
  revision = 0;
  styleRevision = 0;
  opacity = 1;
  fill = 1;
  visible = true;
  blend: Blend = 'source-over';
  outline = 0;
  minify: 'majority' | 'nearest' = 'majority';
  private log: EditLog;
  /** What was set without an edit, by cluster. */
  private readonly set = new Map<number, Partial<ClusterStyle>>();
  private levels: LabelMap[] = [];
  private byId = new Map<number, EditedCluster>();
  private counts: Float64Array | undefined;
  private colors: Uint8Array | undefined;

  /** `changed` is called after each change. Throws UsageError for a map whose size and data disagree, a singular registration, a bad colour. */
  constructor(
    init: LayerInit,
    private readonly changed: (what: OverlayEvents['change']['what']) => void,
  ) {
    this.id = init.id;
    this.name = init.name ?? init.id;
    this.base = init.base;
    this.sky = init.sky;
    this.labels = checkedLabels(init.labels);
    this.placement = placement(init.registration ?? IDENTITY, this.labels);
    this.log = createEditLog(init.clusters ?? defaultClusters(this.labels), init.edits);
    this.confidence = fittingConfidence(init.confidence, this.labels);
    this.assign(init);
    this.rebuild();
    this.palette();
  }

  get edits(): readonly Edit[] {
    return this.log.edits;
  }

  get registration(): Registration {
    return this.placement.registration;
  }

  get registrationError(): number {
    return this.placement.inverse.maxError;
  }

  get undone(): number {
    return this.log.undone.length;
  }

  /** RGBA of each label id in rows of 256. */
  palette(): Uint8Array {
    this.colors ??= paletteBytes(this.clusters, this.soloed, this.level(0).data instanceof Uint16Array ? paletteWidth : 1);
    return this.colors;
  }

  /** The labels as they are drawn: after merges, in blocks of 2^n spaxels. Levels are computed when they are first seen. */
  level(n: number): LabelMap {
    this.levels[0] ??= relabel(this.labels, this.clusters);
    this.levels[n] ??= majorityLevel(this.levels[0], n);
    return this.levels[n];
  }

  count(id: number): number {
    this.counts ??= countIds(this.level(0));
    return this.counts[id] ?? 0;
  }

  /** The cluster that is drawn for an id of `level(0)`, if any. */
  shown(id: number): EditedCluster | undefined {
    const cluster = this.byId.get(id);
    const drawn = this.soloed === null ? cluster?.visible !== false : this.soloed === id;
    return id > 0 && drawn ? cluster : undefined;
  }

  setCluster(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void {
    const old = this.byId.get(id);
    const cluster = { name: String(id), color: '#808080', members: [id], ...old, ...style, id };
    // One entry is written anew: a map may have 65,000 clusters.
    paintCluster(this.palette(), cluster, this.soloed);
    if (old) this.set.set(id, { ...this.set.get(id), ...style });
    else this.log = createEditLog([...this.log.original, cluster], this.log.edits);
    const at = old ? this.clusters.indexOf(old) : this.clusters.length;
    this.clusters = old ? this.clusters.with(at, cluster) : [...this.clusters, cluster];
    this.byId.set(id, cluster);
    this.styleRevision++;
    this.changed('style');
  }

  setStyle(style: Partial<LayerStyle>): void {
    this.assign(style);
    this.changed('style');
  }

  solo(id: number | null): void {
    this.soloed = id;
    this.restyle();
    this.changed('style');
  }

  highlight(id: number | null): void {
    if (this.highlighted === id) return;
    this.highlighted = id;
    this.changed('style');
  }

  setOpacity(opacity: number): void {
    this.setStyle({ opacity });
  }

  setVisible(visible: boolean): void {
    this.setStyle({ visible });
  }

  setRegistration(registration: Affine | Registration): void {
    this.placement = placement(registration, this.labels);
    this.changed('registration');
  }

  setConfidence(confidence: Confidence | undefined): void {
    this.confidence = fittingConfidence(confidence, this.labels);
    this.changed('confidence');
  }

  setLabels(labels: LabelMap, clusters?: readonly ClusterStyle[]): void {
    const map = checkedLabels(labels);
    if (clusters) {
      paletteBytes(clusters, null, paletteWidth);
      this.log = createEditLog(clusters);
      this.set.clear();
      this.soloed = null;
    }
    this.labels = map;
    this.confidence = undefined;
    this.placement = placement(this.registration, map);
    this.rebuild();
    this.changed('labels');
  }

  edit(edit: Edit): void {
    this.logged(pushEdit(this.log, edit), edit);
  }

  merge(ids: readonly number[], style?: { name?: string; color?: string }): number {
    const edit = mergeEdit(this.log, ids, style);
    this.edit(edit);
    return edit.into;
  }

  undo(): void {
    this.logged(undoEdit(this.log), this.log.edits.at(-1));
  }

  redo(): void {
    this.logged(redoEdit(this.log), this.log.undone[0]);
  }

  private logged(log: EditLog, edit: Edit | undefined): void {
    if (log === this.log || !edit) return;
    this.log = log;
    if (edit.kind === 'rename' || edit.kind === 'recolor') {
      const { name, color, ...rest } = this.set.get(edit.cluster) ?? {};
      this.set.set(
        edit.cluster,
        edit.kind === 'rename' ? { ...rest, ...(color && { color }) } : { ...rest, ...(name && { name }) },
      );
    }
    if (edit.kind === 'merge') {
      this.soloed = null;
      this.highlighted = null;
      this.rebuild();
    } else this.restyle();
    this.changed('edits');
  }

  private assign({ opacity, fill, visible, blend, outline, minify }: Partial<LayerStyle>): void {
    const given = { opacity, fill, visible, blend, outline, minify };
    Object.assign(this, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  }

  private rebuild(): void {
    this.restyle();
    this.levels = [];
    this.counts = undefined;
    this.revision++;
  }

  private restyle(): void {
    const replayed = replayEdits(this.log.original, this.log.edits);
    this.clusters = replayed.map(cluster => ({ ...cluster, ...this.set.get(cluster.id), id: cluster.id }));
    this.byId = new Map(this.clusters.map(cluster => [cluster.id, cluster]));
    this.colors = undefined;
    this.styleRevision++;
  }
}
