import { defineModule } from '#base/module';
import { onBackInStock } from './back-mail.ts';
import { onApprovals } from './approval-mail.ts';
import { onDisputesDue } from './dispute-mail.ts';
import { onDocuments } from './document-mail.ts';
import { onCardsIssued } from './gift-card-mail.ts';
import { newsOf, onNews } from './hear.ts';
import { onInvited } from './invitation-mail.ts';
import { onOrdersPlaced } from './order-mail.ts';
import { onPurchasesSent } from './purchase-mail.ts';
import { onReminded } from './reminder-mail.ts';
import { onOrdersReady } from './ready-mail.ts';
import { onResetAsked } from './reset-mail.ts';
import { sendQueued } from './send.ts';
import { onWithdrawn } from './withdrawal-mail.ts';

export const notificationsModule = defineModule({
  name: 'notifications',
  dir: import.meta.dirname,
  reactions: [
    { name: 'notifications.orders', on: ['orders.placed'], run: onOrdersPlaced },
    { name: 'notifications.ready', on: ['orders.ready'], run: onOrdersReady },
    { name: 'notifications.news', on: newsOf, run: onNews },
    { name: 'notifications.withdrawals', on: ['returns.withdrawn'], run: onWithdrawn },
    { name: 'notifications.invitations', on: ['identity.invited'], run: onInvited },
    { name: 'notifications.passwords', on: ['identity.reset_asked'], run: onResetAsked },
    { name: 'notifications.purchases', on: ['purchasing.sent'], run: onPurchasesSent },
    { name: 'notifications.reminders', on: ['payments.reminded'], run: onReminded },
    { name: 'notifications.disputes', on: ['payments.dispute_due'], run: onDisputesDue },
    { name: 'notifications.gift_cards', on: ['payments.card_issued', 'till.card_by_mail'], run: onCardsIssued },
    { name: 'notifications.documents', on: ['invoicing.issued', 'invoicing.mail_asked'], run: onDocuments },
    {
      name: 'notifications.approvals',
      on: ['carts.approval_asked', 'carts.approval_ending', 'carts.approval_granted', 'carts.approval_refused'],
      run: onApprovals,
    },
    { name: 'notifications.back', on: ['shop.back_in_stock'], run: onBackInStock },
  ],
  schedules: [{ name: 'notifications.send', everyMs: 1_000, run: sendQueued }],
});
