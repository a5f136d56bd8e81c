import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { forgetPrices, priceListById, type PriceList } from './queries.ts';

export type CreatePriceList = Omit<PriceList, 'createdAt'>;

/**
 * Creates a price list: the base list of a currency, or a channel's own. The same id and content again changes nothing. Refuses with
 * `pricing.list_exists` when the channel and currency, or the code, already have one.
 */
export async function createPriceList(tx: Tx, input: CreatePriceList): Promise<PriceList> {
  const made = await tx.affected(sql`
    INSERT INTO pricing.price_list (list_id, code, name, currency, channel_id, created_at)
    VALUES (${input.listId}, ${input.code}, ${input.name}, ${input.currency}, ${input.channelId}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  const list = await priceListById(tx, input.listId);
  if (!list) refuse('pricing.list_exists', { detail: input.code });
  if (made === 0) {
    const same = (['code', 'name', 'currency', 'channelId'] as const).every((key) => list[key] === input[key]);
    if (!same) refuse('request.id_reused', { detail: input.listId });
    return list;
  }
  announce(tx, {
    type: 'pricing.list_created',
    subjectKind: 'price_list',
    subjectId: list.listId,
    body: { code: list.code, currency: list.currency },
    ...(list.channelId === null ? {} : { channelId: list.channelId, mentions: [list.channelId] }),
  });
  tx.afterCommit(() => forgetPrices(tx.database, 'all'));
  return list;
}
