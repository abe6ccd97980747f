/** Turns a function that reports through a callback into an async generator of its reports; its failure ends the generator. */
export async function* eventsOf<E>(run: (emit: (event: E) => void) => Promise<void>): AsyncGenerator<E, void, undefined> {
  const queue: E[] = [];
  let wake = (): void => {};
  let ended = false;
  const work = run(event => {
    queue.push(event);
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  work.catch(() => {});
  while (true) {
    while (queue.length > 0) yield queue.shift() as E;
    if (ended) break;
    await new Promise<void>(resolve => {
      wake = resolve;
    });
  }
  await work;
}
