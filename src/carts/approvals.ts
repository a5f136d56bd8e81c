/** Orders beyond what their buyer may spend: asked of those of the company who may agree, and placed by their yes. */
import { must } from '#base/assert';
import { lock, maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, refused, type Outcome } from '#base/refusal';
import type { Instant } from '#base/time';
import { buyerOf, companiesOf } from '#customers';
import type { Money } from '#base/money';
import type { Rate } from '#base/rate';
import { makePayLink, type OrderReceipt, type PreparedOrder } from '#orders';
import { paymentsOf } from '#payments';
import { closeReservations, lockReservations } from '#inventory';
import type { Priced, TraceStep } from '#pricing/model';
import { holdFor } from './approval-hold.ts';
import { checkoutCart, preparedCart, type Checkout } from './checkout.ts';

export type ApprovalState = 'waiting' | 'placing' | 'approved' | 'refused';
export type ApprovalLine = {
  readonly skuId: string;
  readonly name: Readonly<Record<string, string>>;
  readonly optionText: Readonly<Record<string, string>>;
  readonly quantity: number;
  readonly totalMinor: number;
  /** How it came to its price; absent in requests older than that. */
  readonly why?: ApprovalWhy;
};
export type ApprovalWhy = {
  /** The rules that count for the line, and those passed over. */
  readonly trace: readonly TraceStep[];
  readonly taxRate: Rate;
  readonly tax: Money;
  readonly basis: Priced['basis'];
  /** Promotions that took something off it, by id. */
  readonly promotions: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
type Asked = Pick<Checkout, 'contact' | 'delivery' | 'payment' | 'reference'>;
export type OrderApproval = {
  readonly askId: string;
  readonly cartId: string;
  readonly companyId: string;
  /** Who would buy. */
  readonly customerId: string;
  readonly channelId: string;
  readonly lines: readonly ApprovalLine[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly note: string;
  readonly state: ApprovalState;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly answer: string;
  readonly askedAt: Instant;
  /** Until when its goods are set aside; null: they are not. */
  readonly heldUntil: Instant | null;
};

export const approvalColumns = sql`ask_id AS "askId", cart_id AS "cartId", company_id AS "companyId", customer_id AS "customerId", channel_id AS "channelId",
  shown AS lines, total_minor AS "totalMinor", currency, note, state, decided_by AS "decidedBy", decided_at AS "decidedAt", answer, asked_at AS "askedAt",
  held_until AS "heldUntil"`;

/** One request by id, for who writes of it. */
export const approvalById = (db: Db, askId: string): Promise<OrderApproval | undefined> =>
  maybeOne(db.query<OrderApproval>(sql`SELECT ${approvalColumns} FROM carts.approval WHERE ask_id = ${askId}`));

/** The order that a request becomes: its id is known before, so that a yes said twice is one order. */
export const orderOfApproval = (askId: string): string => `ord_${askId.slice(4)}`;

const told = (
  type: string,
  row: Pick<OrderApproval, 'askId' | 'companyId' | 'customerId' | 'totalMinor' | 'currency'>,
) => ({
  ...{ type, subjectKind: 'approval', subjectId: row.askId, mentions: [row.companyId, row.customerId] },
  body: { totalMinor: row.totalMinor, currency: row.currency },
});

/**
 * Asks for an order that costs more than its buyer may spend; the cart stays open, its goods are set aside for seven days
 * (`approval-hold.ts`). Repeatable by the id. Refuses `carts.no_approval_needed`, `carts.approval_open` (this cart is asked for already),
 * `carts.not_found` for a cart that is not this customer's, `inventory.short`, and what the gate refuses.
 */
export async function askApproval(
  database: Database,
  input: Omit<Checkout, 'orderId'> & { readonly askId: string; readonly customerId: string; readonly note: string },
): Promise<Outcome<OrderApproval>> {
  const { askId, customerId } = input;
  const known = await approvalById(database, askId);
  if (known) return known.customerId === customerId ? { ok: true, value: known } : refused('request.id_reused');
  const prepared = await preparedCart(database, { ...input, orderId: orderOfApproval(askId), approved: true });
  if (!prepared.ok) return prepared;
  const { cart, lines, order, channelId } = prepared.value;
  if (cart.customerId !== customerId) return refused('carts.not_found', { detail: cart.cartId });
  const { companyId } = order.draft;
  const { gross } = order.priced.totals;
  const { member } = await buyerOf(database, { customerId, companyId: companyId ?? null });
  const limit = member?.limitMinor ?? null;
  if (companyId === undefined || limit === null || gross.minor <= limit) return refused('carts.no_approval_needed');
  const shown = shownLines(order);
  const asked: Asked = {
    ...{ contact: input.contact, delivery: input.delivery, payment: input.payment },
    ...(input.reference === undefined ? {} : { reference: input.reference }),
  };
  return database.transaction({ actor: input.actor, commandId: askId }, async (tx): Promise<Outcome<OrderApproval>> => {
    const twin = await openOf(tx, askId, cart.cartId);
    if (twin) return twin.askId === askId ? { ok: true, value: twin } : refused('carts.approval_open');
    const until = await holdFor(tx, askId, order);
    if (!until.ok) return until;
    const made = await tx.affected(sql`
      INSERT INTO carts.approval (ask_id, cart_id, company_id, customer_id, channel_id, asked, lines, shown, total_minor, currency, note, state, asked_at, held_until)
      VALUES (${askId}, ${cart.cartId}, ${companyId}, ${customerId}, ${channelId}, ${JSON.stringify(asked)}::jsonb, ${lines}, ${JSON.stringify(shown)}::jsonb,
        ${gross.minor}, ${gross.currency}, ${input.note}, 'waiting', ${tx.now}::timestamptz, ${until.value}::timestamptz) ON CONFLICT DO NOTHING`);
    // Another request was first, while this one waited for the shelf: what it set aside goes back with it, and it looks again.
    if (made === 0) throw Object.assign(new Error(`raced for ${cart.cartId}`), { code: '40001' });
    const row = must(await approvalById(tx, askId), askId);
    announce(tx, told('carts.approval_asked', row));
    return { ok: true, value: row };
  });
}

/** What is shown of an order that is asked for, each line with how it came to its price. */
function shownLines({ priced, snapshots }: PreparedOrder): ApprovalLine[] {
  const promotions = Object.fromEntries(priced.reductions.map((one) => [one.promotionId, one.name]));
  return priced.lines.map(({ lineNo, skuId, quantity, total, tax, taxRate }): ApprovalLine => {
    const { name = {}, optionText = {} } = snapshots.get(skuId) ?? {};
    const trace = priced.trace.filter((step) => step.lineNo === lineNo);
    const why = { trace, taxRate, tax, basis: priced.basis, promotions };
    return { skuId, name, optionText, quantity, totalMinor: total.minor, why };
  });
}

/** This request, or another that is open for its cart. */
const openOf = (tx: Tx, askId: string, cartId: string): Promise<OrderApproval | undefined> =>
  maybeOne(
    tx.query<OrderApproval>(sql`
      SELECT ${approvalColumns} FROM carts.approval WHERE ask_id = ${askId} OR (cart_id = ${cartId} AND state IN ('waiting', 'placing'))
      ORDER BY ask_id = ${askId} DESC LIMIT 1`),
  );

/** What somebody may decide about, and what they asked for themselves; the newest first. */
export async function approvalsFor(
  database: Database,
  customerId: string,
): Promise<(OrderApproval & { readonly mayDecide: boolean })[]> {
  const companies = await decidersOf(database, customerId);
  const rows = await database.query<OrderApproval>(sql`
    SELECT ${approvalColumns} FROM carts.approval
    WHERE customer_id = ${customerId} OR (company_id = ANY(${[...companies.keys()]}::text[]) AND state IN ('waiting', 'placing'))
    ORDER BY asked_at DESC, ask_id DESC LIMIT 50`);
  return rows.map((row) => ({ ...row, mayDecide: mayDecide(row, customerId, companies) }));
}

/** The companies for which a customer may agree, and up to which amount (null: no limit). */
async function decidersOf(database: Database, customerId: string): Promise<Map<string, number | null>> {
  return new Map(
    (await companiesOf(database, customerId)).flatMap(({ member }) =>
      member.role === 'buyer' ? [] : [[member.companyId, member.limitMinor] as const],
    ),
  );
}

function mayDecide(row: OrderApproval, customerId: string, companies: ReadonlyMap<string, number | null>): boolean {
  const limit = companies.get(row.companyId);
  const isOpen = row.state === 'waiting' || (row.state === 'placing' && row.decidedBy === customerId);
  return isOpen && row.customerId !== customerId && limit !== undefined && (limit === null || limit >= row.totalMinor);
}

export type Decision = {
  readonly askId: string;
  /** Who decides: an approver of the company, never the buyer. */
  readonly customerId: string;
  readonly approve: boolean;
  readonly answer: string;
};

/**
 * Agrees, which places the order as it was asked, or refuses. What costs or holds something else by now is refused as by the gate, and waits
 * on. Repeatable. Refuses `carts.unknown_approval` to whoever may not decide, `carts.approval_decided`, and what the gate refuses.
 */
export async function decideApproval(database: Database, decision: Decision): Promise<Outcome<OrderReceipt | null>> {
  const { askId, customerId, approve } = decision;
  const row = await approvalById(database, askId);
  const companies = await decidersOf(database, customerId);
  if (!row || row.customerId === customerId || !companies.has(row.companyId))
    return refused('carts.unknown_approval', { detail: askId });
  const repeated = row.decidedBy === customerId && row.state === (approve ? 'approved' : 'refused');
  if (!repeated && !mayDecide(row, customerId, companies))
    return row.state === 'waiting'
      ? refused('orders.over_limit', { totalMinor: row.totalMinor, currency: row.currency })
      : refused('carts.approval_decided', { detail: row.state });
  const next = approve ? 'placing' : 'refused';
  const said = repeated || (await database.transaction({ actor: customerId }, (tx) => step(tx, row, decision, next)));
  if (!said) return refused('carts.approval_decided', { detail: askId });
  if (!approve) return { ok: true, value: null };
  const outcome = await checkoutCart(database, await checkoutOf(database, row));
  if (outcome.ok) await askToPay(database, row, outcome.value);
  const after = outcome.ok ? 'approved' : 'waiting';
  await database.transaction({ actor: customerId }, (tx) => step(tx, row, decision, after));
  return outcome;
}

/** What its buyer pays by card is asked of them by a link, once: they are not there when somebody agrees. */
async function askToPay(database: Database, row: OrderApproval, { orderId, state }: OrderReceipt): Promise<void> {
  const due =
    state === 'awaiting_payment' && (await paymentsOf(database, orderId)).some(({ method }) => method === 'card');
  if (!due) return;
  const linkId = `lnk_${row.askId.slice(4)}`;
  await database.transaction({ actor: 'carts.approval' }, (tx) => makePayLink(tx, { linkId, orderId, days: 3 }));
}

/** Moves an open request on; false when somebody else decided meanwhile. */
async function step(tx: Tx, row: OrderApproval, decision: Decision, to: ApprovalState): Promise<boolean> {
  // Shelves come before carts; what is set aside goes back only where this decides.
  const held = to === 'refused' ? await lockReservations(tx, [row.askId]) : [];
  lock(tx, 'carts.approval');
  const { askId, customerId, answer } = decision;
  const [now] = await tx.query<{ state: ApprovalState; decidedBy: string | null }>(sql`
    SELECT state, decided_by AS "decidedBy" FROM carts.approval WHERE ask_id = ${askId} FOR NO KEY UPDATE`);
  const mine = now?.state === 'placing' && now.decidedBy === customerId;
  if (!now || (now.state !== 'waiting' && !mine)) return now?.state === to && now.decidedBy === customerId;
  await closeReservations(tx, held, 'voided', 'approval_refused');
  const by = to === 'waiting' ? null : customerId;
  await tx.query(sql`
    UPDATE carts.approval SET state = ${to}, held_until = CASE WHEN ${to} IN ('refused', 'approved') THEN NULL ELSE held_until END, decided_by = ${by}, decided_at = ${by === null ? null : tx.now}::timestamptz, answer = ${by === null ? '' : answer}
    WHERE ask_id = ${askId}`);
  if (to === 'approved')
    announce(tx, {
      ...told('carts.approval_granted', row),
      mentions: [row.companyId, row.customerId, orderOfApproval(askId)],
    });
  if (to === 'refused') announce(tx, told('carts.approval_refused', row));
  return true;
}

async function checkoutOf(database: Database, row: OrderApproval): Promise<Checkout> {
  const [kept] = await database.query<{ asked: Asked; lines: string }>(
    sql`SELECT asked, lines FROM carts.approval WHERE ask_id = ${row.askId}`,
  );
  if (!kept) return refuse('carts.unknown_approval', { detail: row.askId });
  const { askId, cartId, customerId, companyId, channelId, totalMinor } = row;
  return {
    ...kept.asked,
    ...{ cartId, customerId, companyId, channelId, orderId: orderOfApproval(askId), agreedMinor: totalMinor },
    ...{
      access: { customerId, tokenHash: undefined },
      actor: customerId,
      approved: true,
      heldLines: kept.lines,
      frees: askId,
    },
  };
}
