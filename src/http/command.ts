import { contentHash } from '#base/canonical';
import { sql, type Caller, type Database, type Tx } from '#base/db';
import { refuse } from '#base/refusal';

export type CommandKey = {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
  readonly input: unknown;
};

/**
 * Runs a command and remembers its receipt in the same transaction. The same key again gives the same receipt; with other content
 * it is refused (`request.id_reused`, 422); in flight it waits for the first, at most the lock timeout of five seconds (then 409).
 * A refusal undoes the row too: it is not remembered, so the same key may succeed later.
 */
export async function rememberedCommand<T>(
  database: Database,
  caller: Caller,
  { principal, route, key, input }: CommandKey,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const hash = contentHash(input);
  return database.transaction({ ...caller, commandId: key }, async (tx) => {
    const fresh = await tx.affected(sql`
      INSERT INTO base.command (principal, route, id, body_hash, at) VALUES (${principal}, ${route}, ${key}, ${hash}, ${tx.now}::timestamptz)
      ON CONFLICT DO NOTHING`);
    if (fresh === 0) {
      const [known] = await tx.query<{ body_hash: string; receipt: T }>(sql`
        SELECT body_hash, receipt FROM base.command WHERE principal = ${principal} AND route = ${route} AND id = ${key}`);
      if (known?.body_hash !== hash) refuse('request.id_reused', { detail: key });
      return known.receipt;
    }
    const receipt = await work(tx);
    await tx.query(sql`UPDATE base.command SET receipt = ${JSON.stringify(receipt ?? null)}::jsonb
      WHERE principal = ${principal} AND route = ${route} AND id = ${key}`);
    return receipt;
  });
}
