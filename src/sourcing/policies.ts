/** The rules in force: versions by channel, kept in the process, never changed once made. */
import { contentHash } from '#base/canonical';
import { perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import type { Instant } from '#base/time';
import { channelById } from '#channels';
import { sites } from '#org';
import { forgetLater } from './later.ts';
import { defaultPolicy, type SourcingPolicy } from './model.ts';

/** A version of the rules; `policyId` null: those the house begins with. */
export type InForce = { readonly policyId: string | null; readonly policy: SourcingPolicy };

export type PolicyVersion = {
  readonly policyId: string;
  readonly channelId: string | null;
  readonly version: number;
  /** Null: the channel follows the house again. */
  readonly rules: SourcingPolicy | null;
  readonly validFrom: Instant;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
};

const columns = sql`policy_id AS "policyId", channel_id AS "channelId", version, rules, valid_from AS "validFrom", note, made_by AS "madeBy", made_at AS "madeAt"`;
const kept = perDatabase((database) => createSnapshot(() => policyVersions(database)));

/** Every version, the newest first. */
export const policyVersions = (db: Db): Promise<PolicyVersion[]> =>
  db.query<PolicyVersion>(sql`SELECT ${columns} FROM sourcing.policy ORDER BY made_at DESC, policy_id DESC`);

/** Drops what this process knows; given to the journal's tail, and called after own commits. */
export const forgetPolicies = (database: Database): void => kept(database).forget();
export const sourcingCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (events.some((event) => event.type === 'sourcing.policy_made')) forgetPolicies(database);
    if (events.some((event) => event.type.startsWith('sourcing.later'))) forgetLater(database);
  };

const begun: InForce = { policyId: null, policy: defaultPolicy };

/** The rules that hold on a channel at a moment: its own, else the house's, else those the house begins with. */
export async function policyAt(database: Database, channelId: string, at: Instant): Promise<InForce> {
  const versions = await kept(database).get();
  if (versions.length === 0) return begun;
  return inForce(versions, channelId, at) ?? inForce(versions, null, at) ?? begun;
}

/** Of versions, the newest first, the one that holds. Two of the same moment: the later made. */
function inForce(versions: readonly PolicyVersion[], channelId: string | null, at: Instant): InForce | undefined {
  let found: PolicyVersion | undefined;
  for (const one of versions) {
    if (one.channelId !== channelId || one.validFrom > at) continue;
    if (!found || one.validFrom > found.validFrom) found = one;
  }
  return found?.rules ? { policyId: found.policyId, policy: found.rules } : undefined;
}

/** The rules an order was decided by, in force or not. */
export async function policyById(database: Database, policyId: string | null): Promise<InForce | undefined> {
  if (policyId === null) return begun;
  const found = (await kept(database).get()).find((one) => one.policyId === policyId);
  return found?.rules ? { policyId, policy: found.rules } : undefined;
}

export type NewPolicy = {
  readonly policyId: string;
  readonly channelId: string | null;
  /** The version that was seen; 0: there was none. */
  readonly version: number;
  readonly rules: SourcingPolicy | null;
  readonly validFrom: Instant;
  readonly note: string;
};

/** What is wrong with rules that no shape can tell. Refuses `sourcing.bad_rules`, `sourcing.unknown_site`. */
export async function checkRules(database: Database, rules: SourcingPolicy): Promise<void> {
  const known = new Set((await sites(database)).map((site) => site.siteId));
  const stranger = Object.keys(rules.sites).find((siteId) => !known.has(siteId));
  if (stranger !== undefined) refuse('sourcing.unknown_site', { detail: stranger });
  rules.promise.transit.forEach((row, i) => {
    if (row.minDays > row.maxDays)
      refuse('sourcing.bad_rules', {
        fields: [{ field: `rules.promise.transit.${i}`, rule: 'at least not after at most' }],
      });
  });
}

/**
 * Makes the next version of the rules of a channel, or of the house. The same id and content again changes nothing. Refuses
 * `sourcing.unknown_channel`, `sourcing.unknown_site`, `sourcing.bad_rules`, `sourcing.version_changed`, `request.id_reused`.
 */
export async function makePolicy(tx: Tx, input: NewPolicy): Promise<{ policyId: string; version: number }> {
  const hash = contentHash(input);
  const [known] = await tx.query<{ hash: string; version: number }>(
    sql`SELECT content_hash AS hash, version FROM sourcing.policy WHERE policy_id = ${input.policyId}`,
  );
  if (known && known.hash !== hash) refuse('request.id_reused', { detail: input.policyId });
  if (known) return { policyId: input.policyId, version: known.version };
  const { channelId, rules } = input;
  if (channelId !== null && !(await channelById(tx.database, channelId)))
    refuse('sourcing.unknown_channel', { detail: channelId });
  if (rules === null && channelId === null)
    refuse('sourcing.bad_rules', { fields: [{ field: 'rules', rule: 'the house has rules' }] });
  if (rules) await checkRules(tx.database, rules);
  const version = input.version + 1;
  const made = await tx.affected(sql`
    INSERT INTO sourcing.policy (policy_id, channel_id, version, rules, valid_from, note, content_hash, made_by, made_at)
    SELECT ${input.policyId}, ${channelId}, ${version}, ${rules && JSON.stringify(rules)}::jsonb, ${input.validFrom}::timestamptz,
      ${input.note}, ${hash}, ${tx.caller.actor}, ${tx.now}::timestamptz
    WHERE ${input.version} = (SELECT coalesce(max(version), 0) FROM sourcing.policy WHERE channel_id IS NOT DISTINCT FROM ${channelId})
    ON CONFLICT DO NOTHING`);
  if (made === 0) refuse('sourcing.version_changed', { detail: channelId ?? 'house' });
  announce(tx, {
    type: 'sourcing.policy_made',
    subjectKind: 'policy',
    subjectId: input.policyId,
    ...(channelId === null ? {} : { channelId }),
    body: { version, validFrom: input.validFrom },
  });
  tx.afterCommit(() => forgetPolicies(tx.database));
  return { policyId: input.policyId, version };
}
