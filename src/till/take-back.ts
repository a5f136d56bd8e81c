import { must } from '#base/assert';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { money, type Money } from '#base/money';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { lowerOf, policy } from '#channels';
import { findOrder } from '#orders';
import { paybacksOf, returnAtCounter, type CounterReceipt } from '#returns';
import { admitTicket, chainTicket, orPutAside } from './chain.ts';
import type { Device } from './model.ts';
import { ticketsById } from './queries.ts';
import { returnBody, sameReturn, type ReturnDraft } from './return-model.ts';
import { cashStepAt, roundTicket } from './rounding.ts';
import { toldReturn } from './told.ts';

export type ReturnReceipt = {
  readonly returnId: string;
  readonly number: string;
  readonly state: string;
  /** Null where who sold it gives the money back: nothing is chained, for no money moved here. */
  readonly ticket: {
    readonly ticketId: string;
    readonly sequence: number;
    readonly hash: string;
    readonly total: Money;
    readonly receivedAt: Instant;
  } | null;
};

/**
 * Takes goods back at a till, whatever channel sold them, as the levels in the domain `returns` allow: the goods enter this store, the money
 * goes back to what was paid with, in cash out of this drawer, or as store credit, and a ticket below zero follows in the chain: all in one transaction.
 * The same ticket again gives its receipt. Refuses as `returnAtCounter`, and `returns.level`, `till.fork`, `till.blocked`.
 */
export async function takeBack(
  database: Database,
  draft: ReturnDraft,
  device: Device,
  staffId: string,
): Promise<ReturnReceipt> {
  const known = (await ticketsById(database, [draft.ticketId])).get(draft.ticketId);
  if (known && !sameReturn(known.body, draft, device.deviceId)) refuse('request.id_reused', { detail: draft.ticketId });
  const order = (await findOrder(database, draft.orderId)) ?? refuse('orders.not_found', { detail: draft.orderId });
  const level = await returnLevel(database, order.channelId, device.channelId);
  if (level === 'isolated') refuse('returns.level', { detail: order.number });
  const way = level === 'bridged' ? ('later' as const) : draft.way;
  return orPutAside(
    database,
    { link: draft, device, staffId },
    () => [toldReturn(draft, device, staffId, order)],
    () =>
      database.transaction({ actor: staffId, channelId: device.channelId }, (tx) =>
        takeBackHere(tx, draft, device, { staffId, way }),
      ),
  );
}

/** The level at which a till may take back what a channel sold: the lower of both; its own goods it always takes. */
export async function returnLevel(database: Database, soldOn: string, here: string) {
  if (soldOn === here) return 'unified' as const;
  return lowerOf(await policy(database, soldOn, 'returns'), await policy(database, here, 'returns'));
}

async function takeBackHere(
  tx: Tx,
  draft: ReturnDraft,
  device: Device,
  { staffId, way }: { staffId: string; way: ReturnDraft['way'] | 'later' },
): Promise<ReturnReceipt> {
  const { returnId, orderId, receiptId, dueId, reason, note, lines } = draft;
  const { siteId, deviceId } = device;
  const again = await repeated(tx, draft);
  if (again) return again;
  const whose = way === 'credit' && draft.customerId !== undefined ? { creditOf: draft.customerId } : {};
  const input = { ...{ returnId, orderId, receiptId, dueId, siteId, reason, note, lines, way, deviceId }, ...whose };
  const receipt = await returnAtCounter(tx, input, (inner) => admitTicket(inner, draft, device));
  if (receipt.due === undefined) return { ...headOf(receipt), ticket: null };
  const order = must(await findOrder(tx, orderId), 'the order');
  const skuOf = (lineNo: number): string => order.lines.find((line) => line.lineNo === lineNo)?.skuId ?? '';
  const owed = {
    ...receipt.due,
    lines: receipt.due.lines.map((line) => ({ ...line, skuId: skuOf(line.lineNo) })),
    paybacks: await paybacksOf(tx, dueId),
  };
  const step = await cashStepAt(tx.database, device, owed.currency);
  const body = returnBody(draft, device, staffId, order.customerId, owed, step);
  await roundTicket(tx, body);
  const hash = await chainTicket(tx, draft, device, { body, kind: 'return', dueId });
  const total = money(-receipt.due.minor, receipt.due.currency);
  announce(tx, {
    type: 'till.ticket_posted',
    subjectKind: 'ticket',
    subjectId: draft.ticketId,
    version: 1,
    channelId: device.channelId,
    mentions: [deviceId, orderId, returnId, ...(order.customerId === null ? [] : [order.customerId])],
    body: {
      orderId,
      returnId,
      sequence: draft.sequence,
      hash,
      totalMinor: total.minor,
      currency: total.currency,
      kind: 'return',
    },
  });
  const { ticketId, sequence } = draft;
  return { ...headOf(receipt), ticket: { ticketId, sequence, hash, total, receivedAt: tx.now } };
}

const headOf = ({ request }: CounterReceipt): Pick<ReturnReceipt, 'returnId' | 'number' | 'state'> => ({
  ...{ returnId: request.returnId, number: request.number, state: request.state },
});

/** The receipt of a ticket that stands, or of goods that were taken without one. */
async function repeated(tx: Tx, draft: ReturnDraft): Promise<ReturnReceipt | undefined> {
  const [row] = await tx.query<{ returnId: string; number: string; state: string }>(sql`
    SELECT r.return_id AS "returnId", r.number, r.state FROM returns.receipt c JOIN returns.request r USING (return_id)
    WHERE c.receipt_id = ${draft.receiptId}`);
  if (!row) return undefined;
  if (row.returnId !== draft.returnId) refuse('request.id_reused', { detail: draft.receiptId });
  const known = (await ticketsById(tx, [draft.ticketId])).get(draft.ticketId);
  if (!known) return { ...row, ticket: null };
  const { ticketId, sequence, hash, receivedAt, body } = known;
  return { ...row, ticket: { ticketId, sequence, hash, receivedAt, total: money(body.totalMinor, body.currency) } };
}
