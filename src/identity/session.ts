/** Sessions: opened with a fresh token at each sign-in, kept on the server, closed there and then. */
import { sha256 } from '#base/canonical';
import { sql, type Database, type Tx } from '#base/db';
import { newId, newSecret } from '#base/ids';
import { plus, SECOND, type Instant } from '#base/time';
import { sessionMs, type SessionKind } from './model.ts';
import { forgetTokens } from './principal.ts';

export type OpenedSession = {
  readonly sessionId: string;
  /** 160 bits; only its SHA-256 is stored. */
  readonly token: string;
  readonly expiresAt: Instant;
  readonly maxAgeS: number;
};

/** Opens a session; one opened by PIN belongs to its device. `replaces` is the token the caller came with: that session ends, so that a planted token is worth nothing. */
export async function openSession(
  tx: Tx,
  input: { kind: SessionKind; subjectId: string; deviceId?: string | undefined; replaces?: string | undefined },
): Promise<OpenedSession> {
  if (input.replaces !== undefined) await closeSession(tx, input.replaces);
  const token = newSecret(20);
  const sessionId = newId('ses');
  const ms = sessionMs[input.kind];
  const expiresAt = plus(tx.now, ms);
  await tx.query(sql`
    INSERT INTO identity.session (session_id, token_hash, kind, subject_id, device_id, created_at, expires_at)
    VALUES (${sessionId}, ${sha256(token)}, ${input.kind}, ${input.subjectId}, ${input.deviceId ?? null}, ${tx.now}::timestamptz, ${expiresAt}::timestamptz)`);
  return { sessionId, token, expiresAt, maxAgeS: ms / SECOND };
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

/** Run by the clock: rows of sessions that are over. */
export async function sweepSessions(database: Database): Promise<void> {
  await database.transaction({ actor: 'identity.sweep' }, (tx) =>
    tx.query(sql`DELETE FROM identity.session WHERE expires_at < ${tx.now}::timestamptz`),
  );
}
