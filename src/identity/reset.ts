/**
 * The way back for who forgot their password, staff or shopper: a link by mail, worth something once and for an hour. Asking tells nothing
 * of who is known here, neither by the answer nor by what it costs. Whose record a password is in does the rest (`forgotten.ts`, and
 * `#customers`).
 */
import { sha256 } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { MINUTE, plus, type Instant } from '#base/time';
import { countUse } from './limits.ts';
import { idOfLink, linkToken } from './links.ts';
import { plainEmail, RESET_MS, type SessionKind } from './model.ts';
import type { SecretHash } from './secret.ts';

export type Reset = {
  readonly resetId: string;
  readonly kind: SessionKind;
  readonly subjectId: string;
  readonly stamp: string;
  readonly language: 'fr' | 'en';
  readonly expiresAt: Instant;
};

/** An e-mail and a password as they are: a link is over once either is another. Argon2's salt keeps it from telling anything. */
export const stampOf = (email: string, hash: SecretHash | null): string => sha256(`${email} ${hash ?? ''}`);

/** Counts asking: three at once for an address, then one every twenty minutes. Refuses request.rate_limited, whoever is known. */
export async function countAsking(
  database: Database,
  { kind, email, ip }: { kind: SessionKind; email: string; ip: string },
): Promise<void> {
  await countUse(database, `forgotten ${ip}`, 20, MINUTE / 4);
  await countUse(database, `forgotten ${kind} ${plainEmail(email)}`, 3, 20 * MINUTE);
}

/** Counts following a link. Refuses request.rate_limited. */
export const countFollowing = (database: Database, ip: string): Promise<void> =>
  countUse(database, `reset ${ip}`, 20, MINUTE / 4);

/** Writes down that a new password was asked for, by whom if anybody; whoever hears `identity.reset_asked` sends the mail. */
export async function askReset(
  tx: Tx,
  kind: SessionKind,
  person: { readonly subjectId: string; readonly stamp: string } | undefined,
  language: 'fr' | 'en',
): Promise<void> {
  const resetId = newId('rst');
  await tx.query(sql`
    INSERT INTO identity.reset (reset_id, kind, subject_id, stamp, language, asked_at, expires_at)
    VALUES (${resetId}, ${kind}, ${person?.subjectId ?? null}, ${person?.stamp ?? null}, ${language}, ${tx.now}::timestamptz,
      ${plus(tx.now, RESET_MS)}::timestamptz)`);
  const mentions = person ? [person.subjectId] : [];
  announce(tx, { type: 'identity.reset_asked', subjectKind: 'reset', subjectId: resetId, mentions });
}

/** One whose link may still be followed, as far as is known here: who it is of says whether their stamp is the same. */
export async function openReset(db: Db, resetId: string): Promise<Reset | undefined> {
  const [row] = await db.query<Reset>(sql`
    SELECT reset_id AS "resetId", kind, subject_id AS "subjectId", stamp, language, expires_at AS "expiresAt"
    FROM identity.reset WHERE reset_id = ${resetId} AND subject_id IS NOT NULL AND used_at IS NULL AND expires_at > now()`);
  return row;
}

/** What the link holds; stored nowhere. */
export const resetToken = (database: Database, resetId: string): Promise<string> =>
  linkToken(database, 'reset', resetId);

/** What a link opens: of staff or of a shopper, as asked. Refuses identity.reset_over, alike for one that never was. */
export async function resetOf(database: Database, kind: SessionKind, token: string): Promise<Reset> {
  const resetId = await idOfLink(database, 'reset', token);
  const found = resetId === undefined ? undefined : await openReset(database, resetId);
  return found?.kind === kind ? found : refuse('identity.reset_over');
}

/** Uses it up; of two who follow one link at once one does. Refuses identity.reset_over. */
export async function useReset(tx: Tx, { resetId, kind, subjectId }: Reset): Promise<void> {
  const used = await tx.affected(sql`
    UPDATE identity.reset SET used_at = ${tx.now}::timestamptz
    WHERE reset_id = ${resetId} AND used_at IS NULL AND expires_at > ${tx.now}::timestamptz`);
  if (used === 0) refuse('identity.reset_over');
  announce(tx, { type: 'identity.password_reset', subjectKind: kind, subjectId, mentions: [resetId] });
}

/** Forgets what is over for a day: the journal knows that it was. */
export async function sweepResets(tx: Tx): Promise<void> {
  await tx.query(sql`DELETE FROM identity.reset WHERE expires_at < ${tx.now}::timestamptz - interval '1 day'`);
}
