import { defineModule } from '#base/module';
import { HOUR } from '#base/time';
import { invoicingOracles } from './oracles.ts';
import { invoicingPersonal } from './personal.ts';
import { invoicingRefusals } from './refusals.ts';
import { accountRoutes } from './account-routes.ts';
import { fileDocuments, onIssued } from './file.ts';
import { invoicingRoutes } from './routes.ts';
import { shopperDocumentRoutes } from './shopper-routes.ts';
import { ticketInvoiceRoutes } from './ticket-routes.ts';
import { makeReports } from './tell.ts';
import { onFacts, wakers, workTasks } from './work.ts';

export const invoicingModule = defineModule({
  name: 'invoicing',
  dir: import.meta.dirname,
  routes: [...invoicingRoutes, ...shopperDocumentRoutes, ...accountRoutes, ...ticketInvoiceRoutes],
  refusals: invoicingRefusals,
  rights: {
    'invoicing.read': { title: 'See invoices and credit notes', roles: ['clerk', 'agent', 'rep', 'accountant'] },
    'invoicing.write': { title: 'Issue invoices by hand', roles: ['clerk', 'agent', 'accountant'] },
    'invoicing.credit': { title: 'Take invoices back by a credit note', roles: ['accountant'] },
    'invoicing.settings': { title: 'Decide when invoices are made, and what they say', roles: [], house: true },
  },
  reactions: [
    { name: 'invoicing.facts', on: wakers, run: onFacts },
    { name: 'invoicing.filing', on: ['invoicing.issued'], run: onIssued },
  ],
  schedules: [
    { name: 'invoicing.issue', everyMs: 1_000, run: workTasks },
    { name: 'invoicing.file', everyMs: 2_000, run: fileDocuments },
    { name: 'invoicing.report', everyMs: HOUR, run: makeReports },
  ],
  locks: ['invoicing.profile', 'invoicing.subject', 'invoicing.series', 'invoicing.filing'],
  oracles: invoicingOracles,
  personal: invoicingPersonal,
});
