/** What the screens show: a site's queue, a pick list with its lines, an order's parcels. */
import { sql, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { keptFor, workAt, type SiteWork, type WorkSort } from '#orders';
import type { Database } from '#base/db';
import { stepOf, toPack, toPick, waveNumber, type PackLine, type Step } from './model.ts';
import { parcelsOf, type Parcel } from './parcels.ts';
import { linesAt } from './state.ts';
import { ordersOf, seeWave, type Wave } from './waves.ts';

export type QueueRow = Omit<SiteWork, 'lines'> & {
  readonly step: Step;
  readonly units: number;
  readonly toPick: number;
  readonly toPack: number;
  readonly parcels: number;
  /** The open list it is on. */
  readonly waveId: string | null;
};

/** Orders of a site that have something to be done, the oldest first unless sorted; all, or those that `q` finds. */
export async function queueAt(
  db: Db,
  siteId: string,
  page: {
    readonly q?: string | undefined;
    readonly sort?: WorkSort | undefined;
    readonly after?: { readonly key: string; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<QueueRow[]> {
  const work = await workAt(db, siteId, page);
  const orderIds = work.map((order) => order.orderId);
  const [lines, waves, parcels] = await Promise.all([
    linesAt(db, siteId, new Map(work.map((order) => [order.orderId, order.lines]))),
    openWavesOf(db, siteId, orderIds),
    parcelsOf(db, orderIds),
  ]);
  return work.map(({ lines: kept, ...order }) => {
    const own = lines.get(order.orderId) ?? [];
    return {
      ...order,
      step: stepOf(own, order.method),
      units: kept.reduce((sum, line) => sum + line.quantity, 0),
      toPick: own.reduce((sum, line) => sum + toPick(line), 0),
      toPack: own.reduce((sum, line) => sum + toPack(line), 0),
      parcels: parcels.filter((one) => one.orderId === order.orderId && one.siteId === siteId && one.state !== 'left')
        .length,
      waveId: waves.get(order.orderId) ?? null,
    };
  });
}

async function openWavesOf(db: Db, siteId: string, orderIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ orderId: string; waveId: string }>(sql`
    SELECT o.order_id AS "orderId", w.wave_id AS "waveId" FROM fulfilment.wave_order o JOIN fulfilment.wave w USING (wave_id)
    WHERE o.order_id = ANY(${orderIds}::text[]) AND o.site_id = ${siteId} AND w.state = 'open'`);
  return new Map(rows.map((row) => [row.orderId, row.waveId]));
}

export type WaveRow = Wave & { readonly number: string; readonly orders: number };

/** Pick lists of sites, the newest first. */
export async function listWaves(
  db: Db,
  filter: {
    readonly siteIds: readonly string[] | undefined;
    readonly state?: Wave['state'] | undefined;
    readonly after?: { readonly at: Instant; readonly waveId: string } | undefined;
    readonly limit: number;
  },
): Promise<WaveRow[]> {
  const { siteIds, state, after, limit } = filter;
  const rows = await db.query<Omit<WaveRow, 'number'>>(sql`
    SELECT w.wave_id AS "waveId", w.site_id AS "siteId", w.state, w.rule, w.until, w.made_by AS "madeBy", w.made_at AS "madeAt",
      w.closed_at AS "closedAt", (SELECT count(*)::int FROM fulfilment.wave_order o WHERE o.wave_id = w.wave_id) AS orders
    FROM fulfilment.wave w
    WHERE (${siteIds ?? null}::text[] IS NULL OR w.site_id = ANY(${siteIds ?? null}::text[]))
      AND (${state ?? null}::text IS NULL OR w.state = ${state ?? null})
      AND (${after?.at ?? null}::timestamptz IS NULL OR (w.made_at, w.wave_id) < (${after?.at ?? null}::timestamptz, ${after?.waveId ?? ''}))
    ORDER BY w.made_at DESC, w.wave_id DESC LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, number: waveNumber(row.waveId) }));
}

export type Article = {
  readonly sku: string;
  readonly gtin: string | null;
  readonly name: Readonly<Record<string, string>>;
  readonly optionText: Readonly<Record<string, string>>;
  readonly image: string;
};
export type WaveLine = PackLine &
  Article & { readonly orderId: string; readonly number: string; readonly method: string; readonly held: boolean };

/** A pick list with its lines as one walks: by article, then by order. */
export async function waveWhole(database: Database, waveId: string): Promise<WaveRow & { lines: WaveLine[] }> {
  const wave = await seeWave(database, waveId);
  const orderIds = await ordersOf(database, waveId);
  const work = await workAt(database, wave.siteId, { orderIds, limit: 500 });
  const kept = new Map(work.map((order) => [order.orderId, order.lines]));
  const lines = await linesAt(database, wave.siteId, kept);
  const all = work.flatMap(({ orderId, number, method, held }) =>
    (lines.get(orderId) ?? [])
      .filter((line) => line.kept > 0)
      .map((line) => ({ ...line, orderId, number, method, held })),
  );
  const articles = await articlesOf(
    database,
    all.map((line) => line.skuId),
  );
  const named = all.map((line) => ({ ...line, ...articles(line.skuId) }));
  const place = (line: WaveLine): string => `${line.name['fr'] ?? ''} ${line.sku} ${line.number}`;
  return {
    ...wave,
    number: waveNumber(waveId),
    orders: orderIds.length,
    lines: named.toSorted((a, b) => place(a).localeCompare(place(b), 'fr')),
  };
}

/** How articles are shown, by id. */
async function articlesOf(database: Database, skuIds: readonly string[]): Promise<(skuId: string) => Article> {
  const facts = await skuFacts(database, [...new Set(skuIds)]);
  return (skuId) => {
    const fact = facts.get(skuId);
    const unknown = { fr: skuId, en: skuId };
    return {
      ...{ sku: fact?.sku ?? skuId, gtin: fact?.gtin ?? null, name: fact?.name ?? unknown },
      ...{ optionText: fact?.optionText ?? { fr: '', en: '' }, image: fact?.image ?? '' },
    };
  };
}

export type OrderPacking = {
  readonly orderId: string;
  readonly sites: readonly { readonly siteId: string; readonly lines: readonly (PackLine & Article)[] }[];
  readonly parcels: readonly (Parcel & {
    readonly lines: readonly ({
      readonly lineNo: number;
      readonly skuId: string;
      readonly quantity: number;
    } & Article)[];
  })[];
};

/** What lies where for an order, and its parcels. */
export async function packingOf(database: Database, orderId: string): Promise<OrderPacking> {
  const kept = (await keptFor(database, [orderId])).get(orderId) ?? [];
  const siteIds = [...new Set(kept.map((line) => line.siteId))].toSorted();
  const parcels = await parcelsOf(database, [orderId]);
  const lines = await Promise.all(
    siteIds.map(async (siteId) => {
      const here = kept.filter((line) => line.siteId === siteId);
      return { siteId, lines: (await linesAt(database, siteId, new Map([[orderId, here]]))).get(orderId) ?? [] };
    }),
  );
  const skuIds = [...lines.flatMap((site) => site.lines), ...parcels.flatMap((one) => one.lines)].map(
    (line) => line.skuId,
  );
  const article = await articlesOf(database, skuIds);
  return {
    orderId,
    sites: lines.map(({ siteId, lines: own }) => ({
      siteId,
      lines: own.map((line) => ({ ...line, ...article(line.skuId) })),
    })),
    parcels: parcels.map((parcel) => ({
      ...parcel,
      lines: parcel.lines.map((line) => ({ ...line, ...article(line.skuId) })),
    })),
  };
}
