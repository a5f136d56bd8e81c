import { sql, type Database, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { epochMs } from '#base/time';
import { applyFacts } from './facts.ts';
import { readWebhook } from './providers/pretend/provider.ts';
import type { ProviderFacts } from './providers/provider.ts';
import { isSignedByStripe, readStripeEvent, type Hint } from './providers/stripe/webhooks.ts';
import { isSigned } from './providers/pretend/signature.ts';
import { webhookSecrets } from './secrets.ts';

type Read = { readonly eventId: string; readonly facts?: ProviderFacts | undefined; readonly hint?: Hint | undefined };

/** How each provider's webhooks are verified and read: they bring facts, or only hint at a payment of which facts are to be asked for. */
const readers: Readonly<
  Record<
    'pretend' | 'stripe',
    {
      readonly signed: (secrets: readonly string[], signature: string, body: Buffer) => boolean;
      readonly read: (body: string) => Read | undefined;
    }
  >
> = {
  pretend: {
    signed: (secrets, signature, body) => isSigned(secrets, signature, body, Math.floor(epochMs() / 1_000)),
    read: readWebhook,
  },
  stripe: { signed: isSignedByStripe, read: readStripeEvent },
};
export type WebhookProvider = keyof typeof readers;

/**
 * The text of a webhook whose signature is right, and its own id. Nothing is parsed before that. Throws `payments.bad_signature`
 * (wrong, missing, or older than 300 s), `request.malformed`.
 */
export async function checkWebhook(
  database: Database,
  provider: WebhookProvider,
  given: { rawBody: Buffer | undefined; signature: string },
): Promise<{ eventId: string; body: string }> {
  const raw = given.rawBody ?? Buffer.alloc(0);
  const { signed, read: reader } = readers[provider];
  if (!signed(await webhookSecrets(database, provider), given.signature, raw)) refuse('payments.bad_signature');
  const body = raw.toString('utf8');
  const read = body.includes('\u0000') ? undefined : reader(body);
  if (!read || read.eventId.includes('\u0000') || !read.eventId.isWellFormed()) refuse('request.malformed');
  return { eventId: read.eventId, body };
}

/** Puts a webhook into the inbox, once for each event id; it is applied by the reaction, after the sender has its answer. */
export async function storeWebhook(
  tx: Tx,
  webhook: { provider: WebhookProvider; eventId: string; body: string },
): Promise<void> {
  const { provider, eventId, body } = webhook;
  const fresh = await tx.affected(sql`
    INSERT INTO payments.webhook (provider, event_id, body, received_at) VALUES (${provider}, ${eventId}, ${body}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (fresh === 0) return;
  announce(tx, { type: 'payments.webhook_received', subjectKind: 'webhook', subjectId: eventId, body: { provider } });
}

/** Applies what the inbox received, each event once. A webhook we can't use is marked with its problem, and holds up no other. */
export async function applyWebhooks(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const rows = await tx.query<{ provider: string; eventId: string; body: string }>(sql`
    SELECT provider, event_id AS "eventId", body FROM payments.webhook
    JOIN unnest(${events.map((e) => String(e.body.provider))}::text[], ${events.map((e) => e.subjectId)}::text[]) AS w(provider, event_id)
      USING (provider, event_id)
    WHERE applied_at IS NULL ORDER BY provider, event_id FOR NO KEY UPDATE OF webhook`);
  const read = rows.map((row) => {
    const told = readers[row.provider as WebhookProvider].read(row.body);
    return { ...row, facts: told?.facts, hint: told?.hint };
  });
  const usable = read.filter((row) => row.facts !== undefined);
  const outcomes = await applyFacts(
    tx,
    usable.flatMap((row) => row.facts ?? []),
  );
  const hints = read.flatMap(({ hint, provider }) => (hint ? [{ ...hint, provider }] : []));
  const found = await noteHints(tx, hints);
  const problem = (row: (typeof read)[number]): string | null => {
    if (row.hint && found > 0) return null;
    const outcome = outcomes[usable.indexOf(row)];
    if (!outcome) return 'nothing we know';
    return outcome.ok ? null : outcome.refusal.code;
  };
  await tx.query(sql`
    UPDATE payments.webhook w SET applied_at = ${tx.now}::timestamptz, problem = n.problem
    FROM unnest(${rows.map((r) => r.provider)}::text[], ${rows.map((r) => r.eventId)}::text[], ${read.map(problem)}::text[])
      AS n(provider, event_id, problem)
    WHERE w.provider = n.provider AND w.event_id = n.event_id`);
}

/** Notes which payments are to be looked up, by our id or by the provider's; says how many were found. */
async function noteHints(tx: Tx, hints: readonly (Hint & { readonly provider: string })[]): Promise<number> {
  if (hints.length === 0) return 0;
  return tx.affected(sql`
    INSERT INTO payments.look_up (payment_id, external_id, told_at)
    SELECT DISTINCT ON (p.payment_id) p.payment_id, nullif(h.external_id, p.external_id), ${tx.now}::timestamptz
    FROM unnest(${hints.map((h) => h.provider)}::text[], ${hints.map((h) => h.paymentId ?? null)}::text[], ${hints.map((h) => h.externalId ?? null)}::text[])
      AS h(provider, payment_id, external_id)
    JOIN payments.payment p ON p.provider = h.provider AND (p.payment_id = h.payment_id OR p.external_id = h.external_id)
    ORDER BY p.payment_id, nullif(h.external_id, p.external_id)
    ON CONFLICT (payment_id) DO UPDATE SET told_at = excluded.told_at, called_at = NULL,
      external_id = coalesce(excluded.external_id, payments.look_up.external_id)`);
}
