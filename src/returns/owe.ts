/** What is owed to a buyer, and how it is given back: by the frozen share, to what was paid with, never more than was taken. */
import { must } from '#base/assert';
import { contentHash } from '#base/canonical';
import { lock, sql, type Database, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { JournalEvent } from '#base/journal';
import { refuse, type Outcome } from '#base/refusal';
import { MINUTE, plus } from '#base/time';
import { cardsOfOrders } from '#orders';
import {
  cardArticlesNow,
  exchangePayments,
  openRefunds,
  paymentSettings,
  refundable,
  returnCards,
  type Refund,
  type RefundRequest,
} from '#payments';
import {
  advance,
  duesOf,
  holdOrder,
  holdReturn,
  itemsOf,
  onHeldRows,
  returnColumns,
  seeReturn,
  type DueRow,
  type Held,
  type Return,
} from './hold.ts';
import { carriageOf, planDue, planTenders, retryMinutes, steps, type DuePlan, type DueWish } from './model.ts';
import { reached } from './receive.ts';

export type NewDue = {
  readonly returnId: string;
  readonly dueId: string;
  readonly lines: readonly DueWish[];
  readonly goodwillMinor: number;
  readonly way: DueRow['way'];
  /** The till whose drawer pays. */
  readonly deviceId?: string | undefined;
  /** Whose store credit it becomes; absent: that of the customer of the order. */
  readonly creditOf?: string | undefined;
  readonly reason: string;
};

export type OweOptions = {
  /** Money before the goods came, or without them: who says it has the right to. */
  readonly ahead: boolean;
  /** Refuses when it cannot be paid at once, instead of leaving it owed: at a till. */
  readonly strict?: boolean;
  /** What came pays for another order: its id, and how much of what is owed goes to it. */
  readonly exchange?: (plan: DuePlan) => { readonly orderId: string; readonly minor: number };
};

/**
 * Owes money for units of a return, and begins to give it back. The same id is the same due. Refuses `returns.unknown`,
 * `returns.nothing`, `payments.card_spent`, `returns.too_much` (units that money was promised for already), `returns.ahead` (units that have not come, unless
 * it is a withdrawal whose dispatch is proven: Directive 2011/83/EU, article 13.3), `returns.no_customer` (store credit of nobody),
 * `request.id_reused`.
 */
export async function oweReturn(tx: Tx, input: NewDue, options: OweOptions): Promise<Return> {
  const seen = await seeReturn(tx, input.returnId);
  const held = await holdOrder(tx, seen.orderId);
  return oweHeld(tx, held, await holdReturn(tx, input.returnId), input, options);
}

/** The same for a return that is held. */
export async function oweHeld(tx: Tx, held: Held, at: Return, input: NewDue, options: OweOptions): Promise<Return> {
  const hash = contentHash(input);
  const known = held.dues.find((due) => due.dueId === input.dueId);
  if (known) return known.contentHash === hash ? at : refuse('request.id_reused', { detail: input.dueId });
  if (input.lines.length === 0 && input.goodwillMinor === 0) refuse('returns.nothing');
  if (input.way === 'credit' && creditHolder(held, input) === null) refuse('returns.no_customer');
  if (!options.ahead) await checkReceived(tx, held, at, input);
  const plan = planHeld(held, at, input);
  const whole = input.goodwillMinor > 0 || options.exchange !== undefined;
  if (whole && plan.minor < plan.entitledMinor) refuse('returns.no_money', { leftMinor: plan.minor });
  await insertDue(tx, at, held, input, { plan, hash });
  await takeCardsBack(tx, held, plan.lines);
  const units = plan.lines.reduce((sum, line) => sum + line.quantity, 0);
  const { dueId } = input;
  const body = {
    dueId,
    units,
    minor: plan.minor,
    entitledMinor: plan.entitledMinor,
    currency: held.order.total.currency,
  };
  const to =
    at.state === 'requested' || at.state === 'in_transit' || at.state === 'approved' ? at.state : await reached(tx, at);
  const after = await advance(tx, at, { to, type: 'owed', body });
  const rest = options.exchange ? await moveHeld(tx, held, input, options.exchange(plan)) : held;
  return payHeld(tx, rest, after, dueId, options.strict ?? false);
}

/** Who gets the money as store credit. */
const creditHolder = ({ order }: Held, { way, creditOf }: Pick<NewDue, 'way' | 'creditOf'>): string | null =>
  way === 'credit' ? (creditOf ?? order.customerId) : null;

/** A gift card that comes back pays nothing any more. Refuses `payments.card_spent` when something of it is gone. */
async function takeCardsBack(tx: Tx, { order, lines }: Held, back: DuePlan['lines']): Promise<void> {
  const articles = await cardArticlesNow(tx.database);
  const cards = back.filter(({ lineNo, quantity }) => {
    const skuId = lines.find((line) => line.lineNo === lineNo)?.skuId;
    return quantity > 0 && skuId !== undefined && articles.has(skuId);
  });
  if (cards.length === 0) return;
  const { orderId } = order;
  await onHeldRows(tx, async () => {
    await cardsOfOrders(tx, [orderId]);
    for (const { lineNo, quantity } of cards) await returnCards(tx, { orderId, lineNo, quantity });
  });
}

/**
 * Moves a part of what is owed to another order: out of those payments that a refund of the rest would leave alone. Refuses
 * `returns.no_money` where that much has not been taken yet. Gives what is held as it is after.
 */
async function moveHeld(
  tx: Tx,
  held: Held,
  { dueId }: NewDue,
  { orderId, minor }: { readonly orderId: string; readonly minor: number },
): Promise<Held> {
  if (minor === 0) return held;
  const due = (await duesOf(tx, [held.order.orderId])).find((one) => one.dueId === dueId);
  const { refundOrder } = await paymentSettings(tx.database);
  const back = planTenders(tendersOf(held), (due?.minor ?? 0) - minor, refundOrder).parts;
  const spared = tendersOf(held).map((one) => ({
    ...one,
    refundableMinor: one.refundableMinor - (back.find((part) => part.paymentId === one.paymentId)?.minor ?? 0),
  }));
  const { parts, left } = planTenders(spared, minor, refundOrder);
  if (left > 0) refuse('returns.no_money', { leftMinor: minor - left });
  const moves = parts.map((part) => ({
    ...{ refundId: newId('rfd'), paymentId: newId('pay'), orderId, minor: part.minor, reason: 'exchange' },
    from: must(
      held.payments.find((one) => one.paymentId === part.paymentId),
      part.paymentId,
    ),
  }));
  const refunds = await onHeldRows(tx, () => exchangePayments(tx, moves));
  await insertPaybacks(tx, dueId, refunds);
  const payments = held.payments.map((one) => {
    const moved = moves.find((move) => move.from === one)?.minor ?? 0;
    return { ...one, refundedMinor: one.refundedMinor + moved };
  });
  return { ...held, payments };
}

const tendersOf = ({ payments }: Held) => payments.map((one) => ({ ...one, refundableMinor: refundable(one) }));

async function insertPaybacks(tx: Tx, dueId: string, refunds: readonly Refund[]): Promise<void> {
  await tx.query(sql`
    INSERT INTO returns.payback (refund_id, due_id, payment_id, minor, at)
    SELECT p.*, ${tx.now}::timestamptz FROM unnest(${refunds.map((r) => r.refundId)}::text[], ${refunds.map(() => dueId)}::text[],
      ${refunds.map((r) => r.paymentId)}::text[], ${refunds.map((r) => r.minor)}::bigint[]) AS p`);
}

/** What these units come to: for the preview, and for the due. Refuses `returns.too_much`. */
export function planHeld(
  held: Held,
  at: Pick<Return, 'withdrawal' | 'reason'>,
  input: Pick<NewDue, 'lines' | 'goodwillMinor'> & { readonly way?: NewDue['way'] },
): DuePlan {
  const paidUnits = paidUnitsOf(held);
  // Who takes other goods has not withdrawn from buying: carriage goes back when they say so, or when the fault was ours.
  const withdrawn = input.way === 'exchange' ? at.reason === 'withdrawal' : at.withdrawal;
  const groups = held.order.taxGroups.map(({ rate, gross, net }) => ({
    rate,
    grossMinor: gross.minor,
    netMinor: net.minor,
  }));
  const plan = planDue(
    {
      lines: held.lines,
      paidUnits,
      carriage: carriageOf(held.lines, groups, held.order.totals.delivery.minor),
      carriagePaid: held.dues.some((due) => due.carriage.length > 0),
      freeMinor: freeMoney(held),
      carriageToo: withdrawn || at.reason === 'damaged' || at.reason === 'different' || at.reason === 'mistake',
    },
    input.lines,
    input.goodwillMinor,
  );
  return plan ?? refuse('returns.too_much');
}

/** For how many units of each line money was promised already. */
export function paidUnitsOf({ dues }: Pick<Held, 'dues'>): Map<number, number> {
  const units = new Map<number, number>();
  for (const { lineNo, quantity } of dues.flatMap((due) => due.lines))
    units.set(lineNo, (units.get(lineNo) ?? 0) + quantity);
  return units;
}

/**
 * Money that was taken, and is neither back, nor on its way back, nor owed already. What is about to be taken does not count: the order may
 * be cancelled first, and then it never is.
 */
export function freeMoney({ payments, dues }: Pick<Held, 'payments' | 'dues'>): number {
  const taken = payments.reduce((sum, one) => sum + one.capturedMinor - one.refundedMinor - one.refundingMinor, 0);
  const owed = dues.reduce((sum, due) => sum + due.minor - due.doneMinor - due.openMinor, 0);
  return taken - owed;
}

async function checkReceived(tx: Tx, held: Held, at: Return, input: NewDue): Promise<void> {
  if (input.goodwillMinor > 0) refuse('returns.ahead');
  if (at.reason === 'withdrawal' && at.sentAt !== null && at.tracking !== '') return;
  const items = await itemsOf(tx, [at.returnId]);
  const mine = held.dues.filter((due) => due.returnId === at.returnId).flatMap((due) => due.lines);
  const units = (rows: readonly { lineNo: number | null; quantity: number }[], lineNo: number): number =>
    rows.filter((row) => row.lineNo === lineNo).reduce((sum, row) => sum + row.quantity, 0);
  for (const { lineNo } of input.lines)
    if (units(mine, lineNo) + units(input.lines, lineNo) > units(items, lineNo)) refuse('returns.ahead', { lineNo });
}

async function insertDue(
  tx: Tx,
  at: Return,
  held: Held,
  input: NewDue,
  { plan, hash }: { plan: DuePlan; hash: string },
): Promise<void> {
  const { dueId, way, deviceId = null, reason } = input;
  await tx.query(sql`
    INSERT INTO returns.due (due_id, return_id, order_id, lines, carriage, goodwill_minor, entitled_minor, minor, currency, why, way, device_id, credit_of, reason,
      content_hash, by, at)
    VALUES (${dueId}, ${at.returnId}, ${at.orderId}, ${JSON.stringify(plan.lines)}::jsonb, ${JSON.stringify(plan.carriage)}::jsonb, ${plan.goodwillMinor},
      ${plan.entitledMinor}, ${plan.minor}, ${held.order.total.currency}, ${JSON.stringify(plan.why)}::jsonb, ${way}, ${deviceId}, ${creditHolder(held, input)}, ${reason}, ${hash}, ${tx.caller.actor},
      ${tx.now}::timestamptz)`);
}

/**
 * Gives back what of a due is neither back nor on its way, as far as the money ledger lets it go now; the rest stays owed and is tried
 * again. A card's answer comes later (`onRefunds`).
 */
async function payHeld(tx: Tx, held: Held, at: Return, dueId: string, strict: boolean): Promise<Return> {
  const due = (await duesOf(tx, [at.orderId])).find((one) => one.dueId === dueId);
  if (!due || due.paidAt !== null) return at;
  const owed = due.minor - due.doneMinor - due.openMinor;
  const { refundOrder } = await paymentSettings(tx.database);
  const { parts, left } = planTenders(tendersOf(held), owed, refundOrder);
  const requests = parts.map(({ paymentId, minor }) => requestOf(held, due, at, { paymentId, minor }));
  const outcomes = await onHeldRows(tx, () => openRefunds(tx, requests, true));
  const refused = outcomes.find((outcome) => !outcome.ok);
  if (strict && refused && !refused.ok) throw refused.refusal;
  const opened = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  await insertPaybacks(tx, dueId, opened);
  const paid = due.doneMinor + sumOf(outcomes, 'done') >= due.minor;
  const again = !paid && (left > 0 || refused !== undefined);
  await tx.query(sql`
    UPDATE returns.due SET tries = tries + 1, paid_at = CASE WHEN ${paid}::boolean THEN ${tx.now}::timestamptz END,
      next_try_at = CASE WHEN ${again}::boolean THEN ${plus(tx.now, retryMinutes(due.tries) * MINUTE)}::timestamptz END
    WHERE due_id = ${dueId}`);
  return paid ? tellPaid(tx, at, due) : at;
}

/** What went back to the buyer; what paid for other goods is told by the exchange. */
const paidBody = ({ dueId, minor, exchangedMinor, currency, way }: DueRow) => ({
  ...{ dueId, minor: minor - exchangedMinor, currency, way },
});

const tellPaid = async (tx: Tx, at: Return, due: DueRow): Promise<Return> =>
  due.minor > 0 && due.minor === due.exchangedMinor
    ? at
    : advance(tx, at, { to: at.state, type: 'refunded', body: paidBody(due) });

const sumOf = (outcomes: readonly Outcome<Refund>[], state: Refund['state']): number =>
  outcomes.reduce((sum, outcome) => sum + (outcome.ok && outcome.value.state === state ? outcome.value.minor : 0), 0);

function requestOf(
  { payments }: Held,
  due: DueRow,
  at: Return,
  { paymentId, minor }: { paymentId: string; minor: number },
): RefundRequest {
  const cash = payments.find((one) => one.paymentId === paymentId)?.provider === 'cash';
  const { currency, deviceId, creditOf } = due;
  const request = { refundId: newId('rfd'), paymentId, minor, currency, reason: `return ${at.number}` };
  if (due.way === 'credit') return { ...request, by: 'credit', customerId: must(creditOf, 'whose credit') };
  const by = due.way === 'cash' && !cash ? ('drawer' as const) : undefined;
  return { ...request, ...(deviceId === null ? {} : { deviceId }), ...(by === undefined ? {} : { by }) };
}

/** Tries again what is still owed: a drawer was short, a card not captured yet, a provider said no. Repeatable. */
export async function payDues(database: Database): Promise<void> {
  const late = await database.query<{ dueId: string; returnId: string }>(sql`
    SELECT due_id AS "dueId", return_id AS "returnId" FROM returns.due WHERE paid_at IS NULL AND next_try_at <= now() ORDER BY next_try_at LIMIT 50`);
  for (const { dueId, returnId } of late)
    await database.transaction({ actor: 'schedule:returns.pay' }, (tx) => retryDue(tx, returnId, dueId));
}

/** One more attempt at what is owed, now. What is on its way already is not sent twice. Refuses `returns.unknown`. */
export async function retryDue(tx: Tx, returnId: string, dueId: string): Promise<Return> {
  const seen = await seeReturn(tx, returnId);
  const held = await holdOrder(tx, seen.orderId);
  return payHeld(tx, held, await holdReturn(tx, returnId), dueId, false);
}

/** What became of refunds: a due is paid when all of it is back; what a provider would not pay stays owed and is tried again. */
export async function onRefunds(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const refundIds = events.flatMap(({ body }) => (typeof body['refundId'] === 'string' ? [body['refundId']] : []));
  const touched = await tx.query<{ dueId: string; returnId: string }>(sql`
    SELECT DISTINCT d.due_id AS "dueId", d.return_id AS "returnId" FROM returns.payback b JOIN returns.due d USING (due_id)
    WHERE b.refund_id = ANY(${refundIds}::text[])`);
  if (touched.length === 0) return;
  lock(tx, 'returns.request');
  const locked = await tx.query<Return>(sql`
    SELECT ${returnColumns} FROM returns.request r WHERE return_id = ANY(${touched.map((one) => one.returnId)}::text[])
    ORDER BY return_id FOR NO KEY UPDATE`);
  const dues = await duesOf(
    tx,
    locked.map((one) => one.orderId),
  );
  for (const before of locked) {
    let at = before;
    for (const due of dues.filter(
      (one) => one.returnId === at.returnId && touched.some(({ dueId }) => dueId === one.dueId),
    ))
      at = await settleDue(tx, at, due);
  }
}

async function settleDue(tx: Tx, at: Return, due: DueRow): Promise<Return> {
  if (due.paidAt !== null && due.doneMinor >= due.minor) return at;
  if (due.doneMinor >= due.minor) {
    await tx.query(
      sql`UPDATE returns.due SET paid_at = ${tx.now}::timestamptz, next_try_at = NULL WHERE due_id = ${due.dueId}`,
    );
    return tellPaid(tx, at, due);
  }
  // It is on its way, or its next attempt is fixed: this fact was heard before.
  if (due.doneMinor + due.openMinor >= due.minor || due.nextTryAt !== null) return at;
  const next = plus(tx.now, retryMinutes(due.tries) * MINUTE);
  // What had been paid back may come back from the buyer's bank: then it is owed again.
  await tx.query(
    sql`UPDATE returns.due SET next_try_at = ${next}::timestamptz, paid_at = NULL WHERE due_id = ${due.dueId}`,
  );
  return advance(tx, at, {
    to: at.state,
    type: 'refund_failed',
    body: { ...paidBody(due), owedMinor: due.minor - due.doneMinor - due.openMinor },
  });
}

/** Ends a return without money for what came, or with what was owed so far; who says it has the right to. Refuses `returns.unknown`, `returns.state`. */
export async function closeUnpaid(tx: Tx, input: { returnId: string; answer: string }): Promise<Return> {
  const at = await holdReturn(tx, input.returnId);
  if (at.state === 'resolved') return at;
  if (!(steps.settle as readonly string[]).includes(at.state)) refuse('returns.state', { detail: at.state });
  const left = await tx.query(sql`
    SELECT 1 FROM returns.item i LEFT JOIN returns.part p USING (item_id) WHERE i.return_id = ${at.returnId}
    GROUP BY i.item_id, i.quantity HAVING coalesce(sum(p.quantity), 0) < i.quantity LIMIT 1`);
  if (left.length > 0) refuse('returns.state', { detail: at.state });
  const after = await advance(tx, at, {
    to: 'resolved',
    type: 'resolved',
    answer: input.answer,
    body: { unpaid: true },
  });
  return after;
}
