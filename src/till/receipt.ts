/** A ticket as it is shown and printed: the chained amounts with the words the order kept. */
import qrcode from 'qrcode';
import type { Database } from '#base/db';
import { money, type Money } from '#base/money';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Text } from '#catalog';
import { staffNames } from '#identity';
import { qrPath, type QrPath } from '#kit/qr';
import { findOrder, orderToken, type Order } from '#orders';
import { siteById } from '#org';
import type { TicketBody } from './model.ts';
import { cardById, cardOfAccount, voucherAccounts, voucherAt } from '#payments';
import { printsOf } from './prints.ts';
import { tillById, ticketsById, type Ticket } from './queries.ts';
import { cardsSoldBy, type SoldCard } from './sold-cards.ts';

export type ReceiptView = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly number: string;
  readonly sequence: number;
  readonly hash: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly till: { readonly deviceId: string; readonly code: string; readonly name: string };
  readonly site: {
    readonly siteId: string;
    readonly name: string;
    readonly line1: string;
    readonly postcode: string;
    readonly city: string;
    readonly country: string;
  };
  /** A return's amounts are below zero. */
  readonly kind: 'sale' | 'return' | 'payment';
  /** The ticket of what came back, where this one was paid with it. */
  readonly backTicketId: string | null;
  readonly seller: string;
  readonly customer: string | null;
  /** For which company it was bought, as its order froze it. */
  readonly company: { readonly name: string; readonly siren: string | null; readonly vatNumber: string | null } | null;
  readonly lines: readonly {
    readonly skuId: string;
    readonly name: Text;
    readonly option: Text;
    readonly quantity: number;
    readonly unit: Money;
    /** After what promotions took off. */
    readonly total: Money;
    readonly less: readonly { readonly name: Text; readonly amount: Money }[];
    readonly taxRate: number;
    /** Not carried away: sent, or collected elsewhere. */
    readonly sent?: 'delivery' | 'pickup';
  }[];
  readonly taxGroups: readonly {
    readonly rate: number;
    readonly gross: Money;
    readonly net: Money;
    readonly tax: Money;
  }[];
  readonly total: Money;
  /** From which to which day what is sent comes; null: nothing is sent, or no day is promised. */
  readonly promise: Order['promise'];
  /** Opens the order's page on the customer's own phone: a receipt without paper, asked of nobody. */
  readonly link: string;
  readonly qr: QrPath;
  readonly payments: readonly {
    readonly paymentId: string;
    readonly method: TicketBody['payments'][number]['method'];
    readonly amount: Money;
    readonly received: Money;
    readonly change: Money;
    /** Cash that was counted, less what it settled. */
    readonly rounding?: Money;
    /** Which gift card (without: store credit), and what was left on it then; null while the money is on its way back to it. */
    readonly voucher?: { readonly last4: string | null; readonly rest: Money | null };
  }[];
  /** How often it went on paper: beyond the first, each is a copy. */
  readonly prints: number;
  /** Gift cards that it sold. */
  readonly cards: readonly SoldCard[];
};

/** `origin` is the address by which people reach us. Refuses `till.unknown_ticket`. */
export async function receiptView(database: Database, ticketId: string, origin: string): Promise<ReceiptView> {
  const ticket = (await ticketsById(database, [ticketId])).get(ticketId);
  if (!ticket) refuse('till.unknown_ticket', { detail: ticketId });
  const { body, deviceId, orderId } = ticket;
  const [order, till, site, names, token, used, cards, prints] = await Promise.all([
    findOrder(database, orderId),
    tillById(database, deviceId),
    siteById(database, body.siteId),
    staffNames(database, [body.staffId]),
    orderToken(database, orderId),
    vouchersUsed(database, ticket),
    body.kind === undefined ? cardsSoldBy(database, orderId) : [],
    printsOf(database, [ticketId]),
  ]);
  if (!order || !till || !site) refuse('till.unknown_ticket', { detail: ticketId });
  const amount = (minor: number): Money => money(minor, body.currency);
  const { line1, postcode, city, country } = site.address;
  const { sequence, hash, at, receivedAt } = ticket;
  const link = `${origin}/orders/${order.number}?t=${token}`;
  const { size, data } = qrcode.create(link, { errorCorrectionLevel: 'M' }).modules;
  return {
    ...{ ticketId, orderId, number: order.number, sequence, hash, at, receivedAt },
    till: { deviceId, code: till.code, name: till.name },
    site: { siteId: site.siteId, name: site.name, line1, postcode, city, country },
    seller: names.get(body.staffId) ?? '',
    customer: body.customerId === undefined ? null : order.contact.name,
    company: companyOf(order),
    kind: body.kind ?? 'sale',
    backTicketId: body.backTicketId ?? null,
    lines: linesOf(body, order),
    taxGroups: body.taxGroups.map(({ rate, grossMinor, netMinor, taxMinor }) => ({
      ...{ rate, gross: amount(grossMinor), net: amount(netMinor), tax: amount(taxMinor) },
    })),
    total: amount(body.totalMinor),
    promise: body.sent ? order.promise : null,
    link,
    qr: qrPath(size, data),
    payments: body.payments.map(({ paymentId, method, amountMinor, receivedMinor, changeMinor, roundingMinor }) => ({
      ...{ paymentId, method, amount: amount(amountMinor) },
      ...{ received: amount(receivedMinor), change: amount(changeMinor) },
      ...(roundingMinor === undefined ? {} : { rounding: amount(roundingMinor) }),
      ...voucherOf(used.get(paymentId)),
    })),
    prints: prints.get(ticketId) ?? 0,
    cards,
  };
}

function companyOf({ buyer }: Order): ReceiptView['company'] {
  if (!buyer) return null;
  const { name, siren, vatNumber } = buyer;
  return { name, siren, vatNumber };
}

const voucherOf = (voucher: Used | undefined): { readonly voucher?: Used } => (voucher ? { voucher } : {});
type Used = NonNullable<ReceiptView['payments'][number]['voucher']>;

/** The cards and credits of a ticket by payment, with what was left on each just after it. */
async function vouchersUsed(database: Database, { body, receivedAt }: Ticket): Promise<Map<string, Used>> {
  const mine = body.payments.filter(({ method }) => method === 'gift_card').map(({ paymentId }) => paymentId);
  if (mine.length === 0) return new Map();
  const accounts = await voucherAccounts(database, mine, body.kind === 'return' ? 'refund' : 'hold');
  const used = await Promise.all(
    [...accounts].map(async ([paymentId, { account, at }]): Promise<[string, Used]> => {
      const cardId = cardOfAccount(account);
      const card = cardId === undefined ? undefined : await cardById(database, cardId);
      const rest =
        at === null || at > receivedAt ? null : await voucherAt(database, account, body.currency, receivedAt);
      return [paymentId, { last4: card?.last4 ?? null, rest: rest === null ? null : money(rest, body.currency) }];
    }),
  );
  return new Map(used);
}

const extra = (words: Text, amount: Money, taxRate: number): ReceiptView['lines'][number] => ({
  ...{ skuId: '', quantity: 1, taxRate, unit: amount, total: amount, less: [] },
  name: words,
  option: { fr: '', en: '' },
});
const REDUCTION: Text = { fr: 'Réduction', en: 'Reduction' };
const DELIVERY: Text = { fr: 'Livraison', en: 'Delivery' };

const forOrder = (number: string, minor: number): Text =>
  minor < 0
    ? { fr: `Rendu sur la commande ${number}`, en: `Given back for order ${number}` }
    : { fr: `Reçu pour la commande ${number}`, en: `Received for order ${number}` };

/** A sale's lines with the words its order kept; a return's own, carriage last. */
function linesOf(body: TicketBody, order: Order): ReceiptView['lines'] {
  const amount = (minor: number): Money => money(minor, body.currency);
  if (body.kind === 'payment') return [extra(forOrder(order.number, body.totalMinor), amount(body.totalMinor), 0)];
  if (body.kind === undefined) {
    // The ticket's own lines: the order may have been changed since.
    const sold = body.lines.map(({ skuId, quantity, unitMinor, totalMinor, taxRate, carried, discounts = [] }, i) => {
      const snapshot = order.lines.find((line) => line.lineNo === i + 1)?.snapshot;
      return {
        ...{ skuId, quantity, taxRate, unit: amount(unitMinor), total: amount(totalMinor) },
        name: textOf(snapshot?.name ?? {}),
        option: textOf(snapshot?.optionText ?? {}),
        less: discounts.map(({ promotionId, minor }) => ({
          name: order.reductions.find((one) => one.promotionId === promotionId)?.name ?? REDUCTION,
          amount: amount(minor),
        })),
        ...(body.sent && !carried ? { sent: body.sent.method } : {}),
      };
    });
    const carriage = body.sent?.carriageMinor ?? 0;
    const rate = Math.max(0, ...body.taxGroups.map((group) => group.rate));
    return carriage === 0 ? sold : [...sold, extra(DELIVERY, amount(carriage), rate)];
  }
  const goods = body.lines.map(({ skuId, quantity, unitMinor, totalMinor, taxRate }) => {
    const snapshot = order.lines.find((line) => line.skuId === skuId)?.snapshot;
    return {
      ...{ skuId, quantity, taxRate, unit: amount(unitMinor), total: amount(totalMinor), less: [] },
      name: textOf(snapshot?.name ?? {}),
      option: textOf(snapshot?.optionText ?? {}),
    };
  });
  const carriage = (body.carriage ?? []).map(({ rate, grossMinor }) => extra(DELIVERY, amount(grossMinor), rate));
  const notBack = { fr: 'Non remboursé', en: 'Not paid back' };
  const kept = body.keptMinor ? [extra(notBack, amount(body.keptMinor), 0)] : [];
  return [...goods, ...carriage, ...kept];
}

const textOf = (text: Readonly<Record<string, string>>): Text => ({
  fr: text.fr ?? text.en ?? '',
  en: text.en ?? text.fr ?? '',
});
