import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';

/**
 * Settles a breach: the units it borrowed from `unaccounted` were found (`counted`), or the sale was served or undone otherwise. How is
 * written down; the shelf needs nothing more, since a breach never took it below zero.
 */
export async function compensateBreach(tx: Tx, skuId: string, breachId: string, compensation: string): Promise<void> {
  const [breach] = await tx.query<{ document: string }>(sql`
    UPDATE inventory.breach SET state = 'compensated', compensation = ${compensation}
    WHERE sku_id = ${skuId} AND breach_id = ${breachId} AND state = 'open' RETURNING document`);
  if (!breach) refuse('inventory.breach_settled', { detail: breachId });
  announce(tx, {
    type: 'inventory.breach_settled',
    subjectKind: 'breach',
    subjectId: breachId,
    mentions: [breach.document, skuId],
    body: { compensation },
  });
}
