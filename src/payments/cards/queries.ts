/** Cards and credits as they are read: by code (counted, so that nobody guesses), by customer, by list. */
import { timingSafeEqual } from 'node:crypto';
import { empty, maybeOne, sql, type Database, type Db, type Sql } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, dayIn, MINUTE, SECOND, type Instant } from '#base/time';
import { countUse } from '#identity';
import { settings } from '#org';
import { cardBar, creditAccount, giftAccount, isCode, plainCode, type GiftCard } from './model.ts';
import { hashOfCode, hashOfPin } from './secret.ts';
import { cardColumns } from './write.ts';

export type CardView = GiftCard & { readonly balanceMinor: number; readonly bar: 'blocked' | 'expired' | null };

/** Tries at codes: of one who asks, and of all together, because a guesser changes address. */
const OF_ONE = { burst: 10, everyMs: 30 * SECOND };
const OF_ALL = { burst: 600, everyMs: SECOND / 5 };

export type CodeTry = {
  readonly code: string;
  /** Where it was seen: asked at a till, which a scanner serves; there a card with a PIN wants it. */
  readonly pin?: string | undefined;
  readonly needsPin: boolean;
  /** By whom it is tried: an address, a till. */
  readonly by: string;
};

/**
 * The card of a code. Counted before anything is looked at, so that a right code and a wrong one cost the same tries. Refuses
 * `request.rate_limited`, `payments.card_unknown` (also for a wrong PIN: who guesses learns nothing), `payments.card_pin` (it wants one).
 */
export async function cardByCode(database: Database, { code: typed, pin, needsPin, by }: CodeTry): Promise<CardView> {
  await countUse(database, `card codes ${by}`, OF_ONE.burst, OF_ONE.everyMs);
  await countUse(database, 'card codes of all', OF_ALL.burst, OF_ALL.everyMs);
  const code = plainCode(typed);
  const hash = await hashOfCode(database, code);
  const row = await maybeOne(
    database.query<CardView & { pinHash: string | null }>(sql`
      SELECT ${cardColumns}, c.pin_hash AS "pinHash", coalesce(a.balance, 0) AS "balanceMinor"
      FROM payments.card c LEFT JOIN payments.account a ON a.account_id = 'gift:' || c.card_id AND a.currency = c.currency
      WHERE c.code_hash = ${hash}`),
  );
  if (!row || !isCode(code)) refuse('payments.card_unknown');
  const { pinHash, ...card } = row;
  if (needsPin && pinHash !== null) {
    if (pin === undefined || pin === '') refuse('payments.card_pin');
    await countUse(database, `card pin ${card.cardId}`, 5, MINUTE);
    const told = Buffer.from(await hashOfPin(database, card.cardId, pin));
    if (!timingSafeEqual(told, Buffer.from(pinHash))) refuse('payments.card_unknown');
  }
  return withBar(database, card);
}

async function withBar(database: Database, card: Omit<CardView, 'bar'>): Promise<CardView> {
  const { timeZone } = await settings(database);
  return { ...card, bar: cardBar(card, dayIn(clock(), timeZone)) ?? null };
}

export type CardFilter = {
  readonly text?: string | undefined;
  readonly state?: GiftCard['state'] | undefined;
  readonly orderId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly withMoney?: boolean | undefined;
  readonly sort?: CardSort | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** By when they were made; those that hold most; those that are over soonest. */
export const cardSorts = ['newest', 'oldest', 'most', 'least', 'soonest'] as const;
export type CardSort = (typeof cardSorts)[number];

/**
 * A page of cards that goes on after one of them. What a card holds has no index on purpose: every movement of every account would pay for
 * it, and the office sorts by it now and then.
 */
function cardPage(sort: CardSort, after: string | undefined, limit: number): Sql {
  const last = after ?? '';
  const held = sql`(SELECT coalesce(sum(b.balance), 0) FROM payments.account b WHERE b.account_id = 'gift:' || ${last})`;
  if (sort === 'oldest')
    return sql`AND (${last}::text = '' OR (c.made_at, c.card_id) > (SELECT made_at, card_id FROM payments.card WHERE card_id = ${last}))
      ORDER BY c.made_at, c.card_id LIMIT ${limit}`;
  if (sort === 'most')
    return sql`AND (${last}::text = '' OR (coalesce(a.balance, 0), c.card_id) < (${held}, ${last}))
      ORDER BY coalesce(a.balance, 0) DESC, c.card_id DESC LIMIT ${limit}`;
  if (sort === 'least')
    return sql`AND (${last}::text = '' OR (coalesce(a.balance, 0), c.card_id) > (${held}, ${last}))
      ORDER BY coalesce(a.balance, 0), c.card_id LIMIT ${limit}`;
  if (sort === 'soonest')
    return sql`AND (${last}::text = '' OR (coalesce(c.expires_on, 'infinity'), c.card_id) >
        ((SELECT coalesce(l.expires_on, 'infinity') FROM payments.card l WHERE l.card_id = ${last}), ${last}))
      ORDER BY coalesce(c.expires_on, 'infinity'), c.card_id LIMIT ${limit}`;
  return sql`AND (${last}::text = '' OR (c.made_at, c.card_id) < (SELECT made_at, card_id FROM payments.card WHERE card_id = ${last}))
    ORDER BY c.made_at DESC, c.card_id DESC LIMIT ${limit}`;
}

/** Cards, the newest first unless told. `text`: the last four characters of the code, a card's id, an order's, a customer's. */
export async function listCards(database: Database, filter: CardFilter): Promise<CardView[]> {
  const { text, state, orderId, customerId, withMoney, sort = 'newest', after, limit } = filter;
  const rows = await database.query<Omit<CardView, 'bar'>>(sql`
    SELECT ${cardColumns}, coalesce(a.balance, 0) AS "balanceMinor"
    FROM payments.card c LEFT JOIN payments.account a ON a.account_id = 'gift:' || c.card_id AND a.currency = c.currency
    WHERE true ${state === undefined ? empty : sql`AND c.state = ${state}`}
      ${orderId === undefined ? empty : sql`AND c.order_id = ${orderId}`}
      ${customerId === undefined ? empty : sql`AND c.customer_id = ${customerId}`}
      ${withMoney === true ? sql`AND a.balance > 0` : empty}
      ${text === undefined ? empty : sql`AND (c.last4 = lower(${text}) OR c.card_id = ${text} OR c.order_id = ${text} OR c.customer_id = ${text})`}
      ${cardPage(sort, after, limit)}`);
  const { timeZone } = await settings(database);
  const today = dayIn(clock(), timeZone);
  return rows.map((card) => ({ ...card, bar: cardBar(card, today) ?? null }));
}

export async function cardById(database: Database, cardId: string): Promise<CardView | undefined> {
  const row = await maybeOne(
    database.query<Omit<CardView, 'bar'>>(sql`
      SELECT ${cardColumns}, coalesce(a.balance, 0) AS "balanceMinor"
      FROM payments.card c LEFT JOIN payments.account a ON a.account_id = 'gift:' || c.card_id AND a.currency = c.currency
      WHERE c.card_id = ${cardId}`),
  );
  return row && withBar(database, row);
}

export type VoucherMovement = {
  readonly movementId: string;
  /** Above zero: it came on the card; below: it left. */
  readonly minor: number;
  readonly currency: string;
  readonly reason: string;
  readonly orderId: string | null;
  readonly actor: string;
  readonly at: Instant;
};

/** What came and went of an account, the newest first. */
export async function voucherMovements(db: Db, account: string, limit = 200): Promise<VoucherMovement[]> {
  return db.query<VoucherMovement>(sql`
    SELECT * FROM (
      (SELECT movement_id AS "movementId", minor, currency, reason, order_id AS "orderId", actor, at FROM payments.movement
        WHERE to_account = ${account} ORDER BY at DESC, movement_id DESC LIMIT ${limit})
      UNION ALL
      (SELECT movement_id, -minor, currency, reason, order_id, actor, at FROM payments.movement
        WHERE from_account = ${account} ORDER BY at DESC, movement_id DESC LIMIT ${limit})) m
    ORDER BY at DESC, "movementId" DESC LIMIT ${limit}`);
}

export const cardMovements = (db: Db, cardId: string): Promise<VoucherMovement[]> =>
  voucherMovements(db, giftAccount(cardId));

/** What a customer's store credit holds, by currency. */
export async function creditOf(db: Db, customerId: string): Promise<{ currency: string; balanceMinor: number }[]> {
  return db.query(sql`
    SELECT currency, balance AS "balanceMinor" FROM payments.account WHERE account_id = ${creditAccount(customerId)} ORDER BY currency`);
}

/** The card or credit that these payments took from, or gave back to, and when; a refund still on its way has no moment. */
export async function voucherAccounts(
  db: Db,
  paymentIds: readonly string[],
  reason: 'hold' | 'refund',
): Promise<Map<string, { readonly account: string; readonly at: Instant | null }>> {
  const rows = await db.query<{ paymentId: string; account: string; at: Instant | null }>(sql`
    SELECT p.payment_id AS "paymentId", coalesce(m.account, p.account_id) AS account, m.at
    FROM payments.payment p LEFT JOIN LATERAL (
      SELECT CASE WHEN reason = 'hold' THEN from_account ELSE to_account END AS account, at FROM payments.movement
      WHERE payment_id = p.payment_id AND reason = ${reason} ORDER BY at DESC LIMIT 1) m ON true
    WHERE p.payment_id = ANY(${paymentIds}::text[]) AND coalesce(m.account, p.account_id) IS NOT NULL`);
  return new Map(rows.map(({ paymentId, account, at }) => [paymentId, { account, at }]));
}

/** What an account held just after a moment; for the paper that is printed again later. */
export async function voucherAt(db: Db, account: string, currency: string, at: Instant): Promise<number> {
  const [row] = await db.query<{ minor: number }>(sql`
    SELECT (coalesce((SELECT sum(minor) FROM payments.movement WHERE to_account = ${account} AND currency = ${currency} AND at <= ${at}::timestamptz), 0)
      - coalesce((SELECT sum(minor) FROM payments.movement WHERE from_account = ${account} AND currency = ${currency} AND at <= ${at}::timestamptz), 0))::bigint AS minor`);
  return row?.minor ?? 0;
}

export type CreditRow = {
  readonly customerId: string;
  readonly currency: string;
  readonly balanceMinor: number;
};

/** By customer, or those that hold most. */
export const creditSorts = ['customer', 'most', 'least'] as const;
type CreditFilter = {
  /** The account and currency of the last row of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly sort?: (typeof creditSorts)[number] | undefined;
  /** Of these customers alone. */
  readonly customerIds?: readonly string[] | undefined;
};

/** A page of credits that goes on after one of them, by what it holds now; no index either, as with cards. */
function creditPage(sort: (typeof creditSorts)[number], after: string, limit: number): Sql {
  const [account = '', currency = ''] = after.split(' ');
  const held = sql`(SELECT coalesce(sum(b.balance), 0) FROM payments.account b WHERE b.account_id = ${account} AND b.currency = ${currency})`;
  if (sort === 'most')
    return sql`AND (${after}::text = '' OR (balance, account_id || ' ' || currency) < (${held}, ${after}))
      ORDER BY balance DESC, account_id || ' ' || currency DESC LIMIT ${limit}`;
  if (sort === 'least')
    return sql`AND (${after}::text = '' OR (balance, account_id || ' ' || currency) > (${held}, ${after}))
      ORDER BY balance, account_id || ' ' || currency LIMIT ${limit}`;
  return sql`AND account_id || ' ' || currency > ${after} ORDER BY account_id || ' ' || currency LIMIT ${limit}`;
}

/** Store credits, in the order of their customers' ids unless told. */
export async function listCredits(
  db: Db,
  { after = '', limit, sort = 'customer', customerIds }: CreditFilter,
): Promise<CreditRow[]> {
  return db.query<CreditRow>(sql`
    SELECT substr(account_id, 8) AS "customerId", currency, balance AS "balanceMinor" FROM payments.account
    WHERE account_id LIKE 'credit:%'
      ${customerIds === undefined ? empty : sql`AND account_id = ANY(${customerIds.map(creditAccount)}::text[])`}
      ${creditPage(sort, after, limit)}`);
}

/** What is owed to holders of cards and credits, by currency: what they hold, and what is set aside for orders. */
export async function liabilityOf(
  db: Db,
): Promise<{ currency: string; giftMinor: number; creditMinor: number; heldMinor: number }[]> {
  return db.query(sql`
    SELECT currency, coalesce(sum(minor) FILTER (WHERE kind = 'gift'), 0)::bigint AS "giftMinor",
      coalesce(sum(minor) FILTER (WHERE kind = 'credit'), 0)::bigint AS "creditMinor",
      coalesce(sum(minor) FILTER (WHERE kind = 'held'), 0)::bigint AS "heldMinor"
    FROM (
      SELECT split_part(account_id, ':', 1) AS kind, currency, balance AS minor FROM payments.account WHERE account_id ~ '^(gift|credit):'
      UNION ALL SELECT 'held', currency, amount_minor - captured_minor FROM payments.payment WHERE method = 'gift_card' AND state = 'authorised') v
    GROUP BY currency ORDER BY currency`);
}
