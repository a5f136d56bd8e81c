import { defineModule } from '#base/module';
import { ordersPersonal } from './personal.ts';
import { onPaymentsForBalance } from './balance.ts';
import { onGoneForCaptures, onLapsed } from './captures.ts';
import { expireOrders } from './cancel.ts';
import { orderEditRoutes } from './edit-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { explainRoute, simulateRoute, underRoute } from './explain-route.ts';
import { figureOracles } from './figure-oracles.ts';
import { onCardsLeave, onPaidMakeCards } from './gift-cards.ts';
import { resumeDue } from './hold.ts';
import { orderOracles } from './oracles.ts';
import { onEditedForLinks } from './own-links.ts';
import { payLinkRoutes } from './pay-link-routes.ts';
import { promotionFiguresRoute } from './promotion-figures.ts';
import { onSoldCount } from './promotion-totals.ts';
import { promotionReplayRoute } from './promotion-replay.ts';
import { orderRefusals } from './refusals.ts';
import { orderRoutes } from './routes.ts';
import { sealOrderSecret } from './secret.ts';
import { onPaymentsSettled } from './settle.ts';
import { onTaxedOrders } from './taxed.ts';
import { taxOracles } from './tax-oracles.ts';
import { onVatToVerify } from './to-verify.ts';
import { fillAll, onStockForWaiting } from './waiting.ts';

export const ordersModule = defineModule({
  name: 'orders',
  dir: import.meta.dirname,
  routes: [
    ...orderRoutes,
    ...decisionRoutes,
    ...orderEditRoutes,
    ...payLinkRoutes,
    explainRoute,
    underRoute,
    simulateRoute,
    promotionFiguresRoute,
    promotionReplayRoute,
  ],
  refusals: orderRefusals,
  rights: {
    'orders.read': { title: 'See orders', roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'] },
    'orders.write': { title: 'Ship and cancel orders', roles: ['clerk', 'picker', 'agent'] },
  },
  reactions: [
    { name: 'orders.payments', on: ['payments.settled'], run: onPaymentsSettled },
    { name: 'orders.captures', on: ['orders.shipped', 'orders.edited'], run: onGoneForCaptures },
    { name: 'orders.lapsed', on: ['payments.settled', 'payments.refunded'], run: onLapsed },
    { name: 'orders.waiting', on: ['inventory.changed', 'orders.placed'], run: onStockForWaiting },
    { name: 'orders.taxed', on: ['orders.placed', 'orders.edited', 'orders.cancelled'], run: onTaxedOrders },
    {
      name: 'orders.figures',
      on: ['orders.placed', 'orders.needs_decision', 'orders.edited', 'orders.cancelled'],
      run: onSoldCount,
    },
    { name: 'orders.gift_cards', on: ['orders.placed', 'payments.settled'], run: onPaidMakeCards },
    { name: 'orders.cards_leave', on: ['payments.card_issued'], run: onCardsLeave },
    { name: 'orders.vat_to_verify', on: ['orders.placed', 'tax.vat_checked'], run: onVatToVerify },
    { name: 'orders.own_links', on: ['orders.edited', 'orders.rest_due', 'orders.cancelled'], run: onEditedForLinks },
    { name: 'orders.balances', on: ['payments.settled', 'payments.refund_failed'], run: onPaymentsForBalance },
  ],
  schedules: [
    { name: 'orders.resume', everyMs: 10_000, run: resumeDue },
    { name: 'orders.expire', everyMs: 2_000, run: expireOrders },
    { name: 'orders.fill', everyMs: 20_000, run: fillAll },
  ],
  locks: ['orders.order'],
  oracles: [...orderOracles, ...taxOracles, ...figureOracles],
  secrets: sealOrderSecret,
  personal: ordersPersonal,
});
