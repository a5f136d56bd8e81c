/** What lies ready and is not collected: its buyer is reminded once, then it is cancelled, its stock given back and its money too. */
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { Refusal, refuse } from '#base/refusal';
import { clock, plus, DAY, type Instant } from '#base/time';
import { cancelOrder, lockWork, uncollected } from '#orders';
import { siteById, sites } from '#org';
import type { CarrierName } from './carriers/carrier.ts';

export type Setting = {
  readonly siteId: string;
  /** Days for which an order lies ready. */
  readonly collectDays: number;
  /** Days before that end on which its buyer is reminded; 0: never. */
  readonly remindDays: number;
  /** Who carries its parcels; `none`: nobody is asked. */
  readonly carrier: CarrierName | 'none';
  /** The GS1 company prefix of who sends from here, 7 to 10 digits; null: none, and no logistic label can be printed. */
  readonly gs1Prefix: string | null;
  readonly version: number;
};

export type NewSetting = Omit<Setting, 'gs1Prefix'> & { readonly gs1Prefix?: string | null };

const usual = (siteId: string): Setting => ({
  siteId,
  collectDays: 7,
  remindDays: 2,
  carrier: 'pretend',
  gs1Prefix: null,
  version: 0,
});

/** How a site prepares. */
export async function settingOf(db: Db, siteId: string): Promise<Setting> {
  const [row] = await db.query<Setting>(sql`
    SELECT site_id AS "siteId", collect_days AS "collectDays", remind_days AS "remindDays", carrier, gs1_prefix AS "gs1Prefix", version
    FROM fulfilment.setting WHERE site_id = ${siteId}`);
  return row ?? usual(siteId);
}

/** Changes it. Refuses `request.invalid` when it would remind before it keeps, or print logistic labels without a prefix, `fulfilment.unknown_site`, `fulfilment.changed_meanwhile` when it is not the version that was seen. */
export async function changeSetting(tx: Tx, setting: NewSetting): Promise<{ version: number }> {
  const { siteId, collectDays, remindDays, carrier, gs1Prefix = null, version } = setting;
  if (remindDays >= collectDays)
    refuse('request.invalid', { fields: [{ field: 'body.remindDays', rule: 'fewer than the days it is kept' }] });
  if (carrier === 'sscc' && gs1Prefix === null)
    refuse('request.invalid', { fields: [{ field: 'body.gs1Prefix', rule: 'a GS1 company prefix, 7 to 10 digits' }] });
  if (!(await siteById(tx.database, siteId))) refuse('fulfilment.unknown_site', { detail: siteId });
  lock(tx, 'fulfilment.setting');
  const written = await tx.affected(sql`
    INSERT INTO fulfilment.setting (site_id, collect_days, remind_days, carrier, gs1_prefix) SELECT ${siteId}, ${collectDays}, ${remindDays}, ${carrier}, ${gs1Prefix}
    ON CONFLICT (site_id) DO UPDATE SET collect_days = excluded.collect_days, remind_days = excluded.remind_days, carrier = excluded.carrier,
      gs1_prefix = excluded.gs1_prefix, version = fulfilment.setting.version + 1 WHERE fulfilment.setting.version = ${version}`);
  if (written === 0) refuse('fulfilment.changed_meanwhile');
  announce(tx, {
    ...{ type: 'fulfilment.setting_changed', subjectKind: 'site', subjectId: siteId },
    body: { collectDays, remindDays, carrier, gs1Prefix },
  });
  return { version: version + 1 };
}

/** The day on which an order that lies ready is given up. */
export const collectBy = (readyAt: Instant, { collectDays }: Pick<Setting, 'collectDays'>): Instant =>
  plus(readyAt, collectDays * DAY);

/** Reminds and ends, at every store. Repeatable: each order is reminded once, and ended once. */
export async function sweepCollections(database: Database): Promise<void> {
  for (const { siteId } of await sites(database)) {
    const setting = await settingOf(database, siteId);
    const now = clock();
    const soon = plus(now, -(setting.collectDays - setting.remindDays) * DAY);
    const waiting = await uncollected(
      database,
      siteId,
      setting.remindDays > 0 ? soon : plus(now, -setting.collectDays * DAY),
    );
    for (const { orderId, readyAt } of waiting) {
      if (collectBy(readyAt, setting) <= now) await endOne(database, orderId);
      else await remindOne(database, orderId, siteId, collectBy(readyAt, setting));
    }
  }
}

async function remindOne(database: Database, orderId: string, siteId: string, until: Instant): Promise<void> {
  await database.transaction({ actor: 'schedule:fulfilment.collect' }, async (tx) => {
    const [order] = await lockWork(tx, [orderId]);
    if (!order || order.state !== 'placed' || order.kept.length === 0) return;
    lock(tx, 'fulfilment.collection');
    const first = await tx.affected(sql`
      INSERT INTO fulfilment.collection (order_id, reminded_at) VALUES (${orderId}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
    if (first === 0) return;
    announce(tx, {
      ...{ type: 'fulfilment.collect_soon', subjectKind: 'order', subjectId: orderId, channelId: order.channelId },
      mentions: [siteId, order.customerId].filter((id) => id !== null),
      body: { siteId, until },
    });
  });
}

/**
 * Gives up an order that nobody collected: cancelled by the order's own command, which gives back stock and money, and refuses once
 * anything of it was handed over. What was handed over in part stays as it is, and is looked at by a person.
 */
async function endOne(database: Database, orderId: string): Promise<void> {
  const [known] = await database.query<{ ended: boolean }>(
    sql`SELECT ended_at IS NOT NULL AS ended FROM fulfilment.collection WHERE order_id = ${orderId}`,
  );
  if (known?.ended) return;
  const caller = { actor: 'schedule:fulfilment.collect' };
  const end = (tx: Tx): Promise<unknown> => {
    lock(tx, 'fulfilment.collection');
    return tx.query(sql`
      INSERT INTO fulfilment.collection (order_id, ended_at) VALUES (${orderId}, ${tx.now}::timestamptz)
      ON CONFLICT (order_id) DO UPDATE SET ended_at = excluded.ended_at`);
  };
  try {
    await database.transaction(caller, async (tx) => {
      await cancelOrder(tx, { orderId, reason: 'not_collected' });
      await end(tx);
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await database.transaction(caller, end);
  }
}
