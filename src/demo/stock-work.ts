/** Stock work that is going on at Maison Ourcel: goods between its places, counts. Behind the first page, each kind in one transaction. */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { clock, instant, plus, DAY, HOUR } from '#base/time';
import { finishCounting, openCount, postCount, recordScans } from '#counts';
import { newId } from '#base/ids';
import { shelvesOf } from '#inventory';
import { closeTransfer, createTransfer, pickTransfer, receiveTransfer, shipTransfer, type Arrival } from '#transfers';
import { idFor } from './ids.ts';
import { soldProducts } from './products/index.ts';

const caller = { actor: 'demo' };
const site = (code: string): string => idFor('sit', code);

/** Transfers in each of their states. Once; an interrupted one leaves nothing behind. */
export async function seedStockWork(database: Database): Promise<void> {
  const [known] = await database.query(
    sql`SELECT 1 FROM journal.event WHERE subject_id = ${idFor('trf', 'asked')} LIMIT 1`,
  );
  if (known) return;
  await database.transaction(caller, async (tx) => {
    await seedTransfers(tx);
    await seedCounts(tx);
  });
}

/** A cycle count that is done, one that waits for approval, and one going on. */
async function seedCounts(tx: Tx): Promise<void> {
  const [lyon, nantes] = [await plenty(tx, 'LYO', 2), await plenty(tx, 'NAN', 2)];
  const make = async (key: string, code: string, name: string, skuIds: readonly string[], blind: boolean) => {
    const countId = idFor('cnt', key);
    const how = { scope: 'articles', recountUnits: 3, recountPercent: null } as const;
    await step(tx, () => openCount(tx, { countId, siteId: site(code), name, skuIds, blind, ...how }));
    return countId;
  };
  const scan = async (countId: string, code: string, offs: readonly (readonly [skuId: string, off: number])[]) => {
    const shelves = await shelvesOf(
      tx,
      offs.map(([skuId]) => skuId),
    );
    const scans = offs.map(([skuId, off]) => {
      const held = shelves.find((one) => one.skuId === skuId && one.siteId === site(code) && one.kind === 'sellable');
      return { scanId: newId('scn'), skuId, quantity: Math.max(0, (held?.onHand ?? 0) + off), agoMs: 0, zone: '' };
    });
    await step(tx, () => recordScans(tx, countId, scans));
  };
  const done = await make('done', 'LYO', 'Comptage tournant, vitrines', lyon.slice(3, 9), false);
  const offs = [0, -1, 0, 0, 1, -1];
  await scan(
    done,
    'LYO',
    lyon.slice(3, 9).map((skuId, i) => [skuId, offs[i] ?? 0] as const),
  );
  await step(tx, () => finishCounting(tx, done));
  const [lost = '', last = ''] = [lyon[4], lyon[8]];
  const reasons = { [lost]: 'count_theft', [last]: 'count_broken' } as const;
  await step(tx, () => postCount(tx, { countId: done, version: 2, reasons }));
  const waiting = await make('waiting', 'NAN', 'Comptage tournant, rayon 2', nantes.slice(0, 5), true);
  await scan(
    waiting,
    'NAN',
    nantes.slice(0, 5).map((skuId, i) => [skuId, i === 2 ? -2 : 0] as const),
  );
  await step(tx, () => finishCounting(tx, waiting));
  const open = await make('open', 'LYO', 'Inventaire du rez-de-chaussée', lyon.slice(9, 21), true);
  await scan(
    open,
    'LYO',
    lyon.slice(9, 13).map((skuId) => [skuId, 0] as const),
  );
}

/** Articles of which a site has so many free, in the order of the range. */
async function plenty(tx: Tx, code: string, least: number): Promise<string[]> {
  const ids = soldProducts.flatMap((product) => product.variants.map((variant) => idFor('sku', variant.sku)));
  const shelves = await shelvesOf(tx, ids);
  const free = new Set(
    shelves
      .filter((one) => one.siteId === site(code) && one.kind === 'sellable' && one.free >= least)
      .map((one) => one.skuId),
  );
  return ids.filter((id) => free.has(id));
}

async function seedTransfers(tx: Tx): Promise<void> {
  const [corbas, seclin, lyon] = [await plenty(tx, 'COR', 8), await plenty(tx, 'SEC', 8), await plenty(tx, 'LYO', 3)];
  const soon = instant(`${plus(clock(), DAY).slice(0, 10)}T09:00:00Z`);
  const make = async (
    key: string,
    from: string,
    to: string,
    skuIds: readonly string[],
    quantity: number,
    note: string,
  ) => {
    const transferId = idFor('trf', key);
    const lines = skuIds.map((skuId) => ({ skuId, quantity }));
    const ends = { fromSite: site(from), toSite: site(to) };
    await step(tx, () => createTransfer(tx, { transferId, ...ends, lines, note, expectedAt: soon, promisable: true }));
    return transferId;
  };
  await make('asked', 'SEC', 'NAN', seclin.slice(0, 5), 4, 'Réassort du samedi');
  const picked = await make('picked', 'COR', 'PAR', corbas.slice(4, 8), 3, '');
  const away = await make('away', 'COR', 'LYO', corbas.slice(0, 4), 6, 'Vitrine de décembre');
  const over = await make('over', 'LYO', 'NAN', lyon.slice(0, 3), 2, 'Tailles qui manquent à Nantes');
  for (const id of [picked, away, over]) await step(tx, () => pickTransfer(tx, id));
  await step(tx, () => shipTransfer(tx, away, { expectedAt: plus(soon, 2 * HOUR), reference: 'GEO-48213' }));
  await step(tx, () => receiveTransfer(tx, away, [arrival(must(corbas[0], 'an article'), { received: 6 })]));
  await step(tx, () => shipTransfer(tx, over));
  const [one, two, three] = lyon.map((skuId) => skuId);
  await step(tx, () =>
    receiveTransfer(tx, over, [
      arrival(must(one, 'an article'), { received: 2 }),
      arrival(must(two, 'an article'), { received: 1, damaged: 1 }),
      arrival(must(three, 'an article'), { received: 1 }),
    ]),
  );
  await step(tx, () => closeTransfer(tx, over, 'lost'));
}

const arrival = (skuId: string, part: Partial<Arrival>): Arrival => ({
  ...{ skuId, received: 0, damaged: 0, lost: 0, extra: 0, found: 0 },
  ...part,
});

/** Many commands in one transaction: nobody else is at work there yet, so each begins its locks anew. */
async function step<T>(tx: Tx, run: () => Promise<T>): Promise<T> {
  tx.lockRank = -1;
  return run();
}
