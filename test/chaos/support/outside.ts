/** The commands that talk to the outside, as a process of its own or this one runs them. */
import type { Database } from '#base/db';
import { fetchLabel, trackParcels } from '#fulfilment';
import { pullMarketplaces, pushOffers } from '#marketplaces';
import { payOrder } from '#orders';
import { carryOut, carryOutRefunds, claimPayments, lookUpTold, refundPayment, renewHeld } from '#payments';
import { tellDue } from '#push';
import { acknowledgeOrder } from '../../../src/marketplaces/pull.ts';
import { sendQueued } from '../../../src/notifications/send.ts';
import { lanesAtRest, sendDue } from '../../../src/webhooks/send.ts';

export type Given = Readonly<Record<string, string>>;
type Command = (database: Database, given: Given) => Promise<unknown>;

export const outside = {
  pay: (database, { orderId = '', paymentId = '' }) =>
    payOrder(database, { orderId, paymentId, card: 'tok_ok', actor: 'visitor' }),
  capture: (database, { paymentId = '' }) => carryOut(database, { only: [paymentId] }),
  told: (database) => lookUpTold(database),
  // Its money is taken after that, so that the town may rest.
  renew: async (database, { paymentId = '' }) => {
    await renewHeld(database);
    await database.transaction({ actor: 'test' }, (tx) => claimPayments(tx, [paymentId]));
  },
  refund: (database, { refundId = '', paymentId = '' }) =>
    refundPayment(database, { refundId, paymentId, minor: 100, currency: 'EUR', reason: 'kindness' }),
  pull: (database) => pullMarketplaces(database),
  push: (database) => pushOffers(database),
  acknowledge: (database, given) => acknowledgeOrder(database, given),
  label: (database, { parcelId = '' }) => fetchLabel(database, parcelId),
  track: (database) => trackParcels(database),
  tell: (database) => tellDue(database),
  back: (database) => carryOutRefunds(database),
  mail: (database) => sendQueued(database),
  webhook: async (database) => {
    await sendDue(database);
    await lanesAtRest(database);
  },
} satisfies Record<string, Command>;
export type OutsideCommand = keyof typeof outside;
