/** Notes beside an order. The journal holds their ids; their words are in one row, and can be erased. */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { lockHeads } from './settle.ts';

export type Note = {
  readonly noteId: string;
  readonly audience: 'internal' | 'shopper';
  readonly about: 'note' | 'hold';
  /** Null: erased. */
  readonly words: string | null;
  readonly actor: string;
  readonly at: Instant;
};
export type NewNote = Pick<Note, 'noteId' | 'audience'> & { readonly orderId: string; readonly words: string };

/** Notes of an order, the newest first; `shopper`: those its buyer may read. */
export const notesOf = (db: Db, orderId: string, audience?: 'shopper'): Promise<Note[]> =>
  db.query<Note>(sql`
    SELECT note_id AS "noteId", audience, about, words, actor, at FROM orders.note
    WHERE order_id = ${orderId} AND (${audience ?? null}::text IS NULL OR (audience = ${audience ?? null} AND words IS NOT NULL))
    ORDER BY at DESC, note_id DESC LIMIT 200`);

/** Writes a note of a locked order, once. False when it is there already. Refuses `request.id_reused`: the same id, other words. */
export async function insertNote(tx: Tx, note: NewNote & Pick<Note, 'about'>): Promise<boolean> {
  const { orderId, noteId, audience, about, words } = note;
  const [known] = await tx.query<{ orderId: string; words: string | null; audience: string }>(
    sql`SELECT order_id AS "orderId", words, audience FROM orders.note WHERE note_id = ${noteId}`,
  );
  if (known) {
    const same = known.orderId === orderId && known.audience === audience && (known.words ?? words) === words;
    return same ? false : refuse('request.id_reused', { detail: noteId });
  }
  await tx.query(sql`
    INSERT INTO orders.note (order_id, note_id, audience, about, words, actor, at)
    VALUES (${orderId}, ${noteId}, ${audience}, ${about}, ${words}, ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  return true;
}

/** Writes a note. Refuses `orders.not_found`, `request.id_reused`; repeatable by its id. */
export async function addNote(tx: Tx, note: NewNote): Promise<void> {
  await noted(tx, note.orderId, note.noteId, note.audience, () => insertNote(tx, { ...note, about: 'note' }));
}

/** Erases the words of a note; that there was one stays. Refuses `orders.not_found` (no such order or note). Repeatable. */
export async function eraseNote(tx: Tx, { orderId, noteId }: { orderId: string; noteId: string }): Promise<void> {
  await noted(tx, orderId, noteId, 'erased', async () => {
    const [row] = await tx.query<{ words: string | null }>(
      sql`SELECT words FROM orders.note WHERE order_id = ${orderId} AND note_id = ${noteId}`,
    );
    if (!row) refuse('orders.not_found', { detail: noteId });
    await tx.query(sql`
      UPDATE orders.note SET words = NULL, erased_at = coalesce(erased_at, ${tx.now}::timestamptz)
      WHERE order_id = ${orderId} AND note_id = ${noteId}`);
    return row.words !== null;
  });
}

async function noted(
  tx: Tx,
  orderId: string,
  noteId: string,
  what: string,
  write: () => Promise<boolean>,
): Promise<void> {
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (!(await write())) return;
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId}`);
  announce(tx, {
    type: 'orders.noted',
    subjectKind: 'order',
    subjectId: orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: [],
    body: { noteId, audience: what },
  });
}
