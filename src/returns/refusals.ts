import type { RefusalCodes } from '#base/refusal';

export const returnRefusals = {
  'returns.unknown': { status: 404, title: 'No such return' },
  'returns.unknown_item': { status: 404, title: 'No such article in this return' },
  'returns.unknown_sku': { status: 404, title: 'No such article' },
  'returns.unknown_site': { status: 404, title: 'No such site' },
  'returns.lines': { status: 422, title: 'These articles cannot be given back from this order' },
  'returns.open': { status: 409, title: 'This order has a return that waits for an answer' },
  'returns.state': { status: 409, title: 'The return has gone further, or not yet far enough' },
  'returns.not_placed': { status: 409, title: 'Nothing of this order can come back' },
  'returns.period_over': { status: 409, title: 'The period of withdrawal is over' },
  'returns.nothing': { status: 422, title: 'There is nothing in it' },
  'returns.inspected': { status: 409, title: 'So many units were not received, or were looked at already' },
  'returns.needs_place': { status: 422, title: 'Say where these units go' },
  'returns.too_much': { status: 409, title: 'More than this order has left to give back' },
  'returns.ahead': { status: 403, title: 'Money before the goods needs a right of its own' },
  'returns.no_customer': { status: 422, title: 'Store credit needs a customer' },
  'returns.no_money': { status: 409, title: 'This order has no money left to give back' },
  'returns.exchange_changed': {
    status: 409,
    title: 'The exchange comes to something else than was shown: look at it again',
  },
  'returns.exchange_pay': {
    status: 409,
    title: 'What is missing for the new articles is not paid, or more than that is',
  },
  'returns.exchange_over': { status: 409, title: 'This exchange is done, or was given up' },
  'returns.exchange_open': { status: 409, title: 'An exchange is set aside for this return already' },
  'returns.exchange_none': { status: 404, title: 'No exchange is set aside for this return' },
  'returns.exchange_channel': { status: 409, title: 'What was sold there can only be exchanged in a store' },
  'returns.exchange_withdrawal': {
    status: 422,
    title: 'Who withdraws from the contract is given money back, and no other goods',
  },
  'returns.currency': { status: 409, title: 'These articles are sold in another currency' },
  'returns.cash': { status: 403, title: 'Cash for what was paid otherwise needs a right of its own' },
  'returns.level': { status: 409, title: 'These channels do not take each other’s goods back' },
} as const satisfies RefusalCodes;
