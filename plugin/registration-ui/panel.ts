import { apply, createTransform, type Point, type Registration } from '../../core/labels/index.js';
import { button, element, touches } from '../legend/dom.js';
import { useStyle } from '../legend/style.js';
import type { Layer, SegmentationOverlay } from '../types.js';
import { screenToBase } from '../view.js';
import { createAim } from './aim.js';
import { createMarkers } from './markers.js';
import { createPointEditor, fewest, type PointSet } from './points.js';
import { useRegistrationStyle } from './style.js';
import { createPointTable } from './table.js';

/** Options of `openRegistration`. */
export interface RegistrationPanelOptions {
  /** The layer to register, asked for anew at each change; default: the topmost. */
  readonly layer?: () => Layer | undefined;
  /** There is a Save button when this is given. */
  readonly save?: () => void;
  readonly theme?: 'light' | 'dark';
}

/** Controls to register a layer by control points. */
export interface RegistrationPanel {
  readonly root: HTMLElement;
  readonly points: PointSet['points'];
  /** Removes panel and markers; the registration stays as it is. */
  destroy(): void;
}

const kinds: readonly (readonly [Registration['kind'], string])[] = [
  ['affine', 'Affine'],
  ['projective', 'Projective'],
  ['tps', 'Thin plate'],
];

/** How much of the masks is left while the same place is looked for in the image below. */
const faint = 0.2;

/** The panel, at the end of `mount`. See `openRegistration`. */
export function createRegistrationPanel(
  overlay: SegmentationOverlay,
  mount: HTMLElement,
  { layer: wanted = () => overlay.layers.at(-1), save, theme }: RegistrationPanelOptions = {},
): RegistrationPanel {
  const { viewer } = overlay;
  const touch = touches() ? 'touch' : 'click';
  const free = [useStyle(), useRegistrationStyle()];
  const original = wanted()?.registration;
  const first: PointSet = { kind: original?.kind ?? 'affine', points: original?.points ?? [] };
  /** The cube's side of a point that has no other side yet, and the opacity to go back to. */
  let half: { readonly cube: Point; readonly opacity: number } | undefined;

  const baseOf = () => overlay.baseImage(wanted());
  const residual = element('output', { 'aria-live': 'polite' });
  const step = element('p', { role: 'status' });
  const select = element('select', {}, ...kinds.map(([value, label]) => element('option', { value }, label)));
  select.addEventListener('change', () => editor.set({ kind: select.value as Registration['kind'] }));
  const add = button('Add a point', () => (aim.on ? cancel() : begin()), 'Add a point', { 'aria-pressed': 'false' });
  const middle = button('Take the middle of the view', () => aim.takeMiddle());
  const undo = button('Undo', () => editor.undo(), 'Undo');
  const redo = button('Redo', () => editor.redo(), 'Redo');
  const clear = button('Remove all', () => editor.set({ points: [] }));
  const table = createPointTable(
    (index, point) => editor.set({ points: editor.now.points.with(index, point) }),
    index => {
      editor.set({ points: editor.now.points.toSpliced(index, 1) });
      add.focus();
    },
  );
  const root = element(
    'section',
    { class: 'cloisonne cloisonne-registration', 'aria-label': 'Registration', 'data-theme': theme },
    element('h2', {}, 'Registration'),
    element('div', {}, element('label', {}, 'Map', select), add, middle),
    step,
    table.root,
    element('p', {}, residual),
    element('div', {}, undo, redo, clear, ...(save ? [button('Save', save)] : [])),
  );

  const say = (text: string) => {
    step.textContent = text;
    step.toggleAttribute('data-step', aim.on);
  };
  const unfade = () => {
    if (half) wanted()?.setOpacity(half.opacity);
    half = undefined;
  };
  const begin = () => {
    aim.start();
    update();
    say(`1 of 2: ${touch} a place on the masks, or move it to the middle and press Enter. Escape ends.`);
    viewer.canvas.focus();
  };
  const cancel = () => {
    unfade();
    aim.stop();
    update();
    say('');
  };
  const take = (at: Point) => {
    const [layer, base] = [wanted(), baseOf()];
    if (!layer || !base) return;
    const image = apply(screenToBase(viewer.viewport, base), ...at);
    if (half) {
      const { cube } = half;
      unfade();
      aim.stop();
      editor.set({ points: [...editor.now.points, { cube, image }] });
      say(`Point ${editor.now.points.length} is placed. ${editor.why}`);
      return;
    }
    const cube = createTransform(layer.registration).inverse(...image);
    const { width, height } = layer.labels;
    if (!cube || !(cube[0] >= 0 && cube[1] >= 0 && cube[0] <= width && cube[1] <= height))
      return say(`That is outside the masks. 1 of 2: ${touch} a place on the masks.`);
    half = { cube, opacity: layer.opacity };
    layer.setOpacity(Math.min(layer.opacity, faint));
    say(`2 of 2: ${touch} the same place on the image, or move it to the middle and press Enter. Escape ends.`);
  };
  const update = () => {
    const { now, fit, why } = editor;
    select.value = now.kind;
    add.setAttribute('aria-pressed', String(aim.on));
    middle.disabled = !aim.on;
    undo.disabled = !editor.canUndo;
    redo.disabled = !editor.canRedo;
    clear.disabled = now.points.length === 0;
    table.show(now.points, fit?.residuals);
    const left = now.kind === 'tps' ? ', each to the map through the others' : '';
    const exact = now.kind !== 'tps' && now.points.length === fewest[now.kind];
    residual.value = fit
      ? `RMS ${fit.rms.toFixed(2)} image pixels${left}${exact ? '; one more point tells how good it is' : ''}.`
      : why;
    const forward = fit && createTransform(fit.registration).forward;
    markers.show(now.points.map(point => ({ point, fitted: forward?.(...point.cube) })));
  };
  const changed = () => {
    const layer = wanted();
    const registration = editor.fit?.registration ?? original;
    if (registration) layer?.setRegistration(registration);
    update();
  };

  const aim = createAim(overlay, take, cancel);
  const markers = createMarkers(viewer, baseOf, (index, image) =>
    editor.set({ points: editor.now.points.with(index, { ...editor.now.points[index], image }) }),
  );
  const editor = createPointEditor(first, changed);
  mount.append(root);
  update();
  const destroy = () => {
    viewer.removeHandler('destroy', destroy);
    unfade();
    aim.stop();
    markers.destroy();
    root.remove();
    for (const end of free.splice(0)) end();
  };
  viewer.addHandler('destroy', destroy);
  return {
    root,
    get points() {
      return editor.now.points;
    },
    destroy,
  };
}
