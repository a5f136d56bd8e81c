/** Words of the app and of the phone in the store, in English. */
import type { Same } from '#kit/messages';
import type { frApp } from './fr-app.ts';

export const enApp: Same<typeof frApp> = {
  'app.scan': 'Scan an article',
  'app.cart': 'My cart',
  'app.account': 'My orders',
  'app.install': 'Install the app',
  'app.offline': 'No connection.',
  'app.offlineText': 'You can look again at what you have already opened. Prices and stock may have changed.',
  'app.keptAt': 'Page kept on',
  'app.waiting': ({ n }: { n: number | '#' }) =>
    n === 1 ? '1 change of your cart waits for the connection.' : `${n} changes of your cart wait for the connection.`,
  'app.queued': 'No connection: noted here, sent as soon as it is back.',
  'app.sent': 'The connection is back: your cart is up to date.',
  'app.notSent': 'The connection is back. One change could not be made:',
  'app.reload': 'Reload',
};
