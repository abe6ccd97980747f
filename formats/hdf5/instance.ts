/** The instance of a WebAssembly library that can be put back to what it was when it had loaded. */
export class Instance {
  /** How often it was put back: what was open before is gone. */
  generation = 0;
  private readonly start: Uint8Array;
  private readonly top: unknown;

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly stack: WebAssembly.Global,
  ) {
    const bytes = new Uint8Array(memory.buffer);
    this.start = bytes.slice(0, bytes.findLastIndex(byte => byte !== 0) + 1);
    this.top = stack.value;
  }

  /**
   * Does a synchronous operation. An exception does not unwind the library's own stack, so that is done here. A trap (or an abort, or a
   * recursion without end) leaves its memory in the middle of something, and everything it does later may be wrong or trap as well:
   * memory and stack are put back, and files that were open count as closed.
   */
  run<T>(operation: () => T): T {
    const top = this.stack.value;
    try {
      return operation();
    } catch (err) {
      this.stack.value = top;
      if (err instanceof WebAssembly.RuntimeError || err instanceof RangeError) this.restore();
      throw err;
    }
  }

  private restore(): void {
    this.generation++;
    this.stack.value = this.top;
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.set(this.start);
    bytes.fill(0, this.start.length);
  }
}

/**
 * Loads a library built by Emscripten and finds the instance it makes of itself: the one that exports a memory and a stack pointer. Undefined
 * where it made none, because it was loaded before.
 */
export async function withInstance<T>(load: () => Promise<T>): Promise<readonly [library: T, instance: Instance | undefined]> {
  const { instantiate } = WebAssembly;
  let found: ConstructorParameters<typeof Instance> | undefined;
  const watched = async (...args: Parameters<typeof instantiate>) => {
    const made = (await instantiate(...args)) as WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource;
    const { memory, __stack_pointer: stack } = ('instance' in made ? made.instance : made).exports;
    if (memory instanceof WebAssembly.Memory && stack instanceof WebAssembly.Global) found = [memory, stack];
    return made;
  };
  WebAssembly.instantiate = watched as typeof instantiate;
  try {
    const library = await load();
    return [library, found && new Instance(...found)];
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
