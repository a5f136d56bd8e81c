/** What signs webhooks rests sealed, ours and the pretend provider's: whoever can read it can tell us of money that never came. */
import { sql, type Db, type Database, type Tx } from '#base/db';
import { resealed, seal, unseal } from '#base/seal';
import { resealStripeKey } from './providers/stripe/client.ts';
import { sealEndpoint } from './providers/pretend/webhooks.ts';

const sealedFor = (provider: string): string => `payments webhooks ${provider}`;

/** The secrets by which a provider may sign now. */
export async function webhookSecrets(db: Db, provider: string): Promise<string[]> {
  const rows = await db.query<{ secret: string }>(sql`
    SELECT secret FROM payments.webhook_secret WHERE provider = ${provider} AND (valid_until IS NULL OR valid_until > now())`);
  return rows.map((row) => unseal(row.secret, sealedFor(provider)));
}

/** Takes a provider's new secret; the ones before stay valid for a day, so that what is on its way still opens. */
export async function writeWebhookSecret(tx: Tx, provider: string, secret: string): Promise<void> {
  await tx.query(sql`
    UPDATE payments.webhook_secret SET valid_until = ${tx.now}::timestamptz + interval '1 day' WHERE provider = ${provider} AND valid_until IS NULL`);
  await tx.query(sql`
    INSERT INTO payments.webhook_secret (provider, secret) VALUES (${provider}, ${seal(secret, sealedFor(provider))})`);
}

/** Seals those that are readable, or sealed with an older key. */
export async function sealWebhookSecrets(database: Database): Promise<void> {
  await database.transaction({ actor: 'payments.seal' }, async (tx) => {
    const rows = await tx.query<{ provider: string; secret: string }>(
      sql`SELECT provider, secret FROM payments.webhook_secret ORDER BY provider, secret FOR UPDATE`,
    );
    for (const { provider, secret } of rows) {
      const fresh = resealed(secret, sealedFor(provider));
      if (fresh !== undefined)
        await tx.query(sql`
          UPDATE payments.webhook_secret SET secret = ${fresh} WHERE provider = ${provider} AND secret = ${secret}`);
    }
    await sealEndpoint(tx);
    await resealStripeKey(tx);
  });
}
