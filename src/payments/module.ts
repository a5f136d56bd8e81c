import { defineModule } from '#base/module';
import { disputeRoutes } from './dispute-routes.ts';
import { remindDisputes } from './disputes.ts';
import { forgetCardArticles } from './cards/articles.ts';
import { expireCards, onRefundsToCards } from './cards/change.ts';
import { cardOracles } from './cards/oracles.ts';
import { cardRoutes } from './cards/routes.ts';
import { sealCardSecret } from './cards/secret.ts';
import { receivableOracles } from './receivables/oracles.ts';
import { receivableRoutes } from './receivables/routes.ts';
import { paymentsPersonal } from './personal.ts';
import { readBooks } from './books.ts';
import { carryOut, carryOutRefunds } from './carry-out.ts';
import { paymentsOracles } from './oracles.ts';
import { deliverWebhooks } from './providers/pretend/webhooks.ts';
import { paymentsRefusals } from './refusals.ts';
import { paymentsRoutes } from './routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { forgetSettings } from './settings.ts';
import { sealWebhookSecrets } from './secrets.ts';
import { sweepPayments } from './sweep.ts';
import { lookUpTold } from './told.ts';
import { renewHeld } from './want.ts';
import { applyWebhooks } from './webhooks.ts';

export const paymentsModule = defineModule({
  name: 'payments',
  dir: import.meta.dirname,
  routes: [...paymentsRoutes, ...cardRoutes, ...receivableRoutes, ...settingsRoutes, ...disputeRoutes],
  refusals: paymentsRefusals,
  rights: {
    'payments.read': {
      title: 'See payments and their movements',
      roles: ['clerk', 'agent', 'accountant'],
      house: true,
    },
    'payments.settings': { title: 'Decide how money is taken, and give keys', roles: ['accountant'], house: true },
    'payments.write': { title: 'Give money back', roles: ['agent', 'accountant'], house: true },
  },
  reactions: [
    { name: 'payments.webhooks', on: ['payments.webhook_received'], run: applyWebhooks },
    { name: 'payments.cards', on: ['payments.refunded'], run: onRefundsToCards },
  ],
  caches: (database) => (events) => {
    if (events.some((event) => event.type === 'payments.settings_changed')) forgetSettings(database);
    if (events.some((event) => event.type === 'payments.card_article')) forgetCardArticles(database);
  },
  schedules: [
    { name: 'payments.carry_out', everyMs: 1_000, run: (database) => carryOut(database) },
    { name: 'payments.refunds', everyMs: 2_000, run: (database) => carryOutRefunds(database) },
    { name: 'payments.sweep', everyMs: 5_000, run: (database) => sweepPayments(database) },
    { name: 'payments.expire_cards', everyMs: 60_000, run: (database) => expireCards(database) },
    { name: 'payments.disputes', everyMs: 60_000, run: (database) => remindDisputes(database) },
    { name: 'payments.told', everyMs: 1_000, run: (database) => lookUpTold(database) },
    { name: 'payments.books', everyMs: 300_000, run: (database) => readBooks(database) },
    { name: 'payments.renew', everyMs: 60_000, run: (database) => renewHeld(database) },
    { name: 'payments.pretend', everyMs: 1_000, run: (database) => deliverWebhooks(database) },
  ],
  locks: ['payments.payment', 'payments.debtor', 'payments.card', 'payments.account'],
  oracles: [...paymentsOracles, ...cardOracles, ...receivableOracles],
  secrets: async (database) => {
    await sealWebhookSecrets(database);
    await sealCardSecret(database);
  },
  personal: paymentsPersonal,
});
