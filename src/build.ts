/** Builds the front ends with Vite: office, till and shop, each where the server looks for it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { log } from '#base/log';
import { UsageError } from './house.ts';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist/.built');

/**
 * Builds every bundle that has a `web/<name>/vite.config.ts`. With `ifChanged` it does nothing when no file of `web/` and no package
 * changed since the last build. Where Vite is not installed (production installs) it says so and leaves what is there.
 */
export async function build(options: { ifChanged: boolean }): Promise<void> {
  const hash = fingerprint();
  if (options.ifChanged && (await isBuilt(hash))) return;
  const vite = await import('vite').catch(() => undefined);
  if (!vite) {
    process.stdout.write('The screens are not built: Vite is not installed (npm ci installs it).\n');
    return;
  }
  for (const name of readdirSync(join(root, 'web')).sort()) {
    const configFile = join(root, 'web', name, 'vite.config.ts');
    if (!existsSync(configFile)) continue;
    await vite.build({ configFile, logLevel: 'warn', configLoader: 'native' });
    log.info({ bundle: name }, 'built');
  }
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(stamp, hash);
  // Read once here, the server's sources are in the compile cache: the first start is as quick as the second.
  await import('./verbs/start.ts');
}

/** As `build` with `ifChanged`, in a process of its own: the builder takes 300 MB that a server would keep. */
export async function buildApart(): Promise<void> {
  if (await isBuilt(fingerprint())) return;
  const child = spawn(process.execPath, [join(root, 'bin/halle.js'), 'build'], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new UsageError('The screens could not be built: see above.');
}

const isBuilt = async (hash: string): Promise<boolean> => (await readFile(stamp, 'utf8').catch(() => '')) === hash;

/** A hash over the names and contents of `web/`, what it may take of `src` (base and models), and the lock file. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const files = ['web', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.ts$|\.md$/.test(entry.name))
      .filter((entry) => folder === 'web' || entry.name === 'model.ts' || entry.parentPath.endsWith('base'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files.sort(), join(root, 'package-lock.json')]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
