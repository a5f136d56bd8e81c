/** A return over a counter: goods in hand, looked at, and paid back, in one transaction. The till chains its ticket to it. */
import { contentHash } from '#base/canonical';
import { must } from '#base/assert';
import type { Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { insertReturn, withdrawalOf } from './ask.ts';
import { duesOf, holdOrder, holdReturn, returnById, type Also, type DueRow, type Held, type Return } from './hold.ts';
import type { Condition, Disposition, DueWish, Reason } from './model.ts';
import { oweHeld } from './owe.ts';
import { inspectHeld, placesFor, receiveHeld } from './receive.ts';

export type CounterLine = {
  readonly lineNo: number;
  readonly quantity: number;
  readonly condition: Condition;
  readonly disposition: Disposition;
};
export type CounterReturn = {
  /** A new one, or one that the buyer has asked for. */
  readonly returnId: string;
  readonly orderId: string;
  readonly receiptId: string;
  readonly dueId: string;
  readonly siteId: string;
  readonly reason: Reason;
  readonly note: string;
  readonly lines: readonly CounterLine[];
  /** `later`: the goods are taken here, and who sold them gives the money back. */
  readonly way: 'original' | 'cash' | 'credit' | 'later';
  readonly deviceId: string;
  /** Whose store credit it becomes; absent: that of the customer of the order. */
  readonly creditOf?: string | undefined;
};
export type CounterReceipt = { readonly request: Return; readonly due: DueRow | undefined };

/**
 * Takes goods in over a counter and gives the money back: to what was paid with, in cash out of this till's drawer, or as store credit. `admit` is asked
 * under the locks of order and return, before money moves. Refuses `orders.not_found`, `returns.lines` (more than the order has sent and
 * not got back), `returns.not_placed`, `returns.state`, `returns.too_much`, and as `openRefunds` where it cannot be paid at once.
 */
export async function returnAtCounter(
  tx: Tx,
  input: CounterReturn,
  admit: (tx: Tx) => Promise<void>,
): Promise<CounterReceipt> {
  const { held, request: inspected, wishes } = await bringIn(tx, input, admit);
  const { returnId, orderId, dueId, way, deviceId, creditOf, reason } = input;
  if (way === 'later') return { request: inspected, due: undefined };
  const whose = creditOf === undefined ? {} : { creditOf };
  const due = { returnId, dueId, lines: wishes, goodwillMinor: 0, way, deviceId, reason, ...whose };
  const request = await oweHeld(tx, held, inspected, due, { ahead: false, strict: true });
  return { request, due: await dueById(tx, orderId, dueId) };
}

/** A due that was just written. */
export async function dueById(tx: Tx, orderId: string, dueId: string): Promise<DueRow> {
  return must(
    (await duesOf(tx, [orderId])).find((one) => one.dueId === dueId),
    'the due just written',
  );
}

export type BroughtIn = {
  readonly held: Held;
  readonly request: Return;
  /** The units that came, by line. */
  readonly wishes: readonly DueWish[];
};

/** Units by line, each line once. */
export const wishesOf = (lines: readonly { readonly lineNo: number; readonly quantity: number }[]): DueWish[] =>
  [...Map.groupBy(lines, (line) => line.lineNo)].map(([lineNo, some]) => ({
    ...{ lineNo, deductMinor: 0 },
    quantity: some.reduce((sum, one) => sum + one.quantity, 0),
  }));

/** Takes goods in over a counter and looks at them; no money moves yet. Holds what an exchange touches besides. Refuses as `returnAtCounter`. */
export async function bringIn(
  tx: Tx,
  input: Omit<CounterReturn, 'dueId' | 'way'>,
  admit: (tx: Tx) => Promise<void>,
  also?: Also,
): Promise<BroughtIn> {
  const { returnId, receiptId, orderId, siteId, lines } = input;
  const items = lines.map(({ lineNo, quantity }) => ({ lineNo, quantity, reason: input.reason }));
  const kinds = lines.map((line) => line.disposition);
  const held = await holdOrder(tx, orderId, await placesFor(tx, orderId, { siteId, items }, kinds), also);
  if (held.order.state !== 'placed') refuse('returns.not_placed', { detail: held.order.state });
  const wishes = wishesOf(lines);
  for (const { lineNo, quantity } of wishes) {
    const line = held.lines.find((one) => one.lineNo === lineNo);
    if (!line || quantity > line.shipped - line.returned)
      refuse('returns.lines', { detail: held.order.number, lineNo });
  }
  const at = (await returnById(tx, returnId)) ? await holdReturn(tx, returnId) : await begin(tx, held.order, input);
  if (at.orderId !== orderId) refuse('request.id_reused', { detail: returnId });
  await admit(tx);
  const received = await receiveHeld(tx, held, at, { returnId, receiptId, siteId, items });
  // Each line came as one item, since no more of it came than the order sent.
  const parts = lines.map(({ quantity, condition, disposition }, i) => {
    const itemId = received.items[i]?.itemId ?? refuse('returns.lines', { detail: held.order.number });
    return { partId: `rtp${itemId.slice(3)}`, itemId, quantity, condition, disposition };
  });
  return { held, wishes, request: await inspectHeld(tx, held, received.after, parts) };
}

async function begin(
  tx: Tx,
  order: Parameters<typeof insertReturn>[1],
  input: Omit<CounterReturn, 'dueId' | 'way'>,
): Promise<Return> {
  const { returnId, orderId, reason, note, siteId } = input;
  const period = await withdrawalOf(tx.database, tx, order, tx.now);
  const sums = wishesOf(input.lines).map(({ lineNo, quantity }) => ({ lineNo, quantity }));
  const request = { returnId, orderId, source: 'counter' as const, reason, note, lines: sums, siteId };
  return insertReturn(tx, order, request, { hash: contentHash(request), withdrawal: period.open, unsent: false });
}
