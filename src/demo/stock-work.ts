/** Stock work that is going on at Maison Ourcel: goods between its places, counts. Behind the first page, each kind in one transaction. */
import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { clock, instant, plus, DAY, HOUR } from '#base/time';
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
  if (!known) await database.transaction(caller, seedTransfers);
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
