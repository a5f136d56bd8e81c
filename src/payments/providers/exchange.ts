import { EXCHANGES } from '../model.ts';
import { localProvider } from './provider.ts';

/**
 * What a buyer gave back pays for what they take instead (`exchangePayments`). The money lies where it lay before; what is given back of it
 * goes back through the payment by which it came (`rootsOf`), so that nobody asks this one for a refund.
 */
export const exchange = localProvider({
  name: 'exchange',
  methods: ['exchange'],
  opens: 'captured',
  account: () => EXCHANGES,
});
