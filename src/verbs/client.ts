import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { routeTypes } from '../client-types.ts';
import { routes } from '../modules.ts';
import { houseRoutes } from '../serve.ts';

const root = join(import.meta.dirname, '../..');

/** `halle client [--out DIR] [--check]`: builds the typed client from the route table, or says whether the built one is current. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string' }, check: { type: 'boolean' } } });
  const out = resolve(values.out ?? join(root, 'dist/client'));
  const types = routeTypes([...routes, ...houseRoutes()]);
  if (values.check === true) {
    const built = await readFile(join(out, 'routes.d.ts'), 'utf8').catch(() => '');
    const current = built === types;
    process.stdout.write(current ? 'The client is current.\n' : 'The client is not current: run npm run client.\n');
    return current ? 0 : 1;
  }
  await buildClient(out, types);
  process.stdout.write(`The client is in ${out}: npm install ${out}\n`);
  return 0;
}

/** Compiles the package beside a copy of its sources whose `routes.ts` gives way to the generated types. */
export async function buildClient(out: string, types: string): Promise<void> {
  const from = join(root, 'packages/client');
  const work = await mkdtemp(join(tmpdir(), 'halle-client-'));
  try {
    await cp(join(from, 'src'), join(work, 'src'), {
      recursive: true,
      filter: (path) => !path.endsWith('.test.ts'),
    });
    await writeFile(join(work, 'src/routes.ts'), types);
    await cp(join(from, 'package.json'), join(work, 'package.json'));
    await cp(join(from, 'tsconfig.json'), join(work, 'tsconfig.json'));
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const compiled = spawnSync(process.execPath, [compiler, '-p', work, '--outDir', out], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(`the client does not compile:\n${compiled.stdout}${compiled.stderr}`);
    await rm(join(out, 'routes.js'), { force: true });
    await writeFile(join(out, 'routes.d.ts'), types);
    for (const name of ['package.json', 'README.md']) await cp(join(from, name), join(out, name));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
