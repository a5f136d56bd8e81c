/** Tickets as their devices told them, before anything was decided: for those that are put aside. Pure. */
import { shareOf, type Order } from '#orders';
import type { Device, TicketBody } from './model.ts';
import { returnBody, type ReturnDraft } from './return-model.ts';

/** A return: goods at what they were sold for, and no money, because none moved. */
export function toldReturn(
  draft: ReturnDraft,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  staffId: string,
  order: Pick<Order, 'customerId' | 'total' | 'lines'>,
): TicketBody {
  const lines = draft.lines.map(({ lineNo, quantity }) => {
    const sold = order.lines.find((line) => line.lineNo === lineNo);
    const units = Math.min(quantity, sold?.ordered ?? 0);
    const minor = sold ? shareOf({ ordered: sold.ordered, totalMinor: sold.total.minor }, units) : 0;
    const rate = sold?.taxRate ?? 0;
    return { ...{ skuId: sold?.skuId ?? '', quantity, minor, rate }, netMinor: minor, deductMinor: 0 };
  });
  const minor = lines.reduce((sum, line) => sum + line.minor, 0);
  const owed = { minor, entitledMinor: minor, currency: order.total.currency, lines, carriage: [], paybacks: [] };
  return { ...returnBody(draft, device, staffId, order.customerId, owed), taxGroups: [] };
}
