import { EXCHANGE } from '../model.ts';
import { localProvider } from './provider.ts';

/** What came back, as payment for what is taken instead: the refund that feeds it is made in the same transaction. */
export const exchange = localProvider({
  name: 'exchange',
  methods: ['given'],
  opens: 'captured',
  account: () => EXCHANGE,
});
