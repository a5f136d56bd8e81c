/** The providers of a database. A new one: a file beside this, a line here, and the contract test must pass. */
import { perDatabase, type Database } from '#base/db';
import { must } from '#base/assert';
import type { PaymentMethod, ProviderName } from '../model.ts';
import { bankTransfer } from './bank-transfer.ts';
import { cash } from './cash.ts';
import { exchange } from './exchange.ts';
import { giftCard } from './gift-card.ts';
import { marketplace } from './marketplace.ts';
import { onAccount } from './on-account.ts';
import { pretendProvider } from './pretend/provider.ts';
import { promise } from './promise.ts';
import { stripeProvider } from './stripe/provider.ts';
import type { Provider } from './provider.ts';

/** Every provider by name. */
export const providers: (database: Database) => Readonly<Partial<Record<ProviderName, Provider>>> = perDatabase(
  (database) => ({
    cash,
    promise,
    marketplace,
    exchange,
    pretend: pretendProvider(database),
    stripe: stripeProvider(database),
    'bank-transfer': bankTransfer,
    'on-account': onAccount,
    'gift-card': giftCard,
  }),
);

/** The provider by name, if it takes that method. */
export function providerFor(database: Database, name: string, method: PaymentMethod): Provider | undefined {
  const provider = (providers(database) as Readonly<Record<string, Provider | undefined>>)[name];
  return provider?.methods.includes(method) ? provider : undefined;
}

export const providerOf = (database: Database, payment: { provider: ProviderName }): Provider =>
  must(providers(database)[payment.provider], payment.provider);
