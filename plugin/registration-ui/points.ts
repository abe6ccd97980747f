import { isCloisonneError } from '../../core/cube/errors.js';
import { type ControlPoint, fitRegistration, type Registration, type RegistrationFit } from '../../core/labels/index.js';

/** Control points and the kind of map to fit to them. */
export interface PointSet {
  readonly kind: Registration['kind'];
  readonly points: readonly ControlPoint[];
}

/** Control points that are being placed, with what was before and what was undone. */
export interface PointEditor {
  readonly now: PointSet;
  /** The map through the points; undefined where they do not fix one, for which `why` has the reason. */
  readonly fit: RegistrationFit | undefined;
  readonly why: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Replaces the set; what was undone is forgotten. */
  set(change: Partial<PointSet>): void;
  undo(): void;
  redo(): void;
}

/** The fewest points that fix a map of a kind. */
export const fewest: Readonly<Record<Registration['kind'], number>> = { affine: 3, projective: 4, tps: 3 };

/** An editor that begins with a set of points; `changed` is called after each change. */
export function createPointEditor(first: PointSet, changed: () => void): PointEditor {
  let past: readonly PointSet[] = [];
  let future: readonly PointSet[] = [];
  let now = first;
  let fit: RegistrationFit | undefined;
  let why = '';
  const refit = () => {
    fit = undefined;
    const missing = fewest[now.kind] - now.points.length;
    why = missing > 0 ? `${missing} more ${missing === 1 ? 'point' : 'points'} to place.` : '';
    if (missing > 0) return;
    try {
      fit = fitRegistration(now.kind, now.points);
    } catch (err) {
      if (!isCloisonneError(err)) throw err;
      why = err.message;
    }
  };
  const become = (next: PointSet) => {
    now = next;
    refit();
    changed();
  };
  refit();
  return {
    get now() {
      return now;
    },
    get fit() {
      return fit;
    },
    get why() {
      return why;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    set(change) {
      past = [...past, now];
      future = [];
      become({ ...now, ...change });
    },
    undo() {
      const last = past.at(-1);
      if (!last) return;
      past = past.slice(0, -1);
      future = [now, ...future];
      become(last);
    },
    redo() {
      const [next, ...rest] = future;
      if (!next) return;
      past = [...past, now];
      future = rest;
      become(next);
    },
  };
}
