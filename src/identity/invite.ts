/** Invitations: a link by mail, worth something once and for a week, behind which somebody chooses their password. */
import { contentHash } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { plus, type Instant } from '#base/time';
import { checkGrants } from './grants.ts';
import { idOfLink, linkToken } from './links.ts';
import { INVITATION_MS, plainEmail, type Grant } from './model.ts';
import { checkPassword, createStaff } from './staff.ts';
import type { SecretHash } from './secret.ts';

export type InvitationDraft = Grant & {
  readonly invitationId: string;
  readonly email: string;
  readonly name: string;
  readonly language: 'fr' | 'en';
};
export type Invitation = InvitationDraft & {
  readonly invitedBy: string;
  readonly invitedAt: Instant;
  readonly expiresAt: Instant;
};

const columns = sql`invitation_id AS "invitationId", email, name, role, site_id AS "siteId", entity_id AS "entityId", language,
  invited_by AS "invitedBy", invited_at AS "invitedAt", expires_at AS "expiresAt"`;
const open = sql`accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > now()`;

/**
 * Invites somebody; whoever hears `identity.invited` sends the mail. Refuses identity.email_taken, identity.unknown_site,
 * identity.unknown_entity, identity.unknown_role, request.id_reused.
 */
export async function invite(tx: Tx, draft: InvitationDraft): Promise<{ invitationId: string; expiresAt: Instant }> {
  const { invitationId, name, role, siteId, entityId, language } = draft;
  const email = plainEmail(draft.email);
  await checkGrants(tx, [draft]);
  const taken = await tx.query(sql`SELECT 1 FROM identity.staff WHERE email = ${email}`);
  if (taken.length > 0) refuse('identity.email_taken', { fields: [{ field: 'email', rule: 'unique' }] });
  const expiresAt = plus(tx.now, INVITATION_MS);
  const made = await tx.affected(sql`
    INSERT INTO identity.invitation (invitation_id, email, name, role, site_id, entity_id, language, invited_by, invited_at, expires_at)
    VALUES (${invitationId}, ${email}, ${name}, ${role}, ${siteId}, ${entityId}, ${language}, ${tx.caller.actor}, ${tx.now}::timestamptz,
      ${expiresAt}::timestamptz) ON CONFLICT (invitation_id) DO NOTHING`);
  if (made === 0) {
    const known = await invitationById(tx, invitationId);
    const of = (one: InvitationDraft): string =>
      contentHash([plainEmail(one.email), one.name, one.role, one.siteId, one.entityId, one.language]);
    if (!known || of(known) !== of(draft)) refuse('request.id_reused', { detail: invitationId });
    return { invitationId, expiresAt: known.expiresAt };
  }
  const subject = { subjectKind: 'invitation', subjectId: invitationId };
  announce(tx, { type: 'identity.invited', ...subject, body: { role, siteId, entityId } });
  return { invitationId, expiresAt };
}

async function invitationById(db: Db, invitationId: string): Promise<Invitation | undefined> {
  const [row] = await db.query<Invitation>(
    sql`SELECT ${columns} FROM identity.invitation WHERE invitation_id = ${invitationId}`,
  );
  return row;
}

/** An invitation that may still be followed. */
export async function openInvitation(db: Db, invitationId: string): Promise<Invitation | undefined> {
  const [row] = await db.query<Invitation>(
    sql`SELECT ${columns} FROM identity.invitation WHERE invitation_id = ${invitationId} AND ${open}`,
  );
  return row;
}

/** Those that may still be followed, the newest first; of these sites only, when they are named. */
export async function listInvitations(db: Db, siteIds?: readonly string[]): Promise<Invitation[]> {
  return db.query<Invitation>(sql`
    SELECT ${columns} FROM identity.invitation
    WHERE ${open} AND (${siteIds ?? null}::text[] IS NULL OR site_id = ANY(${siteIds ?? null}::text[]))
    ORDER BY invited_at DESC, invitation_id LIMIT 200`);
}

/** The link is worth nothing from now on. */
export async function withdrawInvitation(tx: Tx, invitationId: string): Promise<void> {
  const gone = await tx.affected(sql`
    UPDATE identity.invitation SET withdrawn_at = ${tx.now}::timestamptz WHERE invitation_id = ${invitationId} AND ${open}`);
  if (gone > 0)
    announce(tx, { type: 'identity.invitation_withdrawn', subjectKind: 'invitation', subjectId: invitationId });
}

/** What the link of an invitation holds. */
export const invitationToken = (database: Database, invitationId: string): Promise<string> =>
  linkToken(database, 'invitation', invitationId);

/** The invitation that a link opens. Refuses identity.invitation_over, alike for one that never was. */
export async function invitationOf(database: Database, token: string): Promise<Invitation> {
  const invitationId = await idOfLink(database, 'invitation', token);
  const found = invitationId === undefined ? undefined : await openInvitation(database, invitationId);
  return found ?? refuse('identity.invitation_over');
}

/**
 * Follows an invitation: the person is made, with the password they chose. Of two who follow it at once one does. Refuses
 * identity.invitation_over, identity.email_taken, identity.weak_password.
 */
export async function acceptInvitation(
  tx: Tx,
  invitation: Invitation,
  person: { staffId: string; name: string; password: string; passwordHash: SecretHash },
): Promise<void> {
  const { invitationId, email, role, siteId, entityId } = invitation;
  checkPassword(person.password, email);
  const used = await tx.affected(sql`
    UPDATE identity.invitation SET accepted_at = ${tx.now}::timestamptz WHERE invitation_id = ${invitationId} AND ${open}`);
  if (used === 0) refuse('identity.invitation_over');
  const { staffId, name, passwordHash } = person;
  const known = await tx.query(sql`SELECT 1 FROM identity.staff WHERE staff_id = ${staffId}`);
  if (known.length > 0) refuse('request.id_reused', { detail: staffId });
  await createStaff(tx, { staffId, name, passwordHash, email, role, siteId, entityId });
}
