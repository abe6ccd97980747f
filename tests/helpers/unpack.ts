import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the parts of `@sparticuz/chromium` lie once unpacked. */
export interface UnpackedChromium {
  readonly dir: string;
  /** The browser (headless shell). */
  readonly executable: string;
  /** Its libvk_swiftshader.so, a Vulkan driver that needs no GPU. */
  readonly swiftshader: string;
  /** What the process needs on top of its own environment: the fonts that came with it, and libraries the machine does not have. */
  readonly env: Readonly<Record<string, string>>;
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * A fontconfig file that names the unpacked fonts and a cache beside them, and nothing of the machine: without any font Chromium ends at once.
 * The file that comes with the fonts names folders of a host (/tmp/fonts among them). It is written again when the checkout has moved.
 */
async function ownFonts(dir: string): Promise<string> {
  const path = join(dir, 'own-fonts.conf');
  const [fonts, cache] = ['fonts', 'fonts-cache'].map(name => xml(join(dir, name)));
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`;
  if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    const whole = `${path}.${randomUUID()}`;
    await writeFile(whole, text);
    await rename(whole, path);
  }
  return path;
}

/**
 * Unpacks the browser once per version into node_modules/.cache. The package itself unpacks into a shared /tmp, file by file, so that
 * two test workers would run each other's half-written browser; here a child process unpacks into a folder of its own, which is renamed
 * when whole. The AWS variable makes the package also unpack the libraries (libnss3, libnspr4, libexpat) that a bare machine lacks.
 */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const manifest = join(root, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const dir = join(root, 'node_modules/.cache', `chromium-${version}`);
  if (!existsSync(dir)) {
    await mkdir(dirname(dir), { recursive: true });
    const staging = await mkdtemp(`${dir}-`);
    const script = "(await import('@sparticuz/chromium')).default.executablePath()";
    await run(process.execPath, ['--input-type=module', '-e', `await ${script}`], {
      cwd: root,
      env: { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
    });
    await rename(staging, dir).catch(async err => {
      await rm(staging, { recursive: true, force: true });
      if (!existsSync(dir)) throw err;
    });
  }
  const executable = join(dir, 'chromium');
  const fonts = { FONTCONFIG_FILE: await ownFonts(dir) };
  const starts = await run(executable, ['--version']).then(
    () => true,
    () => false,
  );
  const libraries = [join(dir, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    dir,
    executable,
    swiftshader: join(dir, 'libvk_swiftshader.so'),
    env: starts ? fonts : { ...fonts, LD_LIBRARY_PATH: libraries },
  };
}
