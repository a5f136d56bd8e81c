import { defineModule } from '#base/module';
import { onOrdersPlaced, sendOrderMail } from './order-mail.ts';

export const notificationsModule = defineModule({
  name: 'notifications',
  dir: import.meta.dirname,
  reactions: [{ name: 'notifications.orders', on: ['orders.placed'], run: onOrdersPlaced }],
  jobs: [{ name: 'notifications.send', run: sendOrderMail }],
});
