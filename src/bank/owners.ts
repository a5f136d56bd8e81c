/** Whose our accounts at banks and with payment providers are: money that names no order is theirs in the accounts. */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { readEntities } from '#org';
import { postMovements, readSettings, type NewMovement } from '#payments';
import { isIban, plainIban } from '#payments/model';

/** The account of a payment provider, as the money ledger calls it. */
export const providerAccount = (provider: string): string => `psp:${provider}`;

/** Whose these accounts are; one of which nobody has said so is absent. */
export async function ownersOf(db: Db, accounts: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ account: string; entityId: string }>(
    sql`SELECT account, entity_id AS "entityId" FROM bank.owner WHERE account = ANY(${[...accounts]}::text[])`,
  );
  return new Map(rows.map((row) => [row.account, row.entityId]));
}

/** Posts movements that are of this entity, whatever order they speak of; null: of whom they would be anyway. */
export async function postOwned(
  tx: Tx,
  owned: readonly (NewMovement & { readonly entityId: string | null })[],
): Promise<void> {
  const named = owned.flatMap(({ movementId, entityId }) => (entityId === null ? [] : [{ movementId, entityId }]));
  if (named.length > 0)
    await tx.query(sql`
      INSERT INTO bank.owned (movement_id, entity_id)
      SELECT * FROM unnest(${named.map((one) => one.movementId)}::text[], ${named.map((one) => one.entityId)}::text[])`);
  await postMovements(
    tx,
    owned.map(({ entityId: _, ...movement }) => movement),
  );
}

export type Account = {
  readonly account: string;
  readonly entityId: string | null;
  /** When a line or a payout of it came last. */
  readonly lastAt: Instant | null;
};

/** Accounts that we know of: with lines or payouts, with an owner, and the one that buyers pay to. */
export async function listAccounts(db: Db): Promise<Account[]> {
  const { transferIban } = await readSettings(db);
  return db.query<Account>(sql`
    SELECT k.account, o.entity_id AS "entityId", max(k.at) AS "lastAt" FROM (
      SELECT iban AS account, max(at) AS at FROM bank.entry GROUP BY 1
      UNION ALL SELECT 'psp:' || provider, max(at) FROM bank.payout GROUP BY 1
      UNION ALL SELECT account, NULL FROM bank.owner
      UNION ALL SELECT ${transferIban}::text, NULL) k LEFT JOIN bank.owner o USING (account)
    WHERE k.account <> '' GROUP BY 1, 2 ORDER BY 1 LIMIT 500`);
}

/**
 * Says whose an account is, from now on: what was taken in before stays where it is in the accounts. Refuses `payments.iban` (it is no
 * account), `bank.no_entity`.
 */
export async function setOwner(
  tx: Tx,
  { account, entityId }: { readonly account: string; readonly entityId: string },
): Promise<void> {
  const name = account.startsWith('psp:') ? account : plainIban(account);
  if (!name.startsWith('psp:') && !isIban(name))
    refuse('payments.iban', { fields: [{ field: 'body.account', rule: 'an IBAN' }] });
  if (!(await readEntities(tx)).some((one) => one.entityId === entityId))
    refuse('bank.no_entity', { detail: entityId });
  const changed = await tx.affected(sql`
    INSERT INTO bank.owner AS o (account, entity_id, by, at) VALUES (${name}, ${entityId}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT (account) DO UPDATE SET entity_id = excluded.entity_id, by = excluded.by, at = excluded.at WHERE o.entity_id <> excluded.entity_id`);
  if (changed === 0) return;
  announce(tx, {
    ...{ type: 'bank.account_owned', subjectKind: 'entity', subjectId: entityId },
    body: { account: name.slice(-4) },
  });
}
