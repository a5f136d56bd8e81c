/** bin/halle.js under an old Node, a new Node, and in an unfinished installation: it goes on, or says in one sentence what to do. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';

const repo = join(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'pgtest-entry-'));
const entry = join(root, 'bin/halle.js');
const packaged = join(repo, 'node_modules', `node-${process.platform}-${process.arch}`);
after(() => rmSync(root, { recursive: true, force: true }));

// A house of the same shape, so that nothing real is started.
mkdirSync(join(root, 'node_modules/pg'), { recursive: true });
mkdirSync(join(root, 'src'));
cpSync(join(repo, 'bin'), join(root, 'bin'), { recursive: true });
writeFileSync(join(root, 'package.json'), '{"type":"module"}');
writeFileSync(
  join(root, 'src/main.ts'),
  `const args: string[] = process.argv.slice(2);
   process.on('SIGTERM', () => { process.stdout.write('drained'); process.exit(7); });
   process.stdout.write(JSON.stringify({ args, major: Number(process.versions.node.split('.')[0]) }));
   if (args[0] === 'wait') setInterval(() => undefined, 1000);
   else if (args[0] === 'read') process.stdin.pipe(process.stdout);
   else process.exitCode = Number(args[0]);`,
);

/** A Node on this machine that can't run TypeScript; the packaged one is usually first on PATH. */
function findOldNode(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (folder.includes('node_modules') || !existsSync(node)) continue;
    const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]);
    if (major < 22) return node;
  }
  return undefined;
}

const oldNode = findOldNode();
const skip = oldNode === undefined && 'no Node older than 22 on this machine';

function run(node: string, args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(node, [entry, ...args], { encoding: 'utf8', input });
}

function installNode(): void {
  symlinkSync(packaged, join(root, 'node_modules', `node-${process.platform}-${process.arch}`), 'junction');
}

test('a new Node hands over, arguments and exit code and all, without warnings', () => {
  const { status, stdout, stderr } = run(process.execPath, ['3', '--site', 'a b']);
  assert.deepEqual([status, JSON.parse(stdout).args, stderr], [3, ['3', '--site', 'a b'], '']);
});

test('an old Node without the packaged one is told what to do', { skip }, () => {
  const { status, stdout, stderr } = run(oldNode ?? '', ['start']);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^Halle needs Node 22\.18 or newer, this is [\d.]+: install Node 24 and start again\.\n$/);
});

test('an old Node goes on with the packaged one: arguments, input, exit code', { skip }, () => {
  installNode();
  const { status, stdout, stderr } = run(oldNode ?? '', ['5', '--fresh']);
  assert.deepEqual([status, JSON.parse(stdout), stderr], [5, { args: ['5', '--fresh'], major: 24 }, '']);
  assert.match(run(oldNode ?? '', ['read'], 'through the pipe').stdout, /through the pipe$/);
});

test('a signal reaches the packaged Node, which ends in its own way', { skip }, async () => {
  const child = spawn(oldNode ?? '', [entry, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    if (out === '') child.kill('SIGTERM');
    out += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 7);
  assert.match(out, /drained$/);
});

test('a packaged Node that cannot run here is named', { skip }, () => {
  const folder = join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/node'), 'not a program', { mode: 0o644 });
  const { status, stderr } = run(oldNode ?? '', ['start']);
  assert.equal(status, 1);
  assert.match(stderr, /does not run here .*install Node 24/);
});

test('without packages it names the command that brings them', () => {
  rmSync(join(root, 'node_modules'), { recursive: true });
  for (const node of [process.execPath, oldNode ?? process.execPath]) {
    const { status, stderr } = run(node, ['start']);
    assert.deepEqual([status, stderr], [1, `Halle's packages are not installed: run "npm ci" in ${root} first.\n`]);
  }
});
