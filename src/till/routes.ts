import { z } from 'zod';
import { must } from '#base/assert';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { checkSites, holdsAt, route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { DAY, SECOND } from '#base/time';
import { bringToTill, leaveTill, type Cart } from '#carts';
import { channelById } from '#channels';
import { customerById, customerReach, findCustomers, isKnown } from '#customers';
import { deviceCookie } from '#identity';
import { siteById } from '#org';
import { askCard, dropCard } from './card.ts';
import { tillCatalogue, tillItems } from './catalogue.ts';
import { enrolTill } from './enrol.ts';
import { tillCompanies } from './companies.ts';
import { blockedTills, openForks, settleFork, siteOfFork } from './forks.ts';
import { cartsOf, findCarts, findCode, tillCustomer } from './find.ts';
import type { Device, SaleTender, TicketDraft } from './model.ts';
import { postTicket } from './post.ts';
import { printTicket } from './prints.ts';
import { cashStepAt } from './rounding.ts';
import { tillOf, ticketsOf } from './queries.ts';
import { tillPricing, type TillPricing } from './promotions.ts';
import { receiptView } from './receipt.ts';
import { previewSent } from './sent.ts';
import { accountOf } from './vouchers.ts';
import { takeOverTill, tillsToTake, type Taker } from './take-over.ts';
import * as shape from './shapes.ts';

/** Browsers keep no cookie longer than 400 days. */
const DEVICE_COOKIE_S = (400 * DAY) / SECOND;
const noTill = ['till.unknown_device'];

/** A cart's lines as a ticket takes them: gift cards with what was chosen to be on each, the others of that article with what they cost. */
const broughtLines = (lines: Cart['lines']): z.input<typeof shape.broughtShape>['lines'] =>
  lines.map(({ skuId, quantity, seen, cards = [] }) => {
    const line = { skuId, quantity, seenMinor: seen?.minor ?? null };
    if (cards.length === 0) return line;
    const chosen = cards.map(({ minor }) => minor);
    const rest = Array.from({ length: quantity - chosen.length }, () => seen?.minor ?? chosen[0] ?? 0);
    return { ...line, amounts: [...chosen, ...rest] };
  });
const sold = [
  ...noTill,
  'till.unknown_customer',
  ...['orders.not_a_member', 'orders.company_blocked', 'orders.over_limit'],
  'orders.unknown_channel',
  'orders.unknown_sku',
  'orders.not_on_sale',
  'orders.price_changed',
  'orders.promotion_used_up',
  'orders.delivery',
  'inventory.short',
  'till.other_vat',
  'tax.no_rate',
  'orders.card_amount',
];
/** What a card or credit that pays may be refused for. */
const spending = [
  ...['till.voucher_proof', 'orders.payment_split', 'payments.card_unknown', 'payments.card_blocked'],
  ...['payments.card_expired', 'payments.card_currency', 'payments.card_short'],
];

async function deviceView(database: Database, device: Device) {
  const [channel, site, blocked] = await Promise.all([
    channelById(database, device.channelId),
    siteById(database, device.siteId),
    blockedTills(database, [device.deviceId]),
  ]);
  if (!channel || !site) refuse('till.unknown_channel', { detail: device.channelId });
  const { deviceId, code, name, number, lastSequence, lastHash } = device;
  const cashStep = await cashStepAt(database, device, channel.currency);
  return {
    cashStep,
    ...{ deviceId, code, name, number, lastSequence, lastHash, blocked: blocked.size > 0 },
    channel: { channelId: channel.channelId, code: channel.code, name: channel.name, currency: channel.currency },
    site: { siteId: site.siteId, name: site.name, city: site.address.city },
  };
}

type SaleInput = Omit<z.output<typeof shape.ticketBody>, 'payment'>;

function draftOf(body: SaleInput, payment: SaleTender | undefined, device: Device): TicketDraft {
  const vouchers = (body.vouchers ?? []).map(({ proof, ...part }) => ({
    ...part,
    accountId: accountOf(device, proof),
  }));
  const { ticketId, orderId, sequence, previousHash, lines, customerId, companyId, cartId, codes, override, sent } =
    body;
  return {
    ...{ ticketId, orderId, sequence, previousHash, lines, customerId, companyId, cartId, codes, override, sent },
    ...(payment ? { payment } : {}),
    ...(vouchers.length > 0 ? { vouchers } : {}),
    at: shape.momentOf(body.at),
  };
}

function tenderOf({
  method,
  paymentId,
  receivedMinor,
}: NonNullable<z.output<typeof shape.ticketBody>['payment']>): SaleTender {
  if (method !== 'cash') return { method, paymentId };
  if (receivedMinor === undefined)
    refuse('request.invalid', { fields: [{ field: 'payment.receivedMinor', rule: 'cash says what was received' }] });
  return { method, paymentId, receivedMinor };
}

const deviceRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/device',
    permission: 'staff:till.sell',
    summary: 'Make this device a till of a channel; opened again it goes on with its chain of tickets',
    idempotency: 'id',
    body: z.strictObject({ deviceId: shape.id('dev'), channelId: shape.id('chn'), name: z.string().min(1).max(60) }),
    output: shape.deviceShape,
    status: 201,
    refusals: ['till.unknown_channel', 'till.device_elsewhere', 'identity.unknown_site'],
    run: async (context, { body }) => {
      const may = (siteId: string): void => checkSites(context, 'till.sell', [siteId]);
      const { till, token } = await context.command((tx) => enrolTill(tx, body, may));
      context.reply.setCookie(deviceCookie, token, { maxAgeS: DEVICE_COOKIE_S });
      return deviceView(context.db, till);
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/device',
    permission: 'staff:till.sell',
    summary: 'This till, its site and channel, and the end of its chain of tickets',
    output: shape.deviceShape,
    refusals: [...noTill, 'till.unknown_channel'],
    run: async (context) => deviceView(context.db, await tillOf(context)),
  }),
];

const takerOf = (context: RouteContext): Taker => ({
  staffId: staffOf(context).staffId,
  manages: (siteId) => holdsAt(context, 'staff.write', [siteId]),
  sells: (siteId) => holdsAt(context, 'till.sell', [siteId]),
});

const takeOverRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/devices',
    permission: 'staff:till.sell',
    summary: 'Tills that I may go on with on this device: those I manage, and those I sold on last',
    output: z.strictObject({ items: z.array(shape.tillToTakeShape), next: z.null() }),
    run: async (context) => {
      const items = await tillsToTake(context.db, takerOf(context));
      return mutable({ items: items.map(({ lastHash: _tail, ...till }) => till), next: null });
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/device/take-over',
    permission: 'staff:till.sell',
    summary: 'Go on with a till on this device: its chain of tickets moves here, and the old device sells no more',
    idempotency: 'natural',
    body: z.strictObject({ deviceId: shape.id('dev') }),
    output: shape.deviceShape,
    refusals: ['till.unknown_till', 'till.unknown_channel'],
    run: async (context, { body }) => {
      const { till, token } = await context.command((tx) => takeOverTill(tx, body.deviceId, takerOf(context)));
      context.reply.setCookie(deviceCookie, token, { maxAgeS: DEVICE_COOKIE_S });
      return deviceView(context.db, till);
    },
  }),
];

const forkRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/forks',
    permission: 'staff:staff.read',
    summary: 'Tickets that did not follow the chain of their till and wait for a person; the last 100',
    output: z.strictObject({ items: z.array(shape.forkShape), next: z.null() }),
    run: async (context) =>
      mutable({ items: await openForks(context.db, 100, sitesOf(context, 'staff.read')), next: null }),
  }),
  route({
    method: 'POST',
    path: '/api/till/forks/:ticketId/settle',
    permission: 'staff:staff.write',
    summary: 'Somebody has looked at a ticket that did not follow its chain; after the last one its till sells again',
    idempotency: 'natural',
    params: z.strictObject({ ticketId: shape.id('tkt') }),
    status: 204,
    refusals: ['till.unknown_ticket'],
    run: async (context, { params }) => {
      const siteId = await siteOfFork(context.db, params.ticketId);
      if (siteId !== undefined) checkSites(context, 'staff.write', [siteId]);
      await context.command((tx) => settleFork(tx, params.ticketId, staffOf(context).staffId));
    },
  }),
];

const findRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/catalogue',
    permission: 'staff:till.sell',
    summary: 'Articles of this till with price, and stock here and elsewhere; in parts, or some by skuIds',
    query: z.strictObject({
      after: shape.id('prd').optional(),
      limit: z.int().min(1).max(1_000).default(500),
      /** Up to 200, separated by commas. */
      skuIds: z.string().max(6_200).optional(),
    }),
    output: shape.catalogueShape,
    refusals: noTill,
    run: async (context, { query }) => {
      const device = await tillOf(context);
      if (query.skuIds === undefined) return mutable(await tillCatalogue(context.db, device, query));
      const wanted = query.skuIds.split(',').filter((one) => /^sku_[0-9a-z]{26}$/.test(one));
      const items = await tillItems(context.db, device, wanted.slice(0, 200));
      return mutable({ items, next: null, categories: [], sites: [] });
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/promotions',
    permission: 'staff:till.sell',
    summary: 'What this till prices a ticket with: promotions that hold here, what is left of them for who buys, codes',
    query: z.strictObject({
      customerId: shape.id('cus').optional(),
      companyId: shape.id('com').optional(),
      /** Up to 20, separated by commas. */
      codes: z.string().max(1_220).optional(),
      /** Whose prices for this buyer are wanted; up to 200, separated by commas. */
      skuIds: z.string().max(6_200).optional(),
    }),
    output: shape.pricingShape,
    refusals: [...noTill, 'till.unknown_customer', 'pricing.unknown_channel'],
    run: async (context, { query: { codes = '', skuIds = '', ...who } }) => {
      const wanted = skuIds.split(',').filter((one) => /^sku_[0-9a-z]{26}$/.test(one));
      const asked = { ...who, codes: codes.split(',').slice(0, 20), skuIds: wanted.slice(0, 200) };
      return onWire(await tillPricing(context.db, await tillOf(context), asked));
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/lookup',
    permission: 'staff:till.sell',
    summary:
      'What a scanned code is: an article (SKU, GTIN), a shopper, a cart’s link, a ticket or its receipt, an order of this store, a code of a promotion',
    query: z.strictObject({ code: z.string().min(1).max(400) }),
    output: shape.foundShape,
    refusals: [...noTill, 'till.nothing_found'],
    run: async (context, { query }) => mutable(await findCode(context.db, await tillOf(context), query.code)),
  }),
  route({
    method: 'GET',
    path: '/api/till/customers',
    permission: 'staff:till.sell',
    summary: 'Shoppers by name, e-mail, telephone or code',
    query: z.strictObject({ q: z.string().min(1).max(120), limit: z.int().min(1).max(50).default(10) }),
    output: z.strictObject({ items: z.array(shape.customerShape), next: z.null() }),
    refusals: noTill,
    run: async (context, { query }) => {
      const { channelId } = await tillOf(context);
      const reach = await customerReach(context.db, channelId);
      const { items } = await findCustomers(context.db, { ...query, reach });
      return { items: items.map(tillCustomer), next: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/companies',
    permission: 'staff:till.sell',
    summary:
      'Companies that a ticket may be for: by their whole SIREN, SIRET or VAT number, by name, or those a customer buys for',
    query: z.strictObject({
      number: z.string().min(1).max(40).optional(),
      q: z.string().max(120).optional(),
      customerId: shape.id('cus').optional(),
    }),
    output: z.strictObject({ items: z.array(shape.companyShape), next: z.null() }),
    refusals: [...noTill, 'till.unknown_customer'],
    run: async (context, { query }) => ({
      items: mutable(await tillCompanies(context.db, await tillOf(context), query)),
      next: null,
    }),
  }),
  route({
    method: 'GET',
    path: '/api/till/carts',
    permission: 'staff:till.sell',
    summary: 'Open carts that this till may see: of one shopper, or of those that a text finds',
    query: z.strictObject({ q: z.string().max(120).optional(), customerId: shape.id('cus').optional() }),
    output: z.strictObject({ items: z.array(shape.cartShape), next: z.null() }),
    refusals: noTill,
    run: async (context, { query: { q, customerId } }) => {
      const device = await tillOf(context);
      if (customerId !== undefined) return { items: await cartsOf(context.db, device, [customerId]), next: null };
      const items = q === undefined || q.trim() === '' ? [] : await findCarts(context.db, device, q);
      return { items, next: null };
    },
  }),
];

const cartRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/carts/:cartId/bring',
    permission: 'staff:till.sell',
    summary: 'Bring a shopper’s cart to this till; a synchronised one only for the shopper who stands here',
    idempotency: 'natural',
    params: z.strictObject({ cartId: shape.id('crt') }),
    body: z.strictObject({ customerId: shape.id('cus').optional() }),
    output: shape.broughtShape,
    refusals: [...noTill, 'carts.not_found', 'carts.level', 'carts.closed', 'carts.wrong_customer'],
    run: async (context, { params, body }) => {
      const device = await tillOf(context);
      const { channelId, deviceId: till } = device;
      const { staffId } = staffOf(context);
      const cart = await bringToTill(context.db, { ...params, ...body, channelId, till, staffId });
      const customer = cart.customerId === null ? undefined : await customerById(context.db, cart.customerId);
      return {
        cartId: cart.cartId,
        customer:
          customer && isKnown(await customerReach(context.db, channelId), customer) ? tillCustomer(customer) : null,
        lines: broughtLines(cart.lines),
        codes: [...cart.codes],
      };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/till/carts/:cartId/bring',
    permission: 'staff:till.sell',
    summary: 'The sale did not happen: leave the cart to its shopper',
    idempotency: 'natural',
    params: z.strictObject({ cartId: shape.id('crt') }),
    status: 204,
    refusals: [...noTill, 'carts.not_found'],
    run: async (context, { params }) => {
      await tillOf(context);
      await leaveTill(context.db, { ...params, staffId: staffOf(context).staffId });
    },
  }),
];

const saleRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/sent',
    permission: 'staff:till.sell',
    summary: 'What sending goods of a ticket would cost, from where they would come, why, and when; changes nothing',
    idempotency: 'natural',
    body: shape.sentBody,
    output: shape.sentShape,
    refusals: [...sold, 'request.invalid'],
    run: async (context, { body }) => {
      const device = await tillOf(context);
      return mutable(await previewSent(context.db, { orderId: newId('ord'), ...body }, device));
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/card',
    permission: 'staff:till.sell',
    summary: 'Ask the card for a ticket about to be posted; again with the same paymentId looks an open answer up',
    idempotency: 'id',
    body: shape.cardBody,
    output: z.strictObject({ state: z.enum(['authorised', 'declined', 'unknown']), code: z.string().optional() }),
    refusals: [
      ...sold,
      ...spending,
      'till.blocked',
      'payments.closed',
      'payments.amount',
      'payments.card_number',
      'request.id_reused',
    ],
    run: async (context, { body: { card, paymentId, ...body } }) => {
      const device = await tillOf(context);
      const draft = draftOf(body, { method: 'card', paymentId }, device);
      return askCard(context.db, { draft, device, staffId: staffOf(context).staffId, card: card.token });
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/till/card/:paymentId',
    permission: 'staff:till.sell',
    summary: 'The sale goes another way: release the card',
    idempotency: 'natural',
    params: z.strictObject({ paymentId: shape.id('pay') }),
    status: 204,
    refusals: [...noTill, 'payments.not_found', 'till.card_taken'],
    run: async (context, { params }) =>
      dropCard(context.db, params.paymentId, await tillOf(context), staffOf(context).staffId),
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets',
    permission: 'staff:till.sell',
    summary:
      'Post a sale: order, stock, money, cart and the ticket in the chain of its till, all at once or not at all',
    idempotency: 'id',
    body: shape.ticketBody,
    output: shape.receiptShape,
    status: 201,
    refusals: [
      ...sold,
      ...['till.fork', 'till.blocked', 'till.cash_short', 'till.card_open', 'carts.closed', 'carts.not_found'],
      ...['request.id_reused', 'request.in_flight', ...spending],
      ...['payments.card_code', 'payments.card_taken', 'payments.card_told'],
      ...['payments.no_terms', 'payments.company_blocked', 'payments.company_overdue', 'payments.over_limit'],
    ],
    run: async (context, { body }) => {
      const device = await tillOf(context);
      const draft = draftOf(body, body.payment && tenderOf(body.payment), device);
      return postTicket(context.db, draft, device, staffOf(context).staffId);
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/tickets',
    permission: 'staff:till.sell',
    summary: 'The last tickets of this till, newest first',
    query: z.strictObject({ after: z.int().min(1).optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          ticketId: z.string(),
          orderId: z.string(),
          sequence: z.int(),
          at: z.string(),
          total: shape.moneyShape,
        }),
      ),
      next: z.int().nullable(),
    }),
    refusals: noTill,
    run: async (context, { query: { after, limit } }) => {
      const { deviceId } = await tillOf(context);
      const tickets = await ticketsOf(context.db, { deviceId, before: after, limit });
      const items = tickets.map(({ ticketId, orderId, sequence, at, body }) => ({
        ...{ ticketId, orderId, sequence, at },
        total: { minor: body.totalMinor, currency: body.currency },
      }));
      return { items, next: items.length === limit ? must(items.at(-1), 'a last ticket').sequence : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/tickets/:ticketId',
    permission: 'staff:till.sell',
    summary: 'A ticket as it is shown and printed',
    params: z.strictObject({ ticketId: shape.id('tkt') }),
    output: shape.receiptViewShape,
    refusals: ['till.unknown_ticket'],
    run: async (context, { params }) => {
      const view = await receiptView(context.db, params.ticketId, context.request.origin);
      if (!holdsAt(context, 'till.sell', [view.site.siteId]))
        refuse('till.unknown_ticket', { detail: params.ticketId });
      return mutable(view);
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/prints',
    permission: 'staff:till.sell',
    summary: 'A receipt of this store goes on paper: its first is the receipt, each further one a numbered copy',
    idempotency: 'id',
    params: z.strictObject({ ticketId: shape.id('tkt') }),
    body: z.strictObject({ printId: shape.id('prt') }),
    output: z.strictObject({ ticketId: z.string(), copy: z.int(), at: z.string() }),
    status: 201,
    refusals: [...noTill, 'till.unknown_ticket', 'request.id_reused'],
    run: async (context, { params, body }) => {
      const device = await tillOf(context);
      const { ticketId, copy, at } = await context.command((tx) => printTicket(tx, device, { ...params, ...body }));
      return { ticketId, copy, at };
    },
  }),
];

/** The rules' rates and instants are plain on the wire. */
const onWire = (pricing: TillPricing): z.infer<typeof shape.pricingShape> =>
  pricing as unknown as z.infer<typeof shape.pricingShape>;

/** Our values are read-only all through, the route's shapes are not. */
type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };
const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;

export const tillRoutes: readonly Route[] = [
  ...deviceRoutes,
  ...takeOverRoutes,
  ...forkRoutes,
  ...findRoutes,
  ...cartRoutes,
  ...saleRoutes,
];
