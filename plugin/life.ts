import type OpenSeadragon from 'openseadragon';

/** A signal that fires with the caller's, with the viewer, and with `end`. */
export function lifeOf(
  viewer: OpenSeadragon.Viewer,
  signal?: AbortSignal,
): { readonly signal: AbortSignal; readonly end: () => void } {
  const control = new AbortController();
  const abort = () => control.abort(signal?.reason);
  const end = () => control.abort(new DOMException('The viewer was destroyed.', 'AbortError'));
  if (signal?.aborted) abort();
  // A destroyed viewer has no container.
  else if (!viewer.container) end();
  signal?.addEventListener('abort', abort, { once: true, signal: control.signal });
  viewer.addHandler('destroy', end);
  control.signal.addEventListener('abort', () => viewer.removeHandler('destroy', end), { once: true });
  return { signal: control.signal, end };
}
