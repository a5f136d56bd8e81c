import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { forgetPrices, priceListById, type PriceList } from './queries.ts';

type Buyers = Pick<PriceList, 'groupId' | 'companyId' | 'priority'>;
export type CreatePriceList = Omit<PriceList, 'createdAt' | keyof Buyers> & Partial<Buyers>;

/**
 * Creates a price list: the base list of a currency, a channel's own, or one for a group or a company, on one channel or on all. The same id and content again changes nothing. Refuses with
 * `pricing.list_exists` when the channel and currency, or the code, already have one.
 */
export async function createPriceList(tx: Tx, input: CreatePriceList): Promise<PriceList> {
  const { groupId = null, companyId = null, priority = 100 } = input;
  const made = await tx.affected(sql`
    INSERT INTO pricing.price_list (list_id, code, name, currency, channel_id, group_id, company_id, priority, created_at)
    VALUES (${input.listId}, ${input.code}, ${input.name}, ${input.currency}, ${input.channelId}, ${groupId}, ${companyId}, ${priority}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  const list = await priceListById(tx, input.listId);
  if (!list) refuse('pricing.list_exists', { detail: input.code });
  if (made === 0) {
    const whole = { ...input, groupId, companyId, priority };
    const keys = ['code', 'name', 'currency', 'channelId', 'groupId', 'companyId', 'priority'] as const;
    const same = keys.every((key) => list[key] === whole[key]);
    if (!same) refuse('request.id_reused', { detail: input.listId });
    return list;
  }
  announce(tx, {
    type: 'pricing.list_created',
    subjectKind: 'price_list',
    subjectId: list.listId,
    body: { code: list.code, currency: list.currency },
    ...(list.channelId === null ? {} : { channelId: list.channelId }),
    mentions: [list.channelId, list.groupId, list.companyId].filter((id) => id !== null),
  });
  tx.afterCommit(() => forgetPrices(tx.database, 'all'));
  return list;
}
