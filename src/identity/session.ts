/** Sessions: opened with a fresh token at each sign-in, kept on the server, closed there and then. */
import { sha256 } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { msOf, plus, SECOND, type Instant } from '#base/time';
import { sessionMs, type OpenedBy, type SessionKind } from './model.ts';
import { forgetTokens } from './principal.ts';
import { sweepResets } from './reset.ts';

export type OpenedSession = {
  readonly sessionId: string;
  /** 160 bits; only its SHA-256 is stored. */
  readonly token: string;
  readonly expiresAt: Instant;
  readonly maxAgeS: number;
};

export type NewSession = {
  readonly kind: SessionKind;
  readonly subjectId: string;
  readonly deviceId?: string | undefined;
  readonly replaces?: string | undefined;
  readonly openedBy?: OpenedBy | undefined;
  /** What the browser says it is; for the list that its owner looks at. */
  readonly agent?: string | undefined;
};

/** Opens a session; one opened by PIN belongs to its device. `replaces` is the token the caller came with: that session ends, so that a planted token is worth nothing. */
export async function openSession(tx: Tx, input: NewSession): Promise<OpenedSession> {
  if (input.replaces !== undefined) await closeSession(tx, input.replaces);
  const token = newSecret(20);
  const sessionId = newId('ses');
  const ms = sessionMs[input.kind];
  const expiresAt = plus(tx.now, ms);
  await tx.query(sql`
    INSERT INTO identity.session (session_id, token_hash, kind, subject_id, device_id, opened_by, agent, created_at, expires_at)
    VALUES (${sessionId}, ${sha256(token)}, ${input.kind}, ${input.subjectId}, ${input.deviceId ?? null}, ${input.openedBy ?? 'password'},
      ${input.agent?.slice(0, 300) ?? null}, ${tx.now}::timestamptz, ${expiresAt}::timestamptz)`);
  return { sessionId, token, expiresAt, maxAgeS: ms / SECOND };
}

/**
 * Gives an open session a new token, when what its owner may do or must know has changed; the old token is worth nothing from now on,
 * whoever else has it. Refuses request.unauthenticated when the session is over.
 */
export async function renewSession(tx: Tx, sessionId: string): Promise<OpenedSession> {
  const [before] = await tx.query<{ hash: string; expiresAt: Instant }>(sql`
    SELECT token_hash AS hash, expires_at AS "expiresAt" FROM identity.session
    WHERE session_id = ${sessionId} AND expires_at > ${tx.now}::timestamptz FOR NO KEY UPDATE`);
  if (!before) refuse('request.unauthenticated');
  const token = newSecret(20);
  await tx.query(sql`UPDATE identity.session SET token_hash = ${sha256(token)} WHERE session_id = ${sessionId}`);
  tx.afterCommit(() => forgetTokens(tx.database, [before.hash]));
  const maxAgeS = Math.ceil((msOf(before.expiresAt) - msOf(tx.now)) / SECOND);
  return { sessionId, token, expiresAt: before.expiresAt, maxAgeS };
}

/** Ends the session of this token; an unknown token is no error. */
export async function closeSession(tx: Tx, token: string): Promise<void> {
  const hash = sha256(token);
  await tx.query(sql`DELETE FROM identity.session WHERE token_hash = ${hash}`);
  tx.afterCommit(() => forgetTokens(tx.database, [hash]));
}

/** Ends every session of a person, but the one kept (a password was changed from it). */
export async function closeSessionsOf(tx: Tx, subjectId: string, keepSessionId = ''): Promise<number> {
  const closed = await tx.query<{ hash: string }>(sql`
    DELETE FROM identity.session WHERE subject_id = ${subjectId} AND session_id <> ${keepSessionId} RETURNING token_hash AS hash`);
  const hashes = closed.map((row) => row.hash);
  tx.afterCommit(() => forgetTokens(tx.database, hashes));
  return closed.length;
}

/** Ends every session that was opened by PIN on a device. */
export async function closeSessionsAt(tx: Tx, deviceId: string): Promise<void> {
  const closed = await tx.query<{ hash: string }>(
    sql`DELETE FROM identity.session WHERE device_id = ${deviceId} RETURNING token_hash AS hash`,
  );
  const hashes = closed.map((row) => row.hash);
  tx.afterCommit(() => forgetTokens(tx.database, hashes));
}

export type SessionLine = {
  readonly sessionId: string;
  readonly openedBy: OpenedBy;
  readonly agent: string | null;
  readonly openedAt: Instant;
  /** To within five minutes. */
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
};

/** The open sessions of a person, the last used first. */
export async function sessionsOf(db: Db, staffId: string): Promise<SessionLine[]> {
  return db.query<SessionLine>(sql`
    SELECT session_id AS "sessionId", opened_by AS "openedBy", agent, created_at AS "openedAt",
      coalesce(seen_at, created_at) AS "seenAt", expires_at AS "expiresAt"
    FROM identity.session WHERE subject_id = ${staffId} AND expires_at > now()
    ORDER BY coalesce(seen_at, created_at) DESC, session_id LIMIT 200`);
}

/** Ends one session of a person; another's, or one that is over, is left as it is. */
export async function endSession(tx: Tx, staffId: string, sessionId: string): Promise<void> {
  const [closed] = await tx.query<{ hash: string }>(sql`
    DELETE FROM identity.session WHERE session_id = ${sessionId} AND subject_id = ${staffId} RETURNING token_hash AS hash`);
  if (!closed) return;
  tx.afterCommit(() => forgetTokens(tx.database, [closed.hash]));
  announce(tx, { type: 'identity.session_ended', subjectKind: 'staff', subjectId: staffId });
}

/** Run by the clock: rows of sessions that are over, buckets that are full, links to new passwords that are long over. */
export async function sweepSessions(database: Database): Promise<void> {
  await database.transaction({ actor: 'identity.sweep' }, async (tx) => {
    await tx.query(sql`DELETE FROM identity.session WHERE expires_at < ${tx.now}::timestamptz`);
    await tx.query(sql`DELETE FROM identity.bucket WHERE full_at < ${tx.now}::timestamptz`);
    await sweepResets(tx);
  });
}
