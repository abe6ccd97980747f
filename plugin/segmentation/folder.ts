import { zipSync } from 'fflate';

/** Files in memory behind addresses that only its own `fetch` knows. */
export interface Folder {
  /** Address of a file. */
  url(path: string): string;
  /** Answers for the files; any other address goes to the network. */
  readonly fetch: typeof globalThis.fetch;
  /** All files as a ZIP, some of them with other contents, under a folder of this name. */
  zip(name: string, others?: Readonly<Record<string, string>>): Blob;
}

let folders = 0;

/** Files as a folder that `loadSegmentation` can read from. */
export function createFolder(files: ReadonlyMap<string, Uint8Array>): Folder {
  const base = `cloisonne:/${++folders}/`;
  return {
    url: path => base + path,
    fetch: async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      if (!address.startsWith(base)) return globalThis.fetch(input, init);
      const bytes = files.get(address.slice(base.length));
      return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 });
    },
    zip(name, others = {}) {
      const texts = Object.entries(others).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
      const all = new Map([...files, ...texts]);
      const entries = [...all].map(([path, bytes]) => [`${name}/${path}`, bytes] as const);
      return new Blob([zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
    },
  };
}
