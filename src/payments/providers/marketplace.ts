import { localProvider } from './provider.ts';

/** Money that a marketplace took from its buyer and owes us: given, as its order is. */
export const marketplace = localProvider({
  name: 'marketplace',
  methods: ['given'],
  opens: 'captured',
  account: () => 'marketplaces',
});
