import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { skuFacts } from '#catalog';
import { customersByIds, findCustomers } from '#customers';
import { timeline } from '#base/journal';
import { cardArticles, cardRules, dropCardArticle, setCardArticle, setCardRules } from './articles.ts';
import { blockCard, cardTold, keepCard, moveCard, printCode, secretOfCard, unblockCard } from './change.ts';
import { giveCard, giveCredit, reloadCard } from './issue.ts';
import { creditAccount, readableCode, type GiftCard } from './model.ts';
import {
  cardByCode,
  cardById,
  cardMovements,
  cardSorts,
  creditOf,
  creditSorts,
  liabilityOf,
  listCards,
  listCredits,
  voucherMovements,
  type CardView,
  type VoucherMovement,
} from './queries.ts';

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const cardId = id('gft');
const minor = z.int().min(1).max(100_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/);
const reason = z.string().trim().min(1).max(200);
const money = z.strictObject({ minor: z.int(), currency: z.string() });
const pinShape = z.string().regex(/^[0-9]{4}$/);

const cardShape = z.strictObject({
  cardId: z.string(),
  last4: z.string(),
  state: z.enum(['active', 'blocked', 'moved']),
  /** Why it pays nothing now. */
  bar: z.enum(['blocked', 'expired']).nullable(),
  value: money,
  balance: money,
  hasPin: z.boolean(),
  orderId: z.string().nullable(),
  customerId: z.string().nullable(),
  movedTo: z.string().nullable(),
  expiresOn: z.string().nullable(),
  reason: z.string(),
  /** When its code was told; null: it can be, once. */
  toldAt: z.string().nullable(),
  madeAt: z.string(),
  version: z.int(),
});
const movementShape = z.strictObject({
  movementId: z.string(),
  amount: money,
  reason: z.string(),
  orderId: z.string().nullable(),
  actor: z.string(),
  at: z.string(),
});

function shown(card: CardView): z.input<typeof cardShape> {
  const { valueMinor, balanceMinor, currency: of, lineNo: _, ...rest } = card;
  return { ...rest, value: { minor: valueMinor, currency: of }, balance: { minor: balanceMinor, currency: of } };
}
const moved = ({ minor: by, currency: of, ...rest }: VoucherMovement): z.input<typeof movementShape> => ({
  ...rest,
  amount: { minor: by, currency: of },
});

/** The card as it is after a command. */
async function after({ db, command }: RouteContext, run: Parameters<typeof command<GiftCard>>[0]) {
  const done = await command(run);
  return shown((await cardById(db, done.cardId)) ?? refuse('payments.card_unknown', { detail: done.cardId }));
}

const theCard = { params: z.strictObject({ cardId }), output: cardShape } as const;
const write = { method: 'POST', permission: 'staff:payments.write' } as const;

const officeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/gift-cards',
    permission: 'staff:payments.read',
    summary: 'Gift cards, the newest first unless told: by state, order, customer, or the last characters of the code',
    query: z.strictObject({
      text: z.string().trim().min(1).max(40).optional(),
      state: z.enum(['active', 'blocked', 'moved']).optional(),
      orderId: id('ord').optional(),
      customerId: id('cus').optional(),
      withMoney: z.boolean().optional(),
      sort: z.enum(cardSorts).default('newest'),
      after: cardId.optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(cardShape), next: z.string().nullable() }),
    run: async ({ db }, { query }) => {
      const found = await listCards(db, query);
      const next = found.length === query.limit ? (found.at(-1)?.cardId ?? null) : null;
      return { items: found.map(shown), next };
    },
  }),
  route({
    method: 'GET',
    path: '/api/gift-cards/:cardId',
    permission: 'staff:payments.read',
    summary: 'A gift card with what came and went, and what happened to it',
    params: z.strictObject({ cardId }),
    output: z.strictObject({
      card: cardShape,
      movements: z.array(movementShape),
      facts: z.array(z.strictObject({ type: z.string(), at: z.string(), actor: z.string() })),
    }),
    refusals: ['payments.card_unknown'],
    run: async ({ db }, { params }) => {
      const card = (await cardById(db, params.cardId)) ?? refuse('payments.card_unknown', { detail: params.cardId });
      const [movements, facts] = await Promise.all([cardMovements(db, params.cardId), timeline(db, params.cardId)]);
      const told = facts.map(({ type, at, actor }) => ({ type, at, actor }));
      return { card: shown(card), movements: movements.map(moved), facts: told };
    },
  }),
  route({
    ...write,
    path: '/api/gift-cards',
    summary: 'Give a gift card that nobody bought, for a reason',
    idempotency: 'id',
    body: z.strictObject({ cardId, minor, currency, reason }),
    output: cardShape,
    status: 201,
    refusals: ['payments.amount', 'request.id_reused'],
    run: (context, { body }) => after(context, (tx) => giveCard(tx, body)),
  }),
  route({
    ...write,
    ...theCard,
    path: '/api/gift-cards/:cardId/block',
    summary: 'A card that is lost or in doubt pays nothing until it is freed',
    idempotency: 'natural',
    body: z.strictObject({ reason }),
    refusals: ['payments.card_unknown', 'payments.card_moved'],
    run: (context, { params, body }) => after(context, (tx) => blockCard(tx, { ...params, ...body })),
  }),
  route({
    ...write,
    ...theCard,
    path: '/api/gift-cards/:cardId/unblock',
    summary: 'A blocked card pays again',
    idempotency: 'natural',
    refusals: ['payments.card_unknown', 'payments.card_moved'],
    run: (context, { params }) => after(context, (tx) => unblockCard(tx, params)),
  }),
  route({
    ...write,
    ...theCard,
    path: '/api/gift-cards/:cardId/move',
    summary: 'All that a lost card holds goes to a new one with a new code',
    idempotency: 'id',
    body: z.strictObject({ newCardId: cardId, reason }),
    refusals: ['payments.card_unknown', 'payments.card_moved', 'payments.card_empty', 'request.id_reused'],
    run: (context, { params, body }) => after(context, (tx) => moveCard(tx, { ...params, ...body })),
  }),
  route({
    ...write,
    ...theCard,
    path: '/api/gift-cards/:cardId/reload',
    summary: 'Put more on a card',
    idempotency: 'id',
    body: z.strictObject({ movementId: id('mny'), minor, currency }),
    refusals: [
      'payments.card_unknown',
      'payments.card_blocked',
      'payments.card_expired',
      'payments.card_currency',
      'payments.amount',
      'request.id_reused',
    ],
    run: (context, { params, body }) => after(context, (tx) => reloadCard(tx, { ...params, ...body })),
  }),
  route({
    ...write,
    path: '/api/gift-cards/:cardId/print',
    summary: 'The code printed on a blank card becomes the code of this one, which nobody was told yet',
    idempotency: 'natural',
    params: z.strictObject({ cardId }),
    body: z.strictObject({ code: z.string().trim().min(1).max(60), pin: pinShape.optional() }),
    output: cardShape,
    refusals: ['payments.card_unknown', 'payments.card_code', 'payments.card_taken', 'payments.card_told'],
    run: async (context, { params, body }) => {
      // Not through the remembered command: it would keep the code.
      await context.db.transaction(context.caller, (tx) => printCode(tx, { ...params, ...body }));
      return shown((await cardById(context.db, params.cardId)) ?? refuse('payments.card_unknown'));
    },
  }),
  route({
    ...write,
    path: '/api/gift-cards/:cardId/tell',
    summary: 'Code and PIN of a card that nobody was told yet: shown this once',
    idempotency: 'natural',
    params: z.strictObject({ cardId }),
    output: z.strictObject({ code: z.string(), pin: z.string() }),
    refusals: ['payments.card_unknown', 'payments.card_told'],
    run: async ({ db, caller }, { params }) => {
      const secret = await secretOfCard(db, params.cardId);
      if (!secret)
        refuse((await cardById(db, params.cardId)) ? 'payments.card_told' : 'payments.card_unknown', {
          detail: params.cardId,
        });
      // Not through the remembered command: its receipt would keep the code.
      await db.transaction(caller, (tx) => cardTold(tx, params.cardId));
      return { code: readableCode(secret.code), pin: secret.pin };
    },
  }),
];

const creditShape = z.strictObject({
  customerId: z.string(),
  /** Empty for one who is forgotten. */
  name: z.string(),
  balance: money,
});

/** Customers whom a name, an address or a code finds, at most so many as a person reads. */
async function customersNamed(db: RouteContext['db'], q: string): Promise<string[]> {
  const { items } = await findCustomers(db, { q, limit: 100 });
  return items.map((customer) => customer.customerId);
}

const creditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/store-credits',
    permission: 'staff:payments.read',
    summary: 'Store credits by customer, and what is owed to holders of cards and credits in all',
    query: z.strictObject({
      q: z.string().trim().max(120).optional(),
      customerId: id('cus').optional(),
      sort: z.enum(creditSorts).default('customer'),
      after: z.string().max(60).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({
      items: z.array(creditShape),
      next: z.string().nullable(),
      owed: z.array(z.strictObject({ gift: money, credit: money, held: money })),
    }),
    run: async ({ db }, { query }) => {
      const { q, customerId: one, after: last, sort, limit } = query;
      const found = q ? await customersNamed(db, q) : undefined;
      const customerIds = one === undefined ? found : (found ?? [one]).filter((customerId) => customerId === one);
      const [rows, owed] = await Promise.all([
        listCredits(db, { limit, sort, after: last, customerIds }),
        liabilityOf(db),
      ]);
      const people = await customersByIds(db, [...new Set(rows.map(({ customerId }) => customerId))]);
      const end = rows.length === query.limit ? rows.at(-1) : undefined;
      return {
        items: rows.map((row) => ({
          customerId: row.customerId,
          name: people.get(row.customerId)?.name ?? '',
          balance: { minor: row.balanceMinor, currency: row.currency },
        })),
        next: end ? `${creditAccount(end.customerId)} ${end.currency}` : null,
        owed: owed.map(({ currency: of, giftMinor, creditMinor, heldMinor }) => ({
          gift: { minor: giftMinor, currency: of },
          credit: { minor: creditMinor, currency: of },
          held: { minor: heldMinor, currency: of },
        })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/store-credits/:customerId',
    permission: 'staff:payments.read',
    summary: 'What a customer has as store credit, with what came and went',
    params: z.strictObject({ customerId: id('cus') }),
    output: z.strictObject({ balances: z.array(money), movements: z.array(movementShape) }),
    run: async ({ db }, { params }) => {
      const [balances, movements] = await Promise.all([
        creditOf(db, params.customerId),
        voucherMovements(db, creditAccount(params.customerId)),
      ]);
      return {
        balances: balances.map(({ balanceMinor, currency: of }) => ({ minor: balanceMinor, currency: of })),
        movements: movements.map(moved),
      };
    },
  }),
  route({
    ...write,
    path: '/api/store-credits',
    summary: 'Give a customer store credit, for a reason',
    idempotency: 'id',
    body: z.strictObject({ movementId: id('mny'), customerId: id('cus'), minor, currency, reason }),
    output: z.strictObject({ given: z.boolean() }),
    status: 201,
    refusals: ['payments.amount', 'request.id_reused'],
    run: async ({ command }, { body }) => {
      await command((tx) => giveCredit(tx, body));
      return { given: true };
    },
  }),
];

const rulesShape = z.strictObject({
  validMonths: z.int().min(1).max(1_200).nullable(),
  leastMonths: z.int(),
  articles: z.array(
    z.strictObject({
      skuId: z.string(),
      /** Empty, with no name, for an article that is gone. */
      sku: z.string(),
      name: z.record(z.string(), z.string()),
      optionText: z.record(z.string(), z.string()),
      byMail: z.boolean(),
      /** What the buyer may choose to put on it; null: it costs what the lists say. */
      free: z.strictObject({ leastMinor: z.int(), mostMinor: z.int(), currency: z.string() }).nullable(),
    }),
  ),
});
const rulesNow = async ({ db }: RouteContext): Promise<z.input<typeof rulesShape>> => {
  const [rules, articles] = await Promise.all([cardRules({ query: db.query, database: db }), cardArticles(db)]);
  const facts = await skuFacts(
    db,
    articles.map(({ skuId }) => skuId),
  );
  const named = articles.map((article) => {
    const { sku = '', name = {}, optionText = {} } = facts.get(article.skuId) ?? {};
    return { ...article, sku, name: { ...name }, optionText: { ...optionText } };
  });
  return { ...rules, articles: named };
};

const settingRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/gift-card-rules',
    permission: 'staff:payments.read',
    summary: 'How long gift cards are good, and which articles are gift cards',
    output: rulesShape,
    run: (context) => rulesNow(context),
  }),
  route({
    method: 'PUT',
    path: '/api/gift-card-rules',
    permission: 'staff:payments.write',
    summary: 'Set for how many months cards made from now on are good; null: they never end',
    idempotency: 'natural',
    body: z.strictObject({ validMonths: z.int().min(1).max(1_200).nullable() }),
    output: rulesShape,
    refusals: ['payments.card_months'],
    run: async (context, { body }) => {
      await context.command((tx) => setCardRules(tx, body));
      return rulesNow(context);
    },
  }),
  route({
    method: 'PUT',
    path: '/api/gift-card-articles/:skuId',
    permission: 'staff:payments.write',
    summary: 'An article is a gift card: each unit sold makes one, with what it costs',
    idempotency: 'natural',
    params: z.strictObject({ skuId: id('sku') }),
    body: z.strictObject({
      byMail: z.boolean(),
      /** Absent or null: it costs what the lists say. */
      free: z.strictObject({ leastMinor: minor, mostMinor: minor, currency }).nullable().optional(),
    }),
    output: rulesShape,
    refusals: ['payments.amount'],
    run: async (context, { params, body }) => {
      await context.command((tx) => setCardArticle(tx, { ...params, ...body }));
      return rulesNow(context);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/gift-card-articles/:skuId',
    permission: 'staff:payments.write',
    summary: 'An article is no gift card any more; cards that were made stay',
    idempotency: 'natural',
    params: z.strictObject({ skuId: id('sku') }),
    output: rulesShape,
    run: async (context, { params }) => {
      await context.command((tx) => dropCardArticle(tx, params));
      return rulesNow(context);
    },
  }),
];

const codeBody = z.strictObject({ code: z.string().trim().min(1).max(60) });
const heldShape = z.strictObject({
  cardId: z.string(),
  last4: z.string(),
  balance: money,
  expiresOn: z.string().nullable(),
  bar: z.enum(['blocked', 'expired']).nullable(),
});
const held = (card: CardView): z.input<typeof heldShape> => ({
  ...{ cardId: card.cardId, last4: card.last4, expiresOn: card.expiresOn, bar: card.bar },
  balance: { minor: card.balanceMinor, currency: card.currency },
});

const shopperRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shopper/gift-cards/look',
    permission: 'shopper',
    summary: 'What the gift card with this code holds; tries are counted',
    idempotency: 'natural',
    body: codeBody,
    output: heldShape,
    refusals: ['payments.card_unknown', 'request.rate_limited'],
    run: async ({ db, request }, { body }) => held(await cardByCode(db, { ...body, needsPin: false, by: request.ip })),
  }),
  route({
    method: 'GET',
    path: '/api/shopper/gift-cards',
    permission: 'customer',
    summary: 'My gift cards and my store credit',
    output: z.strictObject({ cards: z.array(heldShape), credits: z.array(money) }),
    run: async ({ db, principal }) => {
      const customerId = principal.kind === 'customer' ? principal.customerId : refuse('request.forbidden');
      const [cards, credits] = await Promise.all([listCards(db, { customerId, limit: 100 }), creditOf(db, customerId)]);
      return {
        cards: cards.map(held),
        credits: credits.map(({ balanceMinor, currency: of }) => ({ minor: balanceMinor, currency: of })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/shopper/gift-cards',
    permission: 'customer',
    summary: 'Keep a gift card in my account, by its code',
    idempotency: 'natural',
    body: codeBody,
    output: heldShape,
    refusals: ['payments.card_unknown', 'payments.card_taken', 'request.rate_limited'],
    run: async ({ db, request, principal, command }, { body }) => {
      const customerId = principal.kind === 'customer' ? principal.customerId : refuse('request.forbidden');
      const card = await cardByCode(db, { ...body, needsPin: false, by: request.ip });
      await command((tx) => keepCard(tx, { cardId: card.cardId, customerId }));
      return held(card);
    },
  }),
];

export const cardRoutes: readonly Route[] = [...officeRoutes, ...creditRoutes, ...settingRoutes, ...shopperRoutes];
