/** A house of the bench's own: started as a user would, filled with a catalogue, and stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { declareLockOrder, openDatabase, sql } from '#base/db';
import { startPostgres } from '#base/postgres';
import { elapsed, sleep } from '#base/time';
import { availabilityOf, countStock, forgetSkus } from '#inventory';
import { lockOrder, oracles } from '../src/modules.ts';
import { verify } from '../src/verify.ts';
import type { Goods } from './load.ts';
import { switchOn } from './promotions.ts';

const bin = join(import.meta.dirname, '../bin/halle.js');

export type BenchHouse = {
  readonly port: number;
  readonly serverPid: number;
  readonly postgresPid: number;
  readonly databaseUrl: string;
  readonly channelId: string;
  readonly siteId: string;
  readonly goods: Goods;
  readonly postgres: string;
  readonly version: string;
  /** Leaves one article with exactly this much stock. */
  makeHot(stock: number): Promise<Goods[number]>;
  free(skuId: string): Promise<number>;
  /** Changes stock as a till does, from this process: how long until others see it? */
  move(skuId: string, quantity: number): Promise<void>;
  /** Switches so many promotions on. */
  promote(count: number): Promise<void>;
  verify(): Promise<string>;
  stop(): Promise<void>;
};

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function start(dataDir: string, port: number, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bin, 'start', ...args], {
    env: { ...process.env, PORT: String(port), HALLE_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function answers(child: ChildProcess, url: string, patienceMs = 120_000): Promise<number> {
  const begun = elapsed();
  while (elapsed() - begun < patienceMs) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return elapsed() - begun;
    if (child.exitCode !== null) throw new Error('the house closed before it opened');
    await sleep(20);
  }
  throw new Error(`${url} did not answer`);
}

async function stopped(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

async function said(child: ChildProcess, words: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => String(text).includes(words) && resolve());
    child.once('exit', () => reject(new Error('the house closed too early')));
  });
}

/** Seconds from `npm start` to the first page with an empty disk, and to `/health` later. */
export async function timeStarts(
  dataDir: string,
  quick: boolean,
): Promise<{ first_start_s: number; later_start_s: number }> {
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const first = start(dataDir, port, []);
  const loaded = said(first, '90 days');
  const firstMs = await answers(first, `http://127.0.0.1:${port}/`);
  if (quick) loaded.catch(() => undefined);
  else await loaded;
  await stopped(first);
  const later = start(dataDir, port, []);
  const laterMs = await answers(later, `http://127.0.0.1:${port}/health`);
  await stopped(later);
  const s = (ms: number): number => Math.round(ms / 10) / 100;
  return { first_start_s: s(firstMs), later_start_s: s(laterMs) };
}

const adjectives = ['Manteau', 'Robe', 'Lampe', 'Fauteuil', 'Carnet', 'Bougie', 'Vase', 'Écharpe', 'Tasse', 'Coussin'];
const places = [
  'Saône',
  'Bellecour',
  'Graslin',
  'Perrache',
  'Fourvière',
  'Ainay',
  'Croix-Rousse',
  'Monplaisir',
  'Presqu’île',
  'Sathonay',
];

/** A catalogue in Shopify's form: products with so many variants each, a million of each in stock. */
export function catalogueCsv(products: number, variants: number): string {
  const rows = [
    'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src',
  ];
  for (let i = 0; i < products; i++) {
    const title = `${adjectives[i % 10]} ${places[Math.floor(i / 10) % 10]} ${i}`;
    for (let v = 0; v < variants; v++) {
      const price = `${10 + ((i * 37) % 190)}.${v === 0 ? '90' : '50'}`;
      rows.push(
        `p-${i},${v === 0 ? title : ''},${v === 0 ? 'Une pièce de saison' : ''},${v === 0 ? 'Ourcel' : ''},,,${v === 0 ? 'true' : ''},${v === 0 ? 'Taille' : ''},T${v},SKU-${i}-${v},1000000,${price},,`,
      );
    }
  }
  return `${rows.join('\n')}\n`;
}

/** Starts a house with this catalogue and nothing else. */
export async function startHouse(dataDir: string, csv: string): Promise<BenchHouse> {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'catalogue.csv');
  writeFileSync(file, csv);
  const port = await freePort();
  const child = start(dataDir, port, ['--catalogue', file]);
  await answers(child, `http://127.0.0.1:${port}/health`);
  const postgres = await startPostgres(dataDir);
  declareLockOrder(lockOrder);
  const database = openDatabase(postgres.url, { max: 3 });
  const [channel] = await database.query<{ id: string }>(
    sql`SELECT channel_id AS id FROM channels.channel WHERE code = 'web'`,
  );
  const [site] = await database.query<{ id: string }>(sql`SELECT site_id AS id FROM org.site ORDER BY code LIMIT 1`);
  const [server] = await database.query<{ version: string }>(sql`SELECT current_setting('server_version') AS version`);
  const goods = await database.query<Goods[number]>(sql`
    SELECT v.sku_id AS "skuId", p.handle, split_part(p.name->>'fr', ' ', 1) AS word,
      (SELECT minor FROM pricing.price r WHERE r.sku_id = v.sku_id ORDER BY valid_from DESC, seq DESC LIMIT 1) AS "unitMinor"
    FROM catalog.variant v JOIN catalog.product p USING (product_id) ORDER BY v.sku`);
  const siteId = site?.id ?? '';
  const count = async (skuId: string, quantity: number): Promise<void> => {
    await database.transaction({ actor: 'bench' }, (tx) =>
      countStock(tx, [{ skuId, siteId, quantity, document: 'bench' }]),
    );
  };
  const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as { version: string };
  return {
    port,
    serverPid: child.pid ?? 0,
    postgresPid: postgres.pid,
    databaseUrl: postgres.url,
    channelId: channel?.id ?? '',
    siteId,
    goods,
    postgres: server?.version ?? '',
    version: health.version,
    makeHot: async (stock) => {
      const hot = goods[goods.length - 1] as Goods[number];
      const [held] = await database.query<{ reserved: number }>(
        sql`SELECT reserved FROM inventory.shelf WHERE sku_id = ${hot.skuId}`,
      );
      await count(hot.skuId, stock + (held?.reserved ?? 0));
      await sleep(200);
      return hot;
    },
    free: async (skuId) => {
      forgetSkus(database, [skuId]);
      return (await availabilityOf(database, [skuId])).get(skuId)?.total ?? 0;
    },
    move: count,
    promote: (promotions) => switchOn(database, promotions),
    verify: async () => {
      const broken = (await verify(postgres.url, oracles)).filter((finding) => finding.violations.length > 0);
      return broken.length === 0 ? 'clean' : broken.map((finding) => finding.code).join(' ');
    },
    stop: async () => {
      await database.close();
      await stopped(child);
    },
  };
}
