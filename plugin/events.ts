/** Named events with typed contents. */
export interface Events<T> {
  /** Calls back at each event until the returned function is called. */
  on<K extends keyof T>(name: K, call: (event: T[K]) => void): () => void;
  emit<K extends keyof T>(name: K, event: T[K]): void;
  /** Forgets everyone who listens. */
  clear(): void;
}

/** Events without any listener yet. */
export function createEvents<T>(): Events<T> {
  const listeners = new Map<keyof T, Set<(event: never) => void>>();
  return {
    on(name, call) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(call as (event: never) => void));
      return () => void set.delete(call as (event: never) => void);
    },
    emit(name, event) {
      for (const call of [...(listeners.get(name) ?? [])]) call(event as never);
    },
    clear() {
      listeners.clear();
    },
  };
}
