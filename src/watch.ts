/** `npm run dev`: starts everything again when a source of the server changes, and rebuilds the screens when theirs do. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export function watch(args: readonly string[]): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const paths = ['src', 'web'].flatMap((folder) => ['--watch-path', join(root, folder)]);
  const child = spawn(
    process.execPath,
    [...paths, '--watch-preserve-output', join(root, 'src/main.ts'), 'start', ...args],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', () => resolve()));
}
