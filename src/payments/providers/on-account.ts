import { must } from '#base/assert';
import { localProvider } from './provider.ts';

/** On the buyer's account: taken at once, and owed to us by their company until they pay it by their terms. */
export const onAccount = localProvider({
  name: 'on-account',
  methods: ['account'],
  opens: 'captured',
  account: ({ accountId }) => must(accountId, 'the company that owes'),
});
