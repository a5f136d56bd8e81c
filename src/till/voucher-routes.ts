/** Gift cards and store credit at a till: what they hold, and the codes of those that were just sold. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route } from '#base/route';
import { channelById } from '#channels';
import { checkCustomer } from './promotions.ts';
import { tillOf } from './queries.ts';
import * as shape from './shapes.ts';
import { mailSoldCard, printSoldCard, tellSoldCard } from './sold-cards.ts';
import { showCard, showCredit } from './vouchers.ts';

const sold = z.strictObject({ ticketId: shape.id('tkt'), cardId: shape.id('gft') });
const ofSold = ['till.unknown_device', 'till.unknown_ticket', 'payments.card_unknown', 'payments.card_told'];
const pin = z.string().regex(/^[0-9]{4}$/);

export const tillVoucherRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/till/gift-cards/look',
    permission: 'staff:till.sell',
    summary: 'What the gift card with this code holds, and that it was shown here; tries are counted',
    idempotency: 'natural',
    body: z.strictObject({ code: shape.giftCode, pin: pin.optional() }),
    output: shape.shownVoucherShape,
    refusals: ['till.unknown_device', 'payments.card_unknown', 'payments.card_pin', 'request.rate_limited'],
    run: async (context, { body }) => showCard(context.db, await tillOf(context), body),
  }),
  route({
    method: 'GET',
    path: '/api/till/store-credit/:customerId',
    permission: 'staff:till.sell',
    summary: 'The store credit of the customer of a ticket; null: none',
    params: z.strictObject({ customerId: shape.id('cus') }),
    output: z.strictObject({ credit: shape.shownVoucherShape.nullable() }),
    refusals: ['till.unknown_device', 'till.unknown_customer', 'till.unknown_channel'],
    run: async (context, { params: { customerId } }) => {
      const device = await tillOf(context);
      await checkCustomer(context.db, device, customerId);
      const channel = await channelById(context.db, device.channelId);
      if (!channel) refuse('till.unknown_channel', { detail: device.channelId });
      return { credit: (await showCredit(context.db, device, customerId, channel.currency)) ?? null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/cards/:cardId/tell',
    permission: 'staff:till.sell',
    summary: 'Code and PIN of a gift card that this ticket sold, to be printed: this once',
    idempotency: 'natural',
    params: sold,
    output: z.strictObject({ code: z.string(), pin: z.string() }),
    refusals: ofSold,
    run: async (context, { params }) =>
      tellSoldCard(context.db, params, await tillOf(context), staffOf(context).staffId),
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/cards/:cardId/print',
    permission: 'staff:till.sell',
    summary: 'The code printed on a blank card becomes that of a gift card that this ticket sold',
    idempotency: 'natural',
    params: sold,
    body: z.strictObject({ code: shape.giftCode, pin: pin.optional() }),
    status: 204,
    refusals: [...ofSold, 'payments.card_code', 'payments.card_taken'],
    run: async (context, { params, body }) =>
      printSoldCard(context.db, { ...params, ...body }, await tillOf(context), staffOf(context).staffId),
  }),
  route({
    method: 'POST',
    path: '/api/till/tickets/:ticketId/cards/:cardId/mail',
    permission: 'staff:till.sell',
    summary: 'The code of a gift card that this ticket sold goes to its buyer by mail',
    idempotency: 'natural',
    params: sold,
    status: 204,
    refusals: [...ofSold, 'till.no_address'],
    run: async (context, { params }) =>
      mailSoldCard(context.db, params, await tillOf(context), staffOf(context).staffId),
  }),
];
