import type { ClusterStyle, Edit, EditedCluster, EditLog } from '../core/labels/index.js';
import { createEditLog, replayEdits } from '../core/labels/index.js';
import { paintCluster, paletteBytes, paletteWidth } from './palette.js';

/** The clusters of a layer as they are drawn: an edit log, what was set without an edit, and the palette of both. */
export class ShownClusters {
  soloed: number | null = null;
  /** Counts changes of the palette. */
  revision = 0;
  /** For each row of the palette the revision that changed it last. */
  readonly rows = new Uint32Array(paletteWidth);
  /** What was set without an edit, by cluster. */
  private readonly set: Map<number, Partial<ClusterStyle>>;
  /** In their order. */
  private byId = new Map<number, EditedCluster>();
  private listed: readonly EditedCluster[] | undefined;
  private bytes: Uint8Array | undefined;

  /** `wide`: ids of two bytes. What was set in `before`, for another map, goes on. Throws UsageError for a bad colour. */
  constructor(
    private current: EditLog,
    private wide: boolean,
    before?: ShownClusters,
  ) {
    this.soloed = before?.soloed ?? null;
    this.set = new Map(before?.set);
    this.revision = before?.revision ?? 0;
    this.restyle();
    this.palette();
  }

  get log(): EditLog {
    return this.current;
  }

  get list(): readonly EditedCluster[] {
    this.listed ??= [...this.byId.values()];
    return this.listed;
  }

  /** RGBA of each label id in rows of 256. */
  palette(): Uint8Array {
    this.bytes ??= paletteBytes(this.list, this.soloed, this.wide ? paletteWidth : 1);
    return this.bytes;
  }

  /** The cluster that is drawn for an id of the edited map, if any. */
  shown(id: number): EditedCluster | undefined {
    const cluster = this.byId.get(id);
    const drawn = this.soloed === null ? cluster?.visible !== false : this.soloed === id;
    return id > 0 && drawn ? cluster : undefined;
  }

  /** Changes one entry, or adds one. Throws UsageError for a bad colour. */
  style(id: number, style: Partial<Omit<ClusterStyle, 'id'>>): void {
    const old = this.byId.get(id);
    const cluster = { name: String(id), color: '#808080', members: [id], ...old, ...style, id };
    // One entry is written anew: a map may have 65,000 clusters.
    paintCluster(this.palette(), cluster, this.soloed);
    if (old) this.set.set(id, { ...this.set.get(id), ...style });
    else this.current = createEditLog([...this.current.original, cluster], this.current.edits);
    this.byId.set(id, cluster);
    this.listed = undefined;
    this.rows[id >> 8] = ++this.revision;
  }

  solo(id: number | null): void {
    this.soloed = id;
    this.repaint();
  }

  /** The log after `edit` was done, undone or done again; a name or a colour that was set gives way to it. */
  follow(log: EditLog, edit: Edit, wide: boolean): void {
    this.current = log;
    this.wide = wide;
    if (edit.kind === 'merge' || edit.kind === 'split' || edit.kind === 'recluster') this.soloed = null;
    if (edit.kind === 'rename' || edit.kind === 'recolor') {
      const { name, color, ...rest } = this.set.get(edit.cluster) ?? {};
      this.set.set(
        edit.cluster,
        edit.kind === 'rename' ? { ...rest, ...(color && { color }) } : { ...rest, ...(name && { name }) },
      );
    }
    this.restyle();
  }

  private restyle(): void {
    const replayed = replayEdits(this.current.original, this.current.edits);
    this.byId = new Map(replayed.map(cluster => [cluster.id, { ...cluster, ...this.set.get(cluster.id), id: cluster.id }]));
    this.listed = undefined;
    this.repaint();
  }

  private repaint(): void {
    this.bytes = undefined;
    this.rows.fill(++this.revision);
  }
}
