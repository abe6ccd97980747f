import { vi } from 'vitest';

/** The program of the build, in this process: it finds package.json and the shipped encoders from where it lies. */
export const { main } = (await import(new URL('../../dist/cli/index.js', import.meta.url).href)) as {
  main(args: readonly string[]): Promise<void>;
};

/** What the program writes to stdout when it is run with these arguments. */
export async function printed(...args: string[]): Promise<string> {
  const out: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0);
  await main(args).finally(() => write.mockRestore());
  return out.join('');
}
