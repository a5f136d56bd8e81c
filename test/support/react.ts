import assert from 'node:assert/strict';
import { sql, type Database } from '#base/db';
import { reactOnce, type Reaction } from '#base/journal';
import { sleep } from '#base/time';

/**
 * Runs these reactions until they have passed the whole journal; one that can't fails the test. The horizon belongs to the whole
 * server, so a transaction of another test may hold it back for a while: one empty batch does not mean the end.
 */
export async function react(database: Database, reactions: readonly Reaction[]): Promise<void> {
  assert.ok(reactions.length > 0, 'no reaction given');
  for (let tries = 0; tries < 400; tries++) {
    for (const reaction of reactions) await reactOnce(database, reaction);
    const behind = await database.query(sql`
      SELECT FROM unnest(${reactions.map((reaction) => reaction.name)}::text[]) AS w(follower) LEFT JOIN journal.cursor c USING (follower)
      WHERE EXISTS (SELECT FROM journal.event e WHERE c.follower IS NULL OR (e.xid, e.seq) > (c.xid, c.seq))`);
    if (behind.length === 0) return;
    await sleep(25);
  }
  assert.fail('the reactions did not reach the end of the journal');
}
