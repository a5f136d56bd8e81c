/**
 * Which documents an order still needs: pure. It compares what the order is with what was issued, so that it may be asked at any time and as
 * often as one likes; what has been issued is never issued again, what is no longer true is taken back by a credit note.
 */
import type { Day } from '#base/time';
import type { LocalText } from '#org/model';
import { carriageExtras, CARRIAGE, creditMatter, linesOf, wordLine, splitOver, type Matter } from './compose.ts';
import { depositParts, depositsLeft, partsMinor } from './deposit-parts.ts';
import { amountsOf, wanted, type BuyerFacts, type OrderFacts, type Part, type PaymentFacts } from './facts.ts';
import type { Content, Kind, Paid } from './model.ts';
import type { Policy } from './profile.ts';

/** A document that was issued for the order. */
export type Issued = {
  readonly documentId: string;
  readonly kind: Kind;
  readonly cause: string;
  readonly reverses: string | null;
  readonly content: Content;
};

export type Asked = {
  readonly asked: boolean;
  readonly atOnce: boolean;
  /** A person took its invoice back, and wants no other. */
  readonly barred?: boolean;
};

/** A document to issue: what it is of, why, and which one it takes back. */
export type Step = { readonly cause: string; readonly reverses: string | null; readonly matter: Matter };

/** `waits` says why an order has no invoice yet; `stuck`: a person must look. */
export type Plan = {
  readonly steps: readonly Step[];
  readonly waits: 'not_asked' | 'not_placed' | 'not_left' | 'cancelled' | null;
  readonly stuck: boolean;
};

export const openInvoices = (issued: readonly Issued[]): Issued[] =>
  issued.filter((one) => one.kind === 'invoice' && !issued.some((other) => other.reverses === one.documentId));

/** What open invoices say of an order's goods. */
export function invoiced(open: readonly Issued[]): Part {
  const units = new Map<number, number>();
  for (const { content } of open)
    for (const { orderLine, quantity } of content.lines)
      if (orderLine !== null) units.set(orderLine, (units.get(orderLine) ?? 0) + quantity);
  for (const { content } of open)
    for (const { orderLine, quantity } of content.free) units.set(orderLine, (units.get(orderLine) ?? 0) + quantity);
  return { units, carriage: open.some((one) => one.content.extras.some((extra) => extra.reason.en === CARRIAGE.en)) };
}

/** What ought to be invoiced now. */
function target(facts: OrderFacts, policy: Policy, asked: Asked, have: Part): Part {
  if (facts.state !== 'placed' && facts.state !== 'needs_decision') return { units: new Map(), carriage: false };
  const everything = new Map(facts.lines.map((line) => [line.lineNo, wanted(line)]));
  const gone = new Map(facts.lines.map((line) => [line.lineNo, line.shipped]));
  const hasLeft =
    facts.lines.every((line) => line.shipped === wanted(line)) && facts.lines.some((line) => line.shipped > 0);
  if (hasLeft || asked.atOnce || policy.moment === 'placed') return { units: everything, carriage: true };
  if (policy.moment === 'shipment') return { units: gone, carriage: [...gone.values()].some((count) => count > 0) };
  return have;
}

/** The documents an order needs beyond those it has. */
export function planDocuments(
  facts: OrderFacts,
  issued: readonly Issued[],
  policy: Policy,
  asked: Asked,
  today: Day,
): Plan {
  const open = openInvoices(issued);
  if (asked.barred && open.length === 0) return { steps: [], waits: 'not_asked', stuck: false };
  const isMeant = facts.buyer !== null || policy.consumers === 'always' || asked.asked || open.length > 0;
  if (!isMeant) return { steps: [], waits: 'not_asked', stuck: false };
  const deposits = [...depositSteps(facts, issued, today), ...depositsBack(facts, issued, today)];
  const credited = issued.some((one) => one.kind === 'credit_note' && one.cause.startsWith('due:'));
  const isWrong =
    facts.state === 'cancelled' ||
    facts.lines.some((line) => (invoiced(open).units.get(line.lineNo) ?? 0) > wanted(line)) ||
    open.some((one) => isOther(one.content, facts.buyer));
  if (open.length > 0 && isWrong && credited) return { steps: deposits, waits: null, stuck: true };
  const back = isWrong ? open.map((one) => reversal(one, today, whyBack(facts, one))) : [];
  const kept = isWrong ? [] : open;
  const have = invoiced(kept);
  const before = isWrong ? invoiced(open) : have;
  const aim = floor(facts, target(facts, policy, asked, before));
  const invoice = invoiceStep(facts, issued, kept, have, aim, today);
  const steps = [...deposits, ...back, ...(invoice ? [invoice] : [])];
  const dues = kept.length > 0 ? dueSteps(facts, issued, kept, today) : [];
  const waits = open.length > 0 || invoice ? null : waitOf(facts);
  return { steps: [...steps, ...dues], waits, stuck: false };
}

/** Whether an invoice is in another name than the one that is now asked for. A person's own name may be gone from the order: it stays. */
const isOther = ({ buyer }: Content, asked: BuyerFacts | null): boolean =>
  asked !== null &&
  (buyer.name !== asked.name ||
    (buyer.siren ?? null) !== (asked.siren ?? null) ||
    (buyer.vatNumber ?? null) !== (asked.vatNumber ?? null));

function waitOf({ state }: OrderFacts): Plan['waits'] {
  if (state === 'cancelled') return 'cancelled';
  return state === 'awaiting_payment' ? 'not_placed' : 'not_left';
}

/** Never more than is wanted. */
const floor = (facts: OrderFacts, part: Part): Part => ({
  ...part,
  units: new Map(facts.lines.map((line) => [line.lineNo, Math.min(wanted(line), part.units.get(line.lineNo) ?? 0)])),
});

const CANCELLED: LocalText = { fr: 'Commande annulée', en: 'Order cancelled' };
const EDITED: LocalText = { fr: 'Commande modifiée', en: 'Order changed' };
const RENAMED: LocalText = { fr: 'Facture au nom d’un autre acheteur', en: 'Invoice in another buyer’s name' };
const whyBack = (facts: OrderFacts, { content }: Issued): LocalText => {
  if (facts.state === 'cancelled') return CANCELLED;
  return isOther(content, facts.buyer) ? RENAMED : EDITED;
};

/** Takes an invoice back whole: the same lines, on a credit note. What was paid on it counts on the one that takes its place. */
export function reversal({ documentId, content }: Issued, today: Day, reason: LocalText): Step {
  const { lines, free, extras, number, day, totals } = content;
  return {
    cause: `reverse:${documentId}`,
    reverses: documentId,
    matter: {
      ...{ kind: 'credit_note', lines, free, extras, paid: [], afterDeposit: false, today },
      ...{ prepaidMinor: totals.grossMinor, prior: [{ documentId, number, day }], reason, original: content },
    },
  };
}

function invoiceStep(
  facts: OrderFacts,
  issued: readonly Issued[],
  kept: readonly Issued[],
  have: Part,
  aim: Part,
  today: Day,
): Step | undefined {
  const isMore = facts.lines.some((line) => (aim.units.get(line.lineNo) ?? 0) > (have.units.get(line.lineNo) ?? 0));
  if (!isMore) return undefined;
  const parts = amountsOf(facts, have, aim);
  const goods = linesOf(facts, parts.lines);
  // Nothing but gifts: no invoice can be made of what bears no price; they stand on the next one, or on the delivery note.
  if (goods.lines.length === 0) return undefined;
  const extras = carriageExtras(facts, parts.carriage);
  const gross = [...parts.lines, ...parts.carriage].reduce((sum, one) => sum + one.grossMinor, 0);
  const money = moneyOf(facts, kept);
  const deposits = openDeposits(issued);
  const doneMinor = kept.reduce((sum, one) => sum + one.content.totals.grossMinor, gross);
  const allMinor = facts.groups.reduce((sum, group) => sum + group.grossMinor, 0);
  const cited = depositParts(deposits, kept, { doneMinor, allMinor });
  const otherMinor = Math.max(0, money.minor - depositsLeft(deposits, kept));
  const prepaidMinor = Math.min(gross, money.minor, otherMinor + partsMinor(cited));
  const count = issued.filter((one) => one.kind === 'invoice').length;
  return {
    cause: `invoice:${count + 1}`,
    reverses: null,
    matter: {
      ...{ kind: 'invoice', ...goods, extras, prepaidMinor, paid: firstOf(money.paid, prepaidMinor), today },
      ...{ prior: cited, afterDeposit: cited.length > 0 },
    },
  };
}

/**
 * Money of the order that stands on no open invoice yet: taken, and not given back for anything but goods that have their own credit note.
 * What is bought on account is no money: its invoice is to be paid by the terms.
 */
function moneyOf(facts: OrderFacts, kept: readonly Issued[]): { minor: number; paid: Paid[] } {
  const held = (one: PaymentFacts): number => one.capturedMinor - one.refundedMinor;
  const payments = facts.payments.filter((one) => one.method !== 'account');
  const owedLess = facts.payments.reduce((sum, one) => sum + (one.method === 'account' ? one.refundedMinor : 0), 0);
  const back = facts.dues.reduce((sum, due) => sum + due.doneMinor, 0);
  const backForGoods = Math.max(0, back - owedLess);
  const stands = kept.reduce((sum, one) => sum + one.content.totals.prepaidMinor, 0);
  const minor = Math.max(0, payments.reduce((sum, one) => sum + held(one), 0) + backForGoods - stands);
  const paid = payments
    .filter((one) => one.capturedMinor > 0)
    .map(({ method, capturedMinor, day }) => ({ method, minor: capturedMinor, day }));
  return { minor, paid };
}

/** Payments, the oldest first, as far as an amount goes. */
function firstOf(paid: readonly Paid[], minor: number): Paid[] {
  let left = minor;
  return paid.flatMap((one) => {
    const part = Math.min(left, one.minor);
    left -= part;
    return part > 0 ? [{ ...one, minor: part }] : [];
  });
}

/** A credit note for each due whose goods stand on an open invoice; it cites them all. */
function dueSteps(facts: OrderFacts, issued: readonly Issued[], kept: readonly Issued[], today: Day): Step[] {
  const { units } = invoiced(kept);
  const prior = kept.map(({ documentId, content: { number, day } }) => ({ documentId, number, day }));
  return facts.dues.flatMap((due): Step[] => {
    const cause = `due:${due.dueId}`;
    if (issued.some((one) => one.cause === cause)) return [];
    if (!due.lines.every((line) => (units.get(line.lineNo) ?? 0) >= line.quantity)) return [];
    const matter = creditMatter(facts, due);
    if (matter.lines.length === 0) return [];
    const worth =
      matter.lines.reduce((sum, line) => sum + line.grossMinor, 0) +
      matter.extras.reduce((sum, extra) => sum + (extra.is === 'charge' ? 1 : -1) * extra.grossMinor, 0);
    const prepaidMinor = Math.min(worth, due.doneMinor);
    const paid = prepaidMinor > 0 ? [{ method: due.method, minor: prepaidMinor, day: due.day }] : [];
    return [
      {
        cause,
        reverses: null,
        matter: { kind: 'credit_note', ...matter, prepaidMinor, paid, prior, afterDeposit: false, today },
      },
    ];
  });
}

/** Deposit invoices that no credit note took back. */
const openDeposits = (issued: readonly Issued[]): Issued[] =>
  issued.filter((one) => one.kind === 'deposit' && !issued.some((other) => other.reverses === one.documentId));

/** Of an order that is no more, deposits are taken back; those that its last invoice had taken off are in that one's own credit note. */
function depositsBack(facts: OrderFacts, issued: readonly Issued[], today: Day): Step[] {
  if (facts.state !== 'cancelled') return [];
  return openDeposits(issued)
    .filter(({ content: { number } }) =>
      issued.every((one) => one.kind !== 'invoice' || one.content.prior.every((prior) => prior.number !== number)),
    )
    .map((one) => reversal(one, today, CANCELLED));
}

/** An invoice for each deposit that was paid, by the rates of what it is for. */
function depositSteps(facts: OrderFacts, issued: readonly Issued[], today: Day): Step[] {
  return facts.payments.flatMap((payment): Step[] => {
    const cause = `deposit:${payment.paymentId}`;
    const minor = payment.capturedMinor;
    if (!payment.deposit || minor === 0 || issued.some((one) => one.cause === cause)) return [];
    const name = { fr: `Acompte sur la commande ${facts.number}`, en: `Deposit on order ${facts.number}` };
    const lines = splitOver(facts, minor).map((part, i) => wordLine(facts, name, part, i + 1));
    const paid = [{ method: payment.method, minor, day: payment.day }];
    return [
      {
        ...{ cause, reverses: null },
        matter: {
          kind: 'deposit',
          lines,
          free: [],
          extras: [],
          prepaidMinor: minor,
          paid,
          prior: [],
          afterDeposit: false,
          today,
        },
      },
    ];
  });
}
