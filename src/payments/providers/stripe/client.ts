/** The library's client with the house's own key, which rests sealed; made once, anew when the settings change. */
import { Stripe } from 'stripe';
import { perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { Unavailable } from '#base/refusal';
import { resealed, seal, unseal } from '#base/seal';

const SEALED_FOR = 'payments provider stripe';

/** Where the service answers; anywhere else than at Stripe's only in tests. */
export type StripeHost = { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' };

const hosts = new WeakMap<Database, StripeHost>();
const clients = perDatabase(() => ({ known: undefined as { sealed: string; client: Stripe } | undefined }));

/** For tests alone: a server of our own that speaks as Stripe does. */
export const useStripeHost = (database: Database, host: StripeHost): void => void hosts.set(database, host);

async function sealedKey(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ secret: string }>(
    sql`SELECT secret FROM payments.provider_secret WHERE provider = 'stripe'`,
  );
  return row?.secret;
}

/** The last characters of the house's key; undefined while there is none. */
export async function stripeHint(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ hint: string }>(
    sql`SELECT hint FROM payments.provider_secret WHERE provider = 'stripe'`,
  );
  return row?.hint;
}

/** True when the house has given its key. */
export const stripeIsReady = async (db: Db): Promise<boolean> => (await sealedKey(db)) !== undefined;

/** The client. Throws Unavailable while there is no key: what was asked for is then unknown, and asked again. */
export async function stripeOf(database: Database): Promise<Stripe> {
  const sealed = await sealedKey(database);
  if (sealed === undefined) throw new Unavailable('Stripe has no key of this house');
  const kept = clients(database);
  if (kept.known?.sealed === sealed) return kept.known.client;
  const client = new Stripe(unseal(sealed, SEALED_FOR), {
    ...hosts.get(database),
    maxNetworkRetries: 0, // we ask again ourselves, under the same key, when it is time
    timeout: 15_000,
    telemetry: false,
  });
  kept.known = { sealed, client };
  return client;
}

/** Keeps the house's key, sealed: nobody reads it again. */
export async function writeStripeKey(tx: Tx, key: string): Promise<void> {
  await tx.query(sql`
    INSERT INTO payments.provider_secret (provider, secret, hint, updated_at)
    VALUES ('stripe', ${seal(key, SEALED_FOR)}, ${key.slice(-4)}, ${tx.now}::timestamptz)
    ON CONFLICT (provider) DO UPDATE SET secret = excluded.secret, hint = excluded.hint, updated_at = excluded.updated_at`);
}

/** Seals it with the newest key of the house. */
export async function resealStripeKey(tx: Tx): Promise<void> {
  const sealed = await sealedKey(tx);
  const fresh = sealed === undefined ? undefined : resealed(sealed, SEALED_FOR);
  if (fresh !== undefined)
    await tx.query(sql`UPDATE payments.provider_secret SET secret = ${fresh} WHERE provider = 'stripe'`);
}
