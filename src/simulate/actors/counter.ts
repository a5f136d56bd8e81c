/** What comes back over the counter, other goods for it, money of orders that are collected there, and tills that were put aside. */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { clock } from '#base/time';
import { duesOf } from '#orders';
import { exchangeAtTill, openForks, planAtTill, settleAtTill, settleFork, takeBack, type ExchangeDraft } from '#till';
import type { Told } from '../model.ts';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Till, Town } from '../town.ts';
import { orderFor } from './returning.ts';

/** The next of a till's chain, as its own memory has it. */
const link = ({ lastSequence, lastHash }: Till) => ({
  ...{ sequence: lastSequence + 1, previousHash: lastHash, at: clock() },
});

/** The till's memory after a ticket. */
function remember(till: Till, end: { readonly sequence: number; readonly hash: string } | null): void {
  if (!end || end.sequence <= till.lastSequence) return;
  till.lastSequence = end.sequence;
  till.lastHash = end.hash;
}

/** What of an order came in by a receipt. */
async function cameBy(database: Database, receiptId: string): Promise<Told[]> {
  const came = await database.query<{ orderId: string; skuId: string; units: number }>(sql`
    SELECT order_id AS "orderId", sku_id AS "skuId", sum(quantity)::bigint AS units FROM returns.item
    WHERE receipt_id = ${receiptId} AND sku_id IS NOT NULL GROUP BY 1, 2`);
  return came.map((one): Told => ({ told: 'returned', ...one }));
}

const line = (roll: Roll) => ({
  ...{ lineNo: 1, quantity: roll.int(1, 2), condition: 'new' as const },
  disposition: roll.pick(['sellable', 'refurbish'] as const) ?? 'sellable',
});

const idsOf = (roll: Roll) => ({ returnId: roll.id('rtn'), receiptId: roll.id('rtc'), dueId: roll.id('due') });

function bringBack(town: Town, roll: Roll): Operation {
  const till = must(roll.pick(town.tills), 'a till');
  const found = orderFor(town, roll);
  const way = roll.chance(30) ? ('cash' as const) : ('original' as const);
  const said = {
    ...idsOf(roll),
    ticketId: roll.id('tkt'),
    reason: 'size' as const,
    note: '',
    lines: [line(roll)],
    way,
  };
  town.planned.returns.push({ returnId: said.returnId });
  const draft = once((orderId: string) => ({ ...said, orderId, ...link(till) }));
  return {
    says: `${till.device.code} takes back ${said.lines[0]?.quantity} for ${way} ${said.returnId}`,
    run: async (database) => {
      const orderId = await found(database);
      if (orderId === undefined) return nothing;
      const receipt = await takeBack(database, await draft(orderId), till.device, till.staffId);
      remember(till, receipt.ticket);
      return [...(await cameBy(database, said.receiptId)), { told: 'owed', orderId }];
    },
  };
}

/** Other goods for those that come back; the difference is paid in cash, or goes back. */
function swap(town: Town, roll: Roll): Operation {
  const till = must(roll.pick(town.tills), 'a till');
  const found = orderFor(town, roll);
  const [ids, back, exchangeId] = [idsOf(roll), line(roll), roll.id('exc')];
  const [backTicket, saleTicket, newOrder, paymentId] = [
    roll.id('tkt'),
    roll.id('tkt'),
    roll.id('ord'),
    roll.id('pay'),
  ];
  const wanted = [{ skuId: must(roll.pick(town.skuIds), 'an article'), quantity: roll.int(1, 2) }];
  const override = roll.chance(10);
  town.planned.returns.push({ returnId: ids.returnId });
  town.planned.orders.push({ orderId: newOrder, paymentId, card: false });
  const asked = once(async (database: Database, orderId: string) => {
    const draft: ExchangeDraft = {
      ...{ exchangeId, ...link(till) },
      back: { ...ids, ticketId: backTicket, orderId, reason: 'size', note: '', lines: [back] },
      sale: { ticketId: saleTicket, orderId: newOrder, wanted, override },
    };
    const { payMinor, backMinor } = await planAtTill(database, { ...draft.back, wanted }, till.device);
    const payment = payMinor > 0 && { payment: { method: 'cash', paymentId, receivedMinor: payMinor } as const };
    return { draft, paid: { payMinor, backMinor, ...payment } };
  });
  return {
    says: `${till.device.code} gives ${wanted[0]?.quantity} of another for ${back.quantity} ${exchangeId}`,
    run: async (database) => {
      const orderId = await found(database);
      if (orderId === undefined) return nothing;
      const { draft, paid } = await asked(database, orderId);
      const done = await exchangeAtTill(database, draft, paid, till);
      remember(till, done.sale);
      const order = { orderId: newOrder, paymentId, method: 'cash' } as const;
      const receipt = {
        orderId: newOrder,
        number: done.number,
        total: done.sale.total,
        openedAt: done.sale.receivedAt,
      };
      return [
        ...(await cameBy(database, ids.receiptId)),
        { told: 'owed', orderId },
        { told: 'carried_away', ticketId: saleTicket, order, receipt },
      ];
    },
  };
}

/** Money of an order to collect: taken into the drawer, or given back out of it. */
function settle(town: Town, roll: Roll): Operation {
  const till = must(roll.pick(town.tills), 'a till');
  const [meant, ticketId, paymentId] = [roll.recent(town.planned.orders, 20), roll.id('tkt'), roll.id('pay')];
  const draft = once(async (database: Database, orderId: string) => {
    const dueMinor = (await duesOf(database, [orderId])).get(orderId)?.minor ?? 0;
    const payment = dueMinor > 0 ? { payment: { method: 'cash', paymentId, receivedMinor: dueMinor } as const } : {};
    return { ...link(till), ticketId, orderId, dueMinor, ...payment };
  });
  return {
    says: `${till.device.code} settles what is due of ${meant?.orderId ?? 'nothing'}`,
    run: async (database) => {
      if (!meant) return nothing;
      const { orderId } = meant;
      const receipt = await settleAtTill(database, await draft(database, orderId), till.device, till.staffId);
      remember(till, receipt);
      return { told: 'settled', orderId, minor: receipt.total.minor };
    },
  };
}

/** Somebody has looked at what two tickets of one number say, and lets the till sell again. */
function unblock(town: Town): Operation {
  const { staffId } = must(town.tills[0], 'a till');
  return {
    says: 'the manager looks at the tickets that were put aside',
    run: async (database) => {
      for (const { ticketId } of await openForks(database, 10))
        await database.transaction({ actor: staffId }, (tx) => settleFork(tx, ticketId, staffId));
      return nothing;
    },
  };
}

export const counter: readonly Actor[] = [
  { name: 'clerk takes goods back', weight: 5, act: bringBack },
  { name: 'clerk exchanges goods', weight: 5, act: swap },
  { name: 'clerk settles what is due', weight: 3, act: settle },
  { name: 'manager looks at forks', weight: 3, act: unblock },
];
