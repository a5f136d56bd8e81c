/** Messages that wait for a worker: one for each kind and record. No address and no text is kept. */
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';

export type Queued = { readonly messageId: string; readonly kind: string; readonly subjectId: string };

/** A message of a kind about each of these records, in one statement; one that is there already stays as it is. */
export async function queue(tx: Tx, kind: string, subjectIds: readonly string[]): Promise<void> {
  await tx.query(sql`
    INSERT INTO notifications.message (message_id, kind, subject_id, made_at)
    SELECT m.*, ${tx.now}::timestamptz FROM unnest(${subjectIds.map(() => newId('msg'))}::text[], ${subjectIds.map(() => kind)}::text[],
      ${[...subjectIds]}::text[]) AS m
    ON CONFLICT DO NOTHING`);
}

/** The address by which people reach us, as it is configured: never as a request says, which anybody may write. */
export const houseUrl = (): string => process.env.HALLE_URL ?? 'http://127.0.0.1:4000';
