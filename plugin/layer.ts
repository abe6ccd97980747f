import { UsageError } from '../core/cube/errors.js';
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
  needsLatents,
  pushEdit,
  redoEdit,
  relabel,
  replayEdits,
  undoEdit,
} from '../core/labels/index.js';
import type { Confidence } from '../core/segmentation.js';
import { checkedLabels, defaultClusters, fittingConfidence } from './checks.js';
import { ShownClusters } from './clusters.js';
import { hexClusters, hexColor } from './colors.js';
import { type Placement, placement } from './placement.js';
import { suggestionOf } from './suggestions.js';
import type { Blend, ClusterSuggestion, CutLabels, Layer, LayerInit, LayerStyle, OverlayEvents } from './types.js';

/** A layer with what renderers must upload again: `revision` counts changes of what is drawn where, `shownClusters.revision` those of colours. */
export class OverlayLayer implements Layer {
  readonly id: string;
  readonly name: string;
  readonly sky: CelestialWcs | undefined;
  confidence: Confidence | undefined;
  cut: CutLabels | undefined;
  private readonly suggestions: LayerInit['suggestions'];
  labels: LabelMap;
  placement: Placement;
  styles: ShownClusters;
  highlighted: number | null = null;
  revision = 0;
  opacity = 1;
  fill = 1;
  visible = true;
  blend: Blend = 'source-over';
  outline = 0;
  minify: 'majority' | 'nearest' = 'majority';
  private levels: LabelMap[] = [];
  private counts: Float64Array | undefined;

  /** `changed` is called after each change. Throws UsageError for a map whose size and data disagree, a singular registration, a bad colour. */
  constructor(
    init: LayerInit,
    private readonly changed: (what: OverlayEvents['change']['what']) => void,
  ) {
    this.id = init.id;
    this.name = init.name ?? init.id;
    this.sky = init.sky;
    this.cut = init.cut;
    this.suggestions = init.suggestions;
    this.labels = checkedLabels(init.labels);
    this.placement = placement(init.registration ?? IDENTITY, this.labels);
    this.confidence = fittingConfidence(init.confidence, this.labels);
    this.assign(init);
    const log = createEditLog(hexClusters(init.clusters ?? defaultClusters(this.labels)), init.edits);
    const drawn = this.drawnOf(log);
    this.styles = new ShownClusters(log, isWide(drawn));
    this.styles.list.forEach(({ id }, i) => {
      const color = init.colors?.[i];
      if (color !== undefined) this.styles.style(id, { color: hexColor(color, `cluster ${id}`) });
    });
    this.redraw(drawn);
  }

  get clusters(): readonly EditedCluster[] {
    return this.styles.list;
  }

  get soloed(): number | null {
    return this.styles.soloed;
  }

  get original(): readonly ClusterStyle[] {
    return this.styles.log.original;
  }

  get edits(): readonly Edit[] {
    return this.styles.log.edits;
  }

  get undone(): number {
    return this.styles.log.undone.length;
  }

  get registration(): Registration {
    return this.placement.registration;
  }

  get registrationError(): number {
    return this.placement.inverse.maxError;
  }

  get drawn(): LabelMap {
    return this.levels[0];
  }

  /** The labels as they are drawn, in blocks of 2^n spaxels. Levels are computed when they are first seen. */
  level(n: number): LabelMap {
    this.levels[n] ??= majorityLevel(this.drawn, n);
    return this.levels[n];
  }

  count(id: number): number {
    this.counts ??= countIds(this.drawn);
    return this.counts[id] ?? 0;
  }

  suggestion(id: number): ClusterSuggestion | undefined {
    // Most results have none: a search for each of 65,000 clusters takes long.
    if (!this.suggestions?.size) return undefined;
    return suggestionOf(this.suggestions, this.clusters.find(cluster => cluster.id === id)?.members ?? []);
  }

  setCluster(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void {
    this.styles.style(id, { ...style, ...(style.color !== undefined && { color: hexColor(style.color, `cluster ${id}`) }) });
    this.changed('style');
  }

  setStyle(style: Partial<LayerStyle>): void {
    this.assign(style);
    this.changed('style');
  }

  solo(id: number | null): void {
    this.styles.solo(id);
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

  setCut(cut: CutLabels | undefined): void {
    this.cut = cut;
  }

  setLabels(labels: LabelMap, clusters?: readonly ClusterStyle[]): void {
    const map = checkedLabels(labels);
    const log = clusters ? createEditLog(hexClusters(clusters)) : this.styles.log;
    const drawn = this.drawnOf(log, map);
    this.styles = new ShownClusters(log, isWide(drawn), clusters ? undefined : this.styles);
    this.labels = map;
    this.confidence = undefined;
    this.placement = placement(this.registration, map);
    this.redraw(drawn);
    this.changed('labels');
  }

  edit(edit: Edit): void {
    this.logged(pushEdit(this.styles.log, edit), edit);
  }

  merge(ids: readonly number[], style?: { name?: string; color?: string }): number {
    const edit = mergeEdit(this.styles.log, ids, style);
    this.edit(edit);
    return edit.into;
  }

  undo(): void {
    const { log } = this.styles;
    this.logged(undoEdit(log), log.edits.at(-1));
  }

  redo(): void {
    const { log } = this.styles;
    this.logged(redoEdit(log), log.undone[0]);
  }

  /** Nothing has changed where the labels cannot be cut. */
  private logged(log: EditLog, edit: Edit | undefined): void {
    if (!edit) return;
    const moved = edit.kind === 'merge' || needsLatents([edit]);
    const drawn = moved ? this.drawnOf(log) : this.drawn;
    this.styles.follow(log, edit, isWide(drawn));
    if (moved) {
      this.highlighted = null;
      this.redraw(drawn);
    }
    this.changed('edits');
  }

  /** The labels after merges and cuts. */
  private drawnOf({ original, edits }: EditLog, labels = this.labels): LabelMap {
    if (needsLatents(edits) && !this.cut)
      throw new UsageError('edits that split clusters need the latents', { remedy: 'Give the layer a `cut`, see loadCut.' });
    return relabel(this.cut?.(labels, original, edits) ?? labels, replayEdits(original, edits));
  }

  private redraw(drawn: LabelMap): void {
    this.levels = [drawn];
    this.counts = undefined;
    this.revision++;
  }

  private assign({ opacity, fill, visible, blend, outline, minify }: Partial<LayerStyle>): void {
    const given = { opacity, fill, visible, blend, outline, minify };
    Object.assign(this, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  }
}

const isWide = ({ data }: LabelMap) => data instanceof Uint16Array;
