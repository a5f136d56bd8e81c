import { defineModule } from '#base/module';
import { invoicingOracles } from './oracles.ts';
import { invoicingPersonal } from './personal.ts';
import { invoicingRefusals } from './refusals.ts';
import { invoicingRoutes } from './routes.ts';
import { onFacts, wakers, workTasks } from './work.ts';

export const invoicingModule = defineModule({
  name: 'invoicing',
  dir: import.meta.dirname,
  routes: invoicingRoutes,
  refusals: invoicingRefusals,
  rights: {
    'invoicing.read': { title: 'See invoices and credit notes', roles: ['clerk', 'agent', 'rep', 'accountant'] },
    'invoicing.write': { title: 'Issue invoices by hand', roles: ['clerk', 'agent', 'accountant'] },
    'invoicing.credit': { title: 'Take invoices back by a credit note', roles: ['accountant'] },
    'invoicing.settings': { title: 'Decide when invoices are made, and what they say', roles: [], house: true },
  },
  reactions: [{ name: 'invoicing.facts', on: wakers, run: onFacts }],
  schedules: [{ name: 'invoicing.issue', everyMs: 1_000, run: workTasks }],
  locks: ['invoicing.profile', 'invoicing.subject', 'invoicing.series'],
  oracles: invoicingOracles,
  personal: invoicingPersonal,
});
