/** Groups of customers and companies. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { forgetBuyers } from './buyers.ts';
import type { Group } from './model.ts';
import { groupById, knownSubjects } from './queries.ts';

export type NewGroup = Pick<Group, 'groupId' | 'code' | 'names'>;

/** Makes a group; the same id and content again changes nothing. Refuses customers.group_taken, request.id_reused. */
export async function createGroup(tx: Tx, { groupId, code, names }: NewGroup): Promise<Group> {
  const hash = contentHash({ groupId, code, names });
  const made = await tx.affected(sql`
    INSERT INTO customers.buyer_group (group_id, code, names, content_hash, created_at)
    VALUES (${groupId}, ${code}, ${JSON.stringify(names)}::jsonb, ${hash}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM customers.buyer_group WHERE group_id = ${groupId}`,
    );
    if (!known) refuse('customers.group_taken', { fields: [{ field: 'code', rule: 'unique' }] });
    if (known.hash !== hash) refuse('request.id_reused', { detail: groupId });
  } else
    announce(tx, {
      type: 'customers.group_added',
      subjectKind: 'group',
      subjectId: groupId,
      version: 1,
      body: { code },
    });
  return (await groupById(tx, groupId)) ?? refuse('customers.unknown_group', { detail: groupId });
}

async function lockGroup(tx: Tx, groupId: string): Promise<Group> {
  lock(tx, 'customers.buyer_group');
  await tx.query(sql`SELECT 1 FROM customers.buyer_group WHERE group_id = ${groupId} FOR NO KEY UPDATE`);
  return (await groupById(tx, groupId)) ?? refuse('customers.unknown_group', { detail: groupId });
}

/** Renames a group; its code stays. Refuses customers.unknown_group, .changed_meanwhile. */
export async function renameGroup(
  tx: Tx,
  { groupId, names, version: seen }: Pick<Group, 'groupId' | 'names'> & { readonly version?: number | undefined },
): Promise<Group> {
  const before = await lockGroup(tx, groupId);
  if (seen !== undefined && seen !== before.version) refuse('customers.changed_meanwhile', { version: before.version });
  if (before.names.fr === names.fr && before.names.en === names.en) return before;
  const version = before.version + 1;
  await tx.query(sql`
    UPDATE customers.buyer_group SET names = ${JSON.stringify(names)}::jsonb, version = ${version} WHERE group_id = ${groupId}`);
  announce(tx, { type: 'customers.group_changed', subjectKind: 'group', subjectId: groupId, version });
  return { ...before, names, version };
}

/**
 * Puts customers and companies into a group, or takes them out; who is in it already, or is not, stays so. Refuses
 * customers.unknown_group, customers.unknown (naming the first who does not exist).
 */
export async function changeGroupMembers(
  tx: Tx,
  { groupId, add, remove }: { groupId: string; add: readonly string[]; remove: readonly string[] },
): Promise<{ added: number; removed: number }> {
  await lockGroup(tx, groupId);
  const known = await knownSubjects(tx, add);
  const missing = add.findIndex((id) => !known.has(id));
  if (missing >= 0) refuse('customers.unknown', { fields: [{ field: `add.${missing}`, rule: 'exists' }] });
  const gone = await tx.query<{ id: string }>(sql`
    DELETE FROM customers.in_group WHERE group_id = ${groupId} AND subject_id = ANY(${[...remove]}::text[]) RETURNING subject_id AS id`);
  const come = await tx.query<{ id: string }>(sql`
    INSERT INTO customers.in_group (group_id, subject_id, added_at)
    SELECT ${groupId}, s, ${tx.now}::timestamptz FROM unnest(${[...new Set(add)]}::text[]) AS s ON CONFLICT DO NOTHING
    RETURNING subject_id AS id`);
  const touched = [...gone, ...come].map(({ id }) => id);
  if (touched.length > 0) {
    announce(tx, {
      type: 'customers.group_members_changed',
      subjectKind: 'group',
      subjectId: groupId,
      mentions: touched,
      body: { added: come.length, removed: gone.length },
    });
    tx.afterCommit(() => forgetBuyers(tx.database, touched));
  }
  return { added: come.length, removed: gone.length };
}
