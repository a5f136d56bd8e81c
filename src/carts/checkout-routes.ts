import { z } from 'zod';
import { idPattern } from '#base/ids';
import { sha256 } from '#base/canonical';
import { unwrap } from '#base/refusal';
import { route, type Route } from '#base/route';
import { contactShape, deliveryShape, paymentShape, receiptFor, receiptShape, referenceShape } from '#orders';
import { checkoutCart } from './checkout.ts';
import { channelIdOf } from './facts.ts';
import { cartTokenOf } from './routes.ts';
import * as shape from './shapes.ts';

export const checkoutRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/carts/:cartId/checkout',
    permission: 'shopper',
    summary: 'Place the order of a cart and close it; an order by card or transfer then waits for its payment',
    idempotency: 'id',
    params: z.strictObject({ cartId: shape.cartId }),
    body: z.strictObject({
      orderId: z.string().regex(new RegExp(idPattern('ord'))),
      contact: contactShape,
      delivery: deliveryShape,
      payment: paymentShape,
      /** For whom it is bought: one of the companies of the signed-in customer, null: for themselves; absent: as they have chosen. */
      companyId: z
        .string()
        .regex(new RegExp(idPattern('com')))
        .nullable()
        .optional(),
      reference: referenceShape.optional(),
      agreedMinor: z.int().min(0).optional(),
      channel: shape.channelCode.optional(),
    }),
    output: receiptShape,
    status: 201,
    refusals: [
      'carts.not_found',
      'carts.level',
      'carts.closed',
      'carts.empty',
      'carts.changed',
      'carts.unknown_channel',
      'orders.unknown_channel',
      'orders.not_on_sale',
      'orders.price_changed',
      'orders.delivery',
      'orders.not_a_member',
      'orders.company_blocked',
      'orders.over_limit',
      'payments.no_transfer',
      'inventory.short',
      'request.id_reused',
    ],
    run: async (context, { params, body }) => {
      const { channel, ...rest } = body;
      const token = cartTokenOf(context);
      const customerId = context.principal.kind === 'customer' ? context.principal.customerId : undefined;
      const outcome = await checkoutCart(context.db, {
        ...rest,
        cartId: params.cartId,
        customerId,
        access: { tokenHash: token === undefined ? undefined : sha256(token), customerId },
        actor: context.caller.actor,
        channelId: channel === undefined ? undefined : await channelIdOf(context.db, channel),
      });
      return receiptFor(context, unwrap(outcome));
    },
  }),
];
