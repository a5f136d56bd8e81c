/** Keys of programs: shown once, kept as hashes, with rights of their own and a bound on their calls. */
import { sha256, contentHash } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Principal } from '#base/route';
import { MINUTE, type Instant } from '#base/time';
import { siteExists } from '#org';
import { covers, heldBy, type Held } from './model.ts';
import { isHouseRight, isRight } from './rights.ts';

const MARK = 'halle_';
export const isKey = (token: string): boolean => token.startsWith(MARK);

/** Rights no program gets: to look after a person's sign-in, and to decide who may do what. */
const NEVER = new Set(['self', 'staff.write', 'roles.write', 'keys.write']);

export type KeyDraft = {
  readonly keyId: string;
  readonly name: string;
  readonly rights: readonly string[];
  /** The site at which it may; null = everywhere. */
  readonly siteId: string | null;
  readonly expiresAt: Instant | null;
  /** Calls a minute, over all processes. */
  readonly perMinute: number;
};
export type KeyLine = KeyDraft & {
  readonly prefix: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly usedAt: Instant | null;
  readonly revokedAt: Instant | null;
};

const heldByKey = ({ rights, siteId }: Pick<KeyDraft, 'rights' | 'siteId'>): Held =>
  heldBy([{ rights, sites: siteId === null ? undefined : [siteId] }], isHouseRight);

/**
 * Makes a key and gives it, once. Nobody gives a key more than they hold. Refuses identity.unknown_right, identity.unknown_site,
 * identity.more_than_own, request.id_reused (a key cannot be shown a second time).
 */
export async function createKey(tx: Tx, draft: KeyDraft, maker: Principal): Promise<{ keyId: string; key: string }> {
  const unknown = draft.rights.find((right) => !isRight(right) || NEVER.has(right));
  if (unknown !== undefined) refuse('identity.unknown_right', { detail: unknown });
  if (draft.siteId !== null && !(await siteExists(tx, draft.siteId)))
    refuse('identity.unknown_site', { detail: draft.siteId });
  if (maker.kind !== 'staff' || !covers(maker, heldByKey(draft))) refuse('identity.more_than_own');
  const key = `${MARK}${newSecret(20)}`;
  const { keyId, name, rights, siteId, expiresAt, perMinute } = draft;
  const made = await tx.affected(sql`
    INSERT INTO identity.api_key (key_id, name, prefix, token_hash, rights, site_id, per_minute, made_by, made_at, expires_at)
    VALUES (${keyId}, ${name}, ${key.slice(0, MARK.length + 4)}, ${sha256(key)}, ${[...rights]}::text[], ${siteId}, ${perMinute},
      ${maker.staffId}, ${tx.now}::timestamptz, ${expiresAt}::timestamptz) ON CONFLICT (key_id) DO NOTHING`);
  if (made === 0) refuse('request.id_reused', { detail: keyId });
  const body = { name, rights, siteId, content: contentHash(draft) };
  announce(tx, { type: 'identity.key_made', subjectKind: 'key', subjectId: keyId, body });
  return { keyId, key };
}

/** From now on the key opens nothing; an unknown one is no error. */
export async function revokeKey(tx: Tx, keyId: string): Promise<string | undefined> {
  const [revoked] = await tx.query<{ hash: string }>(sql`
    UPDATE identity.api_key SET revoked_at = ${tx.now}::timestamptz WHERE key_id = ${keyId} AND revoked_at IS NULL
    RETURNING token_hash AS hash`);
  if (revoked) announce(tx, { type: 'identity.key_revoked', subjectKind: 'key', subjectId: keyId });
  return revoked?.hash;
}

/** All keys, the newest first, revoked ones too; never the keys themselves. */
export async function listKeys(db: Db): Promise<KeyLine[]> {
  return db.query<KeyLine>(sql`
    SELECT key_id AS "keyId", name, prefix, rights, site_id AS "siteId", per_minute AS "perMinute", made_by AS "madeBy",
      made_at AS "madeAt", expires_at AS "expiresAt", used_at AS "usedAt", revoked_at AS "revokedAt"
    FROM identity.api_key ORDER BY made_at DESC, key_id LIMIT 500`);
}

type KeyRow = Pick<KeyDraft, 'keyId' | 'name' | 'rights' | 'siteId' | 'perMinute'> & { readonly stale: boolean };

/** Who calls with the key of this hash; its last use is written down once a minute. */
export async function readKey(database: Database, hash: string): Promise<{ principal: Principal; perMinute: number }> {
  const [row] = await database.query<KeyRow>(sql`
    SELECT key_id AS "keyId", name, rights, site_id AS "siteId", per_minute AS "perMinute",
      used_at IS NULL OR used_at < now() - make_interval(secs => ${MINUTE / 1_000}) AS stale
    FROM identity.api_key WHERE token_hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`);
  if (!row) return { principal: { kind: 'nobody' }, perMinute: 0 };
  const { keyId, name, siteId, perMinute, stale } = row;
  if (stale) await database.query(sql`UPDATE identity.api_key SET used_at = now() WHERE key_id = ${keyId}`);
  const held = heldByKey({ siteId, rights: row.rights.filter(isRight) });
  const principal = { kind: 'staff', staffId: keyId, name, role: 'key', ...held, siteId, sessionId: '' } as const;
  return { principal, perMinute };
}
