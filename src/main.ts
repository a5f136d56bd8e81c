/** The one executable: `halle <verb>`. Each verb is a file in `verbs/`; this one finds it, and says in one sentence what went wrong. */
import { StartError } from '#base/postgres';
import { BackupError } from '#base/backup';

type Verb = {
  readonly summary: string;
  readonly usage: string;
  readonly load: () => Promise<{ run: (args: string[]) => Promise<number | void> }>;
};

const verbs: Readonly<Record<string, Verb>> = {
  start: {
    summary: 'Start everything: database, API, worker, storefront, till, office',
    usage: 'start [--fresh] [--empty] [--catalogue FILE] [--https] [--watch]',
    load: () => import('./verbs/start.ts'),
  },
  serve: {
    summary: 'Serve the API and the screens, without the worker',
    usage: 'serve',
    load: () => import('./verbs/serve.ts'),
  },
  work: { summary: 'Run reactions, schedules and jobs', usage: 'work', load: () => import('./verbs/work.ts') },
  migrate: { summary: 'Bring the database up to date', usage: 'migrate', load: () => import('./verbs/migrate.ts') },
  build: { summary: 'Build the front ends', usage: 'build [--if-changed]', load: () => import('./verbs/build.ts') },
  client: {
    summary: 'Build the typed client of the API into dist/client',
    usage: 'client [--out DIR] [--check]',
    load: () => import('./verbs/client.ts'),
  },
  import: {
    summary: 'Import a catalogue file',
    usage: 'import catalogue FILE [--format shopify|halle] [--site CODE] [--dry-run]',
    load: () => import('./verbs/import.ts'),
  },
  export: {
    summary: 'Export the catalogue to a file',
    usage: 'export catalogue FILE --format shopify|halle',
    load: () => import('./verbs/export.ts'),
  },
  seed: {
    summary: 'Furnish an empty database for tests: the demo shop, or an owner alone',
    usage: 'seed [--empty]',
    load: () => import('./verbs/seed.ts'),
  },
  reset: {
    summary: 'Empty a database that is marked as demo or test, and furnish it again',
    usage: 'reset --yes',
    load: () => import('./verbs/reset.ts'),
  },
  verify: {
    summary: 'Check the invariants over the database',
    usage: 'verify [--json]',
    load: () => import('./verbs/verify.ts'),
  },
  simulate: {
    summary: 'Play a seeded town over a throw-away database, and check the books',
    usage: 'simulate [--seed N] [--steps N | --ledger N] [--trace]',
    load: () => import('./verbs/simulate.ts'),
  },
  chaos: {
    summary: 'Kill the machines of a house under load, and check the books',
    usage: 'chaos [--minutes N] [--seed N] [--kills N] [--gap MS] [--shoppers N] [--trace]',
    load: () => import('./verbs/chaos.ts'),
  },
  backup: {
    summary: 'Copy the whole database into a file',
    usage: 'backup FILE',
    load: () => import('./verbs/backup.ts'),
  },
  restore: {
    summary: 'Fill an empty database from a backup',
    usage: 'restore FILE',
    load: () => import('./verbs/restore.ts'),
  },
};

const [name, ...args] = process.argv.slice(2);
const verb = name === undefined ? undefined : verbs[name];

if (verb === undefined || args.includes('--help') || args.includes('-h')) {
  const shown = verb && name !== undefined ? [[name, verb] as const] : Object.entries(verbs);
  for (const [, { summary, usage }] of shown) process.stdout.write(`  halle ${usage}\n      ${summary}\n`);
  process.exitCode = verb === undefined && name !== undefined && name !== '--help' ? 2 : 0;
} else {
  try {
    process.exitCode = (await (await verb.load()).run(args)) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${sentence(error)}\n`);
  }
}

/** What people can act on is one sentence; what is our bug keeps its stack. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const plain =
    error instanceof StartError ||
    error instanceof BackupError ||
    error.name === 'UsageError' ||
    error.name === 'Refusal';
  return plain ? error.message : (error.stack ?? error.message);
}
