/** Messages that wait for a worker: one for each kind and record. No address and no text is kept. */
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';

export type Queued = { readonly messageId: string; readonly kind: string; readonly subjectId: string };

/** A message of a kind about each of these records, in one statement; one that is there already stays as it is. */
export const queue = (tx: Tx, kind: string, subjectIds: readonly string[]): Promise<void> =>
  queueAll(
    tx,
    subjectIds.map((subjectId) => ({ kind, subjectId })),
  );

export type Wanted = {
  readonly kind: string;
  readonly subjectId: string;
  /** Not before; undefined: at once. */
  readonly dueAt?: Instant | undefined;
};

/** The same for messages of many kinds. */
export async function queueAll(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  if (wanted.length === 0) return;
  await tx.query(sql`
    INSERT INTO notifications.message (message_id, kind, subject_id, due_at, made_at)
    SELECT m.*, ${tx.now}::timestamptz FROM unnest(${wanted.map(() => newId('msg'))}::text[], ${wanted.map((one) => one.kind)}::text[],
      ${wanted.map((one) => one.subjectId)}::text[], ${wanted.map((one) => one.dueAt ?? null)}::timestamptz[]) AS m
    ON CONFLICT DO NOTHING`);
}

/** The address by which people reach us, as it is configured: never as a request says, which anybody may write. */
export const houseUrl = (): string => process.env.HALLE_URL ?? 'http://127.0.0.1:4000';
