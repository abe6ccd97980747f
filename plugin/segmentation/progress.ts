import { duration } from '../../core/cube/words.js';
import type { SegmentPhase } from '../../core/segmentation.js';
import { element } from '../legend/dom.js';
import type { PageEvent } from './types.js';

/** What each phase is called, and its usual share of a run; only the bar rests on the shares. */
const PHASES: readonly (readonly [phase: SegmentPhase, name: string, share: number])[] = [
  ['scan', 'Looking at a sample', 0.05],
  ['fit', 'Preparing the encoder', 0.05],
  ['encode', 'Encoding', 0.4],
  ['cluster', 'Clustering', 0.1],
  ['silhouette', 'Silhouettes', 0.15],
  ['judge', 'Judging each K', 0.05],
  ['describe', 'Describing the clusters', 0.2],
];

/** How far a run is. */
export interface Steps {
  /** 0 to 1, never less than before. */
  readonly share: number;
  /** The phase in words, and which one it is. */
  readonly words: string;
  /** Part of the phase that is done, and the time it still takes where that can be said. */
  readonly detail: string;
}

/** Follows `progress` events; `now` in milliseconds. */
export function followSteps(
  now: () => number = () => performance.now(),
): (phase: SegmentPhase, done: number, total: number) => Steps {
  let current: SegmentPhase | undefined;
  let since = 0;
  let reached = 0;
  return (phase, done, total) => {
    const index = PHASES.findIndex(([name]) => name === phase);
    if (phase !== current) {
      current = phase;
      since = now();
    }
    const part = total > 0 ? Math.min(1, done / total) : 0;
    const before = PHASES.slice(0, index).reduce((sum, [, , share]) => sum + share, 0);
    reached = Math.max(reached, before + part * PHASES[index][2]);
    const seconds = (now() - since) / 1000;
    const left = part > 0.02 && part < 1 && seconds > 0.5 ? `, ${duration((seconds / part) * (1 - part))} left` : '';
    return {
      share: reached,
      words: `${PHASES[index][1]} (${index + 1} of ${PHASES.length})`,
      detail: `${Math.round(100 * part)} %${left}`,
    };
  };
}

/** A bar with words. Screen readers hear the phases, not every per cent. */
export interface ProgressView {
  readonly root: HTMLElement;
  start(): void;
  note(event: PageEvent): void;
  /** Takes the bar away and leaves a sentence. */
  end(text: string): void;
}

/** Hidden until it starts. */
export function createProgressView(): ProgressView {
  const bar = element('progress', { max: 1, value: 0, 'aria-label': 'Progress of the segmentation' });
  const phase = element('span', { role: 'status' });
  const detail = element('span', { class: 'cloisonne-detail' });
  const plan = element('p', { class: 'cloisonne-note' });
  const root = element('div', { class: 'cloisonne-run' }, bar, element('p', {}, phase, detail), plan);
  bar.hidden = true;
  let follow = followSteps();
  let spectra = 0;
  const say = (text: string) => {
    if (phase.textContent !== text) phase.textContent = text;
  };
  const show = (steps: Steps) => {
    bar.value = steps.share;
    say(steps.words);
    detail.textContent = steps.detail;
  };
  return {
    root,
    start() {
      follow = followSteps();
      bar.hidden = false;
      bar.value = 0;
      plan.textContent = '';
      detail.textContent = '';
      say('Opening the cube');
    },
    note(event) {
      if (event.type === 'progress') show(follow(event.phase, event.done, event.total));
      // A block may be the whole cube: previews come with every batch of it.
      if (event.type === 'preview') show(follow('encode', event.from + event.labels.length, spectra));
      if (event.type === 'plan') {
        spectra = event.spectra;
        show(follow('encode', 0, spectra));
        plan.textContent = `${spectra} spectra of ${event.keptBands === event.bands ? '' : `${event.keptBands} of `}${event.bands} bands, encoder ${event.encoder}, ${event.engine}`;
      }
    },
    end(text) {
      bar.hidden = true;
      detail.textContent = '';
      say(text);
    },
  };
}
