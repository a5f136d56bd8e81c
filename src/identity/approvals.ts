/**
 * Four eyes (RELIABILITY, G23): a refund beyond a role's limit, a price far below the one in force. The command is refused with
 * `identity.approval_needed` and a request is left; another person who holds the right agrees or not; then the same command, by the
 * same person, goes through once. Where nobody else could agree (a house of one) it goes through, and the journal says so.
 */
import { contentHash } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { holdsAt, type Principal, type RouteContext } from '#base/route';
import { DAY, plus, type Instant } from '#base/time';
import { heldByGrants, ownRoles } from './grants.ts';
import { byPin, refundLimits, type Device } from './model.ts';
import { isHouseRight } from './rights.ts';
import { checkPin } from './sign-in.ts';
import { grantsOf, listStaff, staffById } from './staff.ts';

/** An approval, asked or given, is worth something for this long. */
const APPROVAL_MS = 3 * DAY;
const MOST_STAFF = 1_000;

export type ApprovalKind = 'refund' | 'price';
export type Ask = {
  readonly kind: ApprovalKind;
  readonly subjectId: string;
  /** Who may agree holds this right; at one of these sites, if any are named. */
  readonly right: string;
  readonly siteIds?: readonly string[];
  /** What is asked, in ids and numbers: shown to who decides, and what the approval is good for. */
  readonly facts: Readonly<Record<string, string | number | null>>;
};

export type Approval = {
  readonly approvalId: string;
  readonly kind: ApprovalKind;
  readonly subjectId: string;
  readonly right: string;
  readonly siteIds: readonly string[];
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly state: 'asked' | 'approved' | 'refused' | 'used';
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
};

const columns = sql`approval_id AS "approvalId", kind, subject_id AS "subjectId", needs_right AS "right", site_ids AS "siteIds", facts, state,
  asked_by AS "askedBy", asked_at AS "askedAt", expires_at AS "expiresAt", decided_by AS "decidedBy", decided_at AS "decidedAt"`;

type Asking = Pick<RouteContext, 'db' | 'principal' | 'caller'>;

/**
 * Runs a command that needs a second person, once one has agreed; `ask` undefined: it needs none. A command that fails leaves the
 * approval as it was. Refuses identity.approval_needed, with the request's id in `detail`.
 */
export async function withApproval<T>(context: Asking, ask: Ask | undefined, run: () => Promise<T>): Promise<T> {
  if (!ask) return run();
  const approvalId = await spend(context, ask);
  if (approvalId === undefined) return run();
  try {
    return await run();
  } catch (error) {
    await context.db.query(
      sql`UPDATE identity.approval SET state = 'approved' WHERE approval_id = ${approvalId} AND state = 'used'`,
    );
    throw error;
  }
}

/** Uses up an approval of exactly this; undefined where nobody could give one. */
async function spend({ db, principal, caller }: Asking, ask: Ask): Promise<string | undefined> {
  const { kind, subjectId, right, siteIds = [], facts } = ask;
  const hash = contentHash({ kind, subjectId, facts });
  const others = await canDecide(db, ask, caller.actor);
  const outcome = await db.transaction(caller, async (tx): Promise<{ used?: string; asked?: string }> => {
    await tx.query(sql`
      DELETE FROM identity.approval WHERE asked_by = ${caller.actor} AND content_hash = ${hash} AND state IN ('asked', 'approved')
        AND expires_at < ${tx.now}::timestamptz`);
    const [open] = await tx.query<{ approvalId: string; state: string }>(sql`
      SELECT approval_id AS "approvalId", state FROM identity.approval
      WHERE asked_by = ${caller.actor} AND content_hash = ${hash} AND state IN ('asked', 'approved') FOR UPDATE`);
    if (open?.state === 'approved') {
      await tx.query(sql`UPDATE identity.approval SET state = 'used' WHERE approval_id = ${open.approvalId}`);
      return { used: open.approvalId };
    }
    const body = { kind, ...facts };
    if (!others) {
      announce(tx, { type: 'identity.approved_alone', subjectKind: kind, subjectId, body });
      return {};
    }
    if (open) return { asked: open.approvalId };
    const approvalId = newId('apv');
    await tx.query(sql`
      INSERT INTO identity.approval (approval_id, kind, subject_id, needs_right, site_ids, facts, content_hash, state, asked_by, asked_at, expires_at)
      VALUES (${approvalId}, ${kind}, ${subjectId}, ${right}, ${[...siteIds]}::text[], ${JSON.stringify(facts)}::jsonb, ${hash}, 'asked',
        ${caller.actor}, ${tx.now}::timestamptz, ${plus(tx.now, APPROVAL_MS)}::timestamptz)`);
    announce(tx, {
      type: 'identity.approval_asked',
      subjectKind: 'approval',
      subjectId: approvalId,
      mentions: [subjectId],
      body,
    });
    return { asked: approvalId };
  });
  if (outcome.asked !== undefined)
    refuse('identity.approval_needed', { detail: principal.kind === 'staff' ? outcome.asked : '' });
  return outcome.used;
}

/** Whether anybody but the one who asks could agree. */
async function canDecide(db: Database, { right, kind, facts }: Ask, asker: string): Promise<boolean> {
  const [people, own, limits] = await Promise.all([
    listStaff(db, { limit: MOST_STAFF }),
    ownRoles(db),
    refundLimitsOf(db),
  ]);
  for (const person of people) {
    if (!person.active || person.staffId === asker) continue;
    const held = await heldByGrants(db, grantsOf(person), own);
    if (held.rights.has(right) && (kind !== 'refund' || within(limits, person.role, facts['total']))) return true;
  }
  return false;
}

/** The latest requests: one's own, and those one may decide. */
export async function approvalsFor(
  context: Pick<RouteContext, 'db' | 'principal'>,
  limit: number,
): Promise<Approval[]> {
  const { db, principal } = context;
  if (principal.kind !== 'staff') return [];
  const rows = await db.query<Approval>(sql`
    SELECT ${columns} FROM identity.approval WHERE asked_by = ${principal.staffId} OR needs_right = ANY(${[...principal.rights]}::text[])
    ORDER BY asked_at DESC, approval_id DESC LIMIT ${limit}`);
  return rows.filter((row) => row.askedBy === principal.staffId || mayDecide(principal, row));
}

const mayDecide = (principal: Principal, { right, siteIds }: Approval): boolean =>
  principal.kind === 'staff' &&
  principal.rights.has(right) &&
  (siteIds.length === 0 ? principal.sites.get(right) === undefined : holdsAt({ principal }, right, siteIds));

/**
 * Another person agrees, or not. Refuses identity.unknown_approval, identity.own_approval, identity.approval_over (decided, used, or
 * too old), request.forbidden (for want of the right there, or of a limit as high).
 */
export async function decideApproval(
  tx: Tx,
  { approvalId, approve }: { approvalId: string; approve: boolean },
  principal: Principal,
): Promise<Approval> {
  const [row] = await tx.query<Approval>(
    sql`SELECT ${columns} FROM identity.approval WHERE approval_id = ${approvalId} FOR UPDATE`,
  );
  if (!row || principal.kind !== 'staff') return refuse('identity.unknown_approval', { detail: approvalId });
  if (row.askedBy === principal.staffId) refuse('identity.own_approval');
  if (!mayDecide(principal, row)) refuse('identity.unknown_approval', { detail: approvalId });
  if (row.state !== 'asked' || row.expiresAt < tx.now) refuse('identity.approval_over', { detail: approvalId });
  if (row.kind === 'refund' && approve && !within(await refundLimitsOf(tx), principal.role, row.facts['total']))
    refuse('request.forbidden', { detail: 'beyond one’s own limit' });
  const state = approve ? 'approved' : 'refused';
  await tx.query(sql`
    UPDATE identity.approval SET state = ${state}, decided_by = ${principal.staffId}, decided_at = ${tx.now}::timestamptz
    WHERE approval_id = ${approvalId}`);
  announce(tx, {
    type: `identity.approval_${approve ? 'given' : 'refused'}`,
    subjectKind: 'approval',
    subjectId: approvalId,
    mentions: [row.subjectId],
    body: { kind: row.kind, ...row.facts },
  });
  return { ...row, state, decidedBy: principal.staffId, decidedAt: tx.now };
}

/**
 * Another person agrees where the first stands: by their PIN, on a trusted device. Refuses as `decideApproval` and `checkPin`, and
 * identity.own_approval before any PIN is looked at.
 */
export async function agreeByPin(
  database: Database,
  device: Device,
  { approvalId, staffId, pin, asker }: { approvalId: string; staffId: string; pin: string; asker: string },
): Promise<Approval> {
  if (staffId === asker) refuse('identity.own_approval');
  const person = await staffById(database, await checkPin(database, { device, staffId, pin }));
  if (!person) refuse('identity.wrong_pin');
  const held = byPin(await heldByGrants(database, grantsOf(person), await ownRoles(database)), isHouseRight);
  const { name, role, siteId } = person;
  const principal = { kind: 'staff' as const, staffId, name, role, siteId, ...held, sessionId: '' };
  return database.transaction({ actor: staffId }, (tx) => decideApproval(tx, { approvalId, approve: true }, principal));
}

export type Limits = ReadonlyMap<string, number | null>;

/** What each role gives back by itself, minor units; null: without limit. */
export async function refundLimitsOf(db: Db): Promise<Limits> {
  const rows = await db.query<{ role: string; minor: number | null }>(
    sql`SELECT role, minor FROM identity.refund_limit`,
  );
  return new Map([...Object.entries(refundLimits), ...rows.map(({ role, minor }) => [role, minor] as const)]);
}

function within(limits: Limits, role: string, minor: unknown): boolean {
  const limit = limits.get(role) === undefined ? (limits.get('others') ?? 0) : limits.get(role);
  return limit === null || limit === undefined || (typeof minor === 'number' && minor <= limit);
}

/** Whether this caller may give back so much without asking. */
export async function mayRefund(db: Db, principal: Principal, minor: number): Promise<boolean> {
  return principal.kind === 'staff' && within(await refundLimitsOf(db), principal.role, minor);
}

export async function setRefundLimit(tx: Tx, { role, minor }: { role: string; minor: number | null }): Promise<void> {
  await tx.query(sql`
    INSERT INTO identity.refund_limit (role, minor, set_at) VALUES (${role}, ${minor}, ${tx.now}::timestamptz)
    ON CONFLICT (role) DO UPDATE SET minor = excluded.minor, set_at = excluded.set_at`);
  announce(tx, { type: 'identity.refund_limit_set', subjectKind: 'role', subjectId: role, body: { minor } });
}
