/** Tickets as their devices told them, before anything was decided: for those that are put aside. Pure. */
import { shareOf, type Order, type PreparedOrder } from '#orders';
import type { ExchangeDraft } from './exchange.ts';
import { soldBody, type Device, type TicketBody } from './model.ts';
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

/** An exchange: its return and its sale, with the goods of both and no money. */
export function toldExchange(
  { exchangeId, sequence, previousHash, at, back, sale }: ExchangeDraft,
  device: Device,
  staffId: string,
  { old, order }: { readonly old: Order; readonly order: PreparedOrder },
): TicketBody[] {
  const { lines, customerId } = order.draft;
  const { ticketId, orderId, override } = sale;
  const sold = {
    ...{ ticketId, orderId, sequence: sequence + 1, at, override, lines },
    ...(customerId === undefined ? {} : { customerId }),
  };
  return [
    {
      ...toldReturn({ ...back, sequence, previousHash, way: 'original', at }, device, staffId, old),
      exchangeId,
    },
    {
      ...soldBody(sold, device, staffId, order.priced),
      ...{ payments: [], exchangeId, backTicketId: back.ticketId, backOrderId: back.orderId },
    },
  ];
}
