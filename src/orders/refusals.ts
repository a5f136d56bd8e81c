import type { RefusalCodes } from '#base/refusal';

export const orderRefusals = {
  'orders.not_found': { status: 404, title: 'No such order' },
  'orders.unknown_channel': { status: 422, title: 'No such sales channel, or it is closed' },
  'orders.unknown_sku': { status: 422, title: 'No such article' },
  'orders.not_on_sale': { status: 409, title: 'This article is not on sale here' },
  'orders.price_changed': { status: 409, title: 'The price has changed' },
  'orders.delivery': { status: 422, title: 'This delivery is not possible' },
  'orders.payment': { status: 422, title: 'This way of paying is not possible here' },
  'orders.shipped': { status: 409, title: 'The order has left already' },
  'orders.not_allocated': { status: 409, title: 'Less than that is kept for the order here' },
  'orders.not_placed': { status: 409, title: 'The order is not placed' },
  'orders.line': { status: 422, title: 'The order has no such line' },
  'orders.nothing_left': { status: 409, title: 'Nothing of the order would be left: cancel it instead' },
  'orders.nothing_due': { status: 409, title: 'There is nothing to pay for this order' },
  'orders.preview_changed': { status: 409, title: 'What the change would do is not what was shown: look at it again' },
  'orders.picking': { status: 409, title: 'The order is being gathered already' },
  'orders.on_hold': { status: 409, title: 'The order is on hold' },
  'orders.nothing_to_decide': { status: 409, title: 'There is nothing to decide about this order' },
  'orders.money_gone': { status: 409, title: 'The money of this order was given back meanwhile' },
  'orders.expired': { status: 409, title: 'The order waited too long for its payment and was cancelled' },
  'orders.declined': { status: 422, title: 'The payment was declined' },
} as const satisfies RefusalCodes;
