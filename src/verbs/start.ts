import { createServer } from 'node:net';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig, type Config } from '#base/config';
import { sql, type Database } from '#base/db';
import { stopPostgres } from '#base/postgres';
import { elapsed, sleep } from '#base/time';
import { buildApart } from '../build.ts';
import { demoLogins, historyLoaded, loadDemo, seedDemo, seedMerchant, type Login } from '#demo';
import { openHouse, UsageError } from '../house.ts';
import { certificateFor, lanAddresses } from '../https.ts';
import { startMailCatcher } from '../mail-catcher.ts';
import { modules } from '../modules.ts';
import { startPretendMarketplace } from '../pretend.ts';
import { serve } from '../serve.ts';
import { untilStopped } from '../signals.ts';
import { startWorker } from '../worker.ts';
import { watch } from '../watch.ts';

type Options = { fresh: boolean; empty: boolean; https: boolean; watch: boolean; catalogue?: string; site?: string };

/** As long as a supervisor usually waits before it kills. */
const STOP_MS = 10_000;

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** `halle start`: everything on one machine. Ctrl-C stops cleanly; a restart keeps all; `--fresh` starts over. */
export async function run(args: string[]): Promise<void> {
  const options = read(args);
  if (options.watch) return watch(args.filter((arg) => arg !== '--watch'));
  const began = elapsed();
  const config = readConfig();
  await checkPort(config);
  if (options.fresh) await startOver(config);
  await buildApart();
  const house = await openHouse({ log: (line) => say(`  ${line}`) });
  const { database } = house;
  const isNew = await isEmpty(database);
  const demo = isNew ? !options.empty && options.catalogue === undefined : await isDemo(database);
  const fresh = isNew ? await furnish(database, options) : undefined;
  const history = fresh ?? (demo && !(await historyLoaded(database)) ? () => loadDemo(database) : undefined);
  const host = options.https && config.host === '127.0.0.1' ? '0.0.0.0' : config.host;
  const logins = demo ? await demoLogins(database, { open: host !== '127.0.0.1' && host !== 'localhost' }) : [];
  const https = options.https ? await certificateFor(config.dataDir) : undefined;
  const mail = await startMailCatcher(config.dataDir);
  const served = await serve(database, { ...config, host, demo, ...(https ? { https } : {}) });
  process.env.HALLE_URL ??= served.url; // for links in mails
  const market = demo ? await startPretendMarketplace(database, config) : undefined;
  const worker = await startWorker(database, served.tail, modules);
  announceUrls(served.url, logins, {
    mail: mail.url,
    market: market?.url,
    https: options.https,
    port: config.port,
    ms: elapsed() - began,
  });
  const past = history?.().then(async () => {
    say("The demo shop's last 90 days are loaded.");
    await market?.open();
  });
  past?.catch((error: unknown) => say(`The demo's history could not be loaded: ${(error as Error).message}`));
  await untilStopped();
  say('\nStopping …');
  void sleep(STOP_MS, { unref: true }).then(() => {
    say(`Something did not end in ${STOP_MS / 1_000} s; it is ended now. Nothing that was confirmed is lost.`);
    process.exit(1);
  });
  await served.close();
  await worker.stop();
  await Promise.all([market?.close(), mail.close()]);
  await house.close();
}

function read(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        fresh: { type: 'boolean' },
        empty: { type: 'boolean' },
        https: { type: 'boolean' },
        watch: { type: 'boolean' },
        catalogue: { type: 'string' },
        site: { type: 'string' },
      },
    });
    const { fresh = false, empty = false, https = false, watch: watching = false, ...files } = values;
    return { fresh, empty, https, watch: watching, ...files };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('.')[0]}. Try: halle start --help`);
  }
}

/** Says at once that the port is taken, before anything else is started. */
async function checkPort({ port, host }: Config): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: { code?: string }) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is taken: stop what runs there, or choose another'
          : 'cannot be used here: choose one above 1024';
      reject(new UsageError(`Port ${port} ${why}, for example with PORT=${port < 1024 ? 4000 : port + 100}.`));
    });
    probe.listen({ port, host }, () => probe.close(() => resolve()));
  });
}

async function startOver(config: Config): Promise<void> {
  if (config.databaseUrl !== undefined)
    throw new UsageError('--fresh deletes only the embedded database; empty the one of DATABASE_URL yourself.');
  await stopPostgres(config.dataDir);
  await rm(config.dataDir, { recursive: true, force: true });
}

async function isEmpty(database: Database): Promise<boolean> {
  return (await database.query(sql`SELECT 1 FROM org.site LIMIT 1`)).length === 0;
}

async function isDemo(database: Database): Promise<boolean> {
  return (await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'demo.seeded' LIMIT 1`)).length > 0;
}

/** Furnishes an empty house; returns what may load behind the first page. */
async function furnish(database: Database, options: Options): Promise<(() => Promise<void>) | undefined> {
  if (options.catalogue !== undefined) {
    const owner = await seedMerchant(database);
    if (owner) say(`  the owner signs in as ${owner.email} with ${owner.password}`);
    const { importFile } = await import('#imports');
    say(`  importing ${options.catalogue}`);
    await importFile(database, ['catalogue', options.catalogue, '--site', options.site ?? 'SHOP']);
    return undefined;
  }
  if (options.empty) {
    const owner = await seedMerchant(database);
    if (owner) say(`  the owner signs in as ${owner.email} with ${owner.password}`);
    return undefined;
  }
  say('  making the demo shop');
  return seedDemo(database);
}

type Shown = { mail: string; market: string | undefined; https: boolean; port: number; ms: number };

function announceUrls(url: string, logins: readonly Login[], { mail, market, https, port, ms }: Shown): void {
  say(`\nHalle is open (${Math.round(ms / 100) / 10} s).\n`);
  const rows: [string, string][] = [
    ['Storefront', `${url}/`],
    ['Till', `${url}/till`],
    ['Office', `${url}/office`],
    ...(market === undefined ? [] : [['Play the journeys', `${url}/play`] as [string, string]]),
    ['API', `${url}/api/docs`],
    ['Mail catcher', mail],
    ...(market === undefined ? [] : [['Pretend marketplace', market] as [string, string]]),
  ];
  for (const [name, where] of rows) say(`  ${name.padEnd(20)} ${where}`);
  if (https)
    for (const address of lanAddresses()) say(`  ${'From the LAN'.padEnd(20)} https://${address}:${port}/till`);
  if (logins.length > 0) say();
  for (const { who, name, secret } of logins) say(`  ${who.padEnd(20)} ${name}  ${secret}`);
  say('\nCtrl-C stops it; the data stays. Start over with: npm start -- --fresh\n');
}
