import { localProvider } from './provider.ts';

/** A transfer to our bank account: awaited when it is chosen, taken when a statement shows it. */
export const bankTransfer = localProvider({
  name: 'bank-transfer',
  methods: ['transfer'],
  opens: 'promised',
  account: () => 'bank',
});
