import { localProvider } from './provider.ts';

/** Out of what gift cards and store credit hold: taken at once, from what we owe their holders. */
export const giftCard = localProvider({
  name: 'gift-card',
  methods: ['gift_card'],
  opens: 'captured',
  account: () => 'gift_cards',
});
