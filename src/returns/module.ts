import { defineModule } from '#base/module';
import { sweepExchanges } from './exchange-hold.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import { returnOracles } from './oracles.ts';
import { onExchangedForRest } from './exchange-rest.ts';
import { onRefunds, payDues } from './owe.ts';
import { returnsPersonal } from './personal.ts';
import { returnRefusals } from './refusals.ts';
import { returnRoutes } from './routes.ts';
import { onTaxedReturns } from './taxed.ts';

export const returnsModule = defineModule({
  name: 'returns',
  dir: import.meta.dirname,
  routes: [...returnRoutes, ...exchangeRoutes],
  refusals: returnRefusals,
  rights: {
    'returns.read': { title: 'See returns', roles: ['clerk', 'picker', 'agent', 'accountant'] },
    'returns.write': { title: 'Answer, receive and inspect returns', roles: ['clerk', 'picker', 'agent'] },
    'returns.refund': { title: 'Give money back for what came', roles: ['clerk', 'agent'] },
    'returns.kindness': { title: 'Give money back before the goods, or without them', roles: ['agent'] },
    'returns.unpaid': { title: 'Close a return without giving money back', roles: ['agent'] },
    'returns.credit': { title: 'Give store credit for what came', roles: ['clerk', 'agent'] },
    'returns.cash': { title: 'Give cash back for what was paid otherwise', roles: [] },
  },
  reactions: [
    { name: 'returns.refunds', on: ['payments.refunded', 'payments.refund_failed'], run: onRefunds },
    { name: 'returns.exchange_rest', on: ['returns.exchanged'], run: onExchangedForRest },
    { name: 'returns.taxed', on: ['returns.owed', 'returns.exchanged', 'returns.resolved'], run: onTaxedReturns },
  ],
  schedules: [
    { name: 'returns.pay', everyMs: 5_000, run: payDues },
    { name: 'returns.exchanges', everyMs: 5_000, run: sweepExchanges },
  ],
  locks: ['returns.request'],
  oracles: returnOracles,
  personal: returnsPersonal,
});
