import { localProvider } from './provider.ts';

/** A promise to pay: on collection, by invoice, by bank transfer. Captured when the money is seen on the bank's statement. */
export const promise = localProvider({
  name: 'promise',
  methods: ['promise'],
  opens: 'promised',
  account: () => 'bank',
});
