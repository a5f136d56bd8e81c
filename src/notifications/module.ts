import { defineModule } from '#base/module';
import { onOrdersPlaced, sendQueued } from './order-mail.ts';

export const notificationsModule = defineModule({
  name: 'notifications',
  dir: import.meta.dirname,
  reactions: [{ name: 'notifications.orders', on: ['orders.placed'], run: onOrdersPlaced }],
  schedules: [{ name: 'notifications.send', everyMs: 1_000, run: sendQueued }],
});
