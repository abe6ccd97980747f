/** Shows one of two things after the other. */
export interface Blink {
  readonly running: boolean;
  /** Seconds that each is shown, at least 0.4: slower than what may trigger seizures (WCAG 2.3.1). */
  readonly period: number;
  setPeriod(seconds: number): void;
  run(running: boolean): void;
  /** The other one, now. */
  step(): void;
  destroy(): void;
}

/** The fastest that is allowed, in seconds. */
export const shortestPeriod = 0.4;

/** Starts with the first; `shown` is called with 0 or 1. */
export function createBlink(period: number, running: boolean, shown: (which: 0 | 1) => void): Blink {
  let timer: ReturnType<typeof setInterval> | undefined;
  let which: 0 | 1 = 0;
  let seconds = Math.max(shortestPeriod, period);
  const step = () => {
    which = which === 0 ? 1 : 0;
    shown(which);
  };
  const run = (wanted: boolean) => {
    clearInterval(timer);
    timer = wanted ? setInterval(step, 1000 * seconds) : undefined;
  };
  shown(which);
  run(running);
  return {
    get running() {
      return timer !== undefined;
    },
    get period() {
      return seconds;
    },
    setPeriod(wanted) {
      seconds = Math.max(shortestPeriod, wanted);
      if (timer !== undefined) run(true);
    },
    run,
    step,
    destroy: () => run(false),
  };
}
