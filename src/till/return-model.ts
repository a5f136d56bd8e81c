/** What a ticket of a return says: goods taken back, and the money for them, below zero. Pure. */
import type { Instant } from '#base/time';
import type { Condition, Disposition, Reason } from '#returns/model';
import { EXCHANGES, VOUCHERS } from '#payments/model';
import { withRounding, type Device, type TicketBody } from './model.ts';

export type ReturnDraft = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly returnId: string;
  readonly receiptId: string;
  readonly dueId: string;
  readonly sequence: number;
  readonly previousHash: string;
  readonly at: Instant;
  readonly reason: Reason;
  readonly note: string;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly quantity: number;
    readonly condition: Condition;
    readonly disposition: Disposition;
  }[];
  readonly way: 'original' | 'cash' | 'credit';
  /** Who brings the goods, and gets the store credit; absent: the customer of the order. */
  readonly customerId?: string | undefined;
};

/** What is owed, as far as a ticket tells it. Amounts are minor units. */
export type OwedFacts = {
  readonly minor: number;
  readonly entitledMinor: number;
  readonly currency: string;
  readonly lines: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly minor: number;
    readonly netMinor: number;
    readonly deductMinor: number;
    readonly rate: number;
  }[];
  readonly carriage: readonly { readonly rate: number; readonly minor: number; readonly netMinor: number }[];
  readonly paybacks: readonly { readonly paymentId: string; readonly minor: number; readonly account: string }[];
};

/** How money goes back, by the account that it leaves. */
export const methodOf = (account: string): TicketBody['payments'][number]['method'] =>
  account === EXCHANGES
    ? 'exchange'
    : account === VOUCHERS
      ? 'gift_card'
      : account.startsWith('drawer:')
        ? 'cash'
        : account.startsWith('receivable:')
          ? 'account'
          : 'card';

/** What went back, by which way; below zero. Of an exchange also what pays for the new goods. */
export const backPayment = ({
  paymentId,
  minor,
  account,
}: OwedFacts['paybacks'][number]): TicketBody['payments'][number] => ({
  ...{ paymentId, amountMinor: -minor, receivedMinor: 0, changeMinor: 0 },
  method: methodOf(account),
});

/** The body of a return's ticket. Its taxes are those frozen in the sale; what is kept of them is kept in the same proportion. */
export function returnBody(
  draft: ReturnDraft,
  device: Pick<Device, 'deviceId' | 'channelId' | 'siteId'>,
  staffId: string,
  customerId: string | null,
  owed: OwedFacts,
  cashStep = 1,
): TicketBody {
  const { ticketId, orderId, returnId, dueId, sequence, at } = draft;
  const { deviceId, channelId, siteId } = device;
  const kept = owed.entitledMinor - owed.minor + owed.lines.reduce((sum, line) => sum + line.deductMinor, 0);
  return {
    ...{ ticketId, orderId, deviceId, channelId, siteId, staffId, sequence, at, returnId, dueId },
    ...(customerId === null ? {} : { customerId }),
    kind: 'return',
    override: false,
    currency: owed.currency,
    lines: owed.lines.map(({ skuId, quantity, minor, rate }) => ({
      ...{ skuId, quantity: -quantity, totalMinor: -minor, taxRate: rate },
      unitMinor: Math.round(minor / quantity),
    })),
    ...(owed.carriage.length === 0
      ? {}
      : { carriage: owed.carriage.map(({ rate, minor }) => ({ rate, grossMinor: -minor })) }),
    ...(kept === 0 ? {} : { keptMinor: kept }),
    taxGroups: groupsOf(owed),
    totalMinor: -owed.minor,
    payments: withRounding(owed.paybacks.map(backPayment), cashStep),
  };
}

function groupsOf({ lines, carriage, minor }: OwedFacts): TicketBody['taxGroups'] {
  const parts = [...lines, ...carriage];
  const full = parts.reduce((sum, part) => sum + part.minor, 0);
  const groups = [...Map.groupBy(parts, (part) => part.rate)].map(([rate, some]) => ({
    rate,
    gross: some.reduce((sum, part) => sum + part.minor, 0),
    net: some.reduce((sum, part) => sum + part.netMinor, 0),
  }));
  let [grossLeft, fullLeft] = [minor, full];
  return groups.map(({ rate, gross, net }) => {
    // The last group takes what is left, so that the groups sum to the total.
    const grossMinor = fullLeft === 0 ? 0 : Math.round((grossLeft * gross) / fullLeft);
    grossLeft -= grossMinor;
    fullLeft -= gross;
    const netMinor = gross === 0 ? 0 : Math.round((net * grossMinor) / gross);
    return { rate, grossMinor: -grossMinor, netMinor: -netMinor, taxMinor: -(grossMinor - netMinor) };
  });
}

/** Does a repeated ticket say what the first one said? */
export const sameReturn = (body: TicketBody, draft: ReturnDraft, deviceId: string): boolean =>
  body.kind === 'return' &&
  body.deviceId === deviceId &&
  body.orderId === draft.orderId &&
  body.sequence === draft.sequence &&
  body.returnId === draft.returnId &&
  body.dueId === draft.dueId &&
  body.lines.reduce((sum, line) => sum - line.quantity, 0) ===
    draft.lines.reduce((sum, line) => sum + line.quantity, 0);
