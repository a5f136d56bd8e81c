/** Delivery notes: what a parcel, or all that has left, holds; without prices. Numbered as other documents are. */
import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { dayIn } from '#base/time';
import { parcelsOf } from '#fulfilment';
import { houseOf } from '#org';
import { compose, linesOf } from './compose.ts';
import type { PartLine } from './facts.ts';
import { issueDocuments, type Receipt } from './issue.ts';
import { entityOf, factsOf, issuedOf, profileOf } from './read.ts';

/**
 * The delivery note of a parcel, or of all that has left of an order; asked again, it is the same one. Refuses `orders.not_found`,
 * `invoicing.nothing_due` (nothing has left, or no such parcel of the order has).
 */
export async function deliveryNote(tx: Tx, orderId: string, parcelId: string | undefined): Promise<Receipt> {
  lock(tx, 'invoicing.subject');
  const facts = await factsOf(tx, tx.database, orderId);
  await tx.query(sql`INSERT INTO invoicing.subject (order_id) VALUES (${orderId}) ON CONFLICT DO NOTHING`);
  await tx.query(sql`SELECT 1 FROM invoicing.subject WHERE order_id = ${orderId} FOR NO KEY UPDATE`);
  const parcel = (await parcelsOf(tx, [orderId])).find((one) => one.parcelId === parcelId);
  if (parcelId !== undefined && parcel?.state !== 'left') refuse('invoicing.nothing_due', { detail: parcelId });
  const units = new Map(
    parcel
      ? parcel.lines.map((line) => [line.lineNo, line.quantity])
      : facts.lines.map((line) => [line.lineNo, line.shipped]),
  );
  const parts = facts.lines.flatMap((line): PartLine[] => {
    const quantity = units.get(line.lineNo) ?? 0;
    return quantity === 0
      ? []
      : [{ line: { ...line, unitMinor: 1, discountMinor: 0 }, quantity, grossMinor: 0, netMinor: 0 }];
  });
  if (parts.length === 0) refuse('invoicing.nothing_due', { detail: facts.number });
  const cause = parcel
    ? `parcel:${parcel.parcelId}`
    : `left:${[...units].map(([no, count]) => `${no}x${count}`).join('+')}`;
  const known = (await issuedOf(tx, orderId)).find((one) => one.cause === cause);
  if (known) return { documentId: known.documentId, number: known.content.number, kind: 'delivery' };
  const entity = await entityOf(tx, tx.database, facts.siteId);
  const { profile } = await profileOf(tx, entity.entityId);
  const { timeZone } = (await houseOf(tx.database)).settings;
  const goods = linesOf(facts, parts);
  const draft = compose(
    facts,
    { entity, profile },
    {
      ...{ kind: 'delivery', ...goods, extras: [], prepaidMinor: 0, paid: [], prior: [], afterDeposit: false },
      today: dayIn(tx.now, timeZone),
    },
  );
  const { customerId, channelId } = facts;
  const [receipt] = await issueDocuments(tx, entity.entityId, profile, timeZone, [
    {
      orderId,
      customerId,
      channelId,
      cause,
      reverses: null,
      draft: { ...draft, groups: [], shipTo: facts.address ?? draft.shipTo },
    },
  ]);
  return receipt ?? refuse('invoicing.nothing_due', { detail: orderId });
}
