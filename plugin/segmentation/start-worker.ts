/**
 * Starts the worker: the one beside this module, which bundlers find by this literal, or one at an address. A worker must come from the page's own
 * origin; another one is imported by a worker of the page.
 */
export function startWorker(address?: URL): Worker {
  if (!address) return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  if (isOwn(address)) return new Worker(address, { type: 'module' });
  const url = URL.createObjectURL(new Blob([`import ${JSON.stringify(address.href)};`], { type: 'text/javascript' }));
  // The address stays: the worker may fetch it after this returns, and it is a few bytes.
  return new Worker(url, { type: 'module' });
}

/** Whether an address is of the page's origin. */
export const isOwn = (address: URL): boolean => address.origin === globalThis.location.origin;
