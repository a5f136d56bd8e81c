/** Giving back and withdrawing, for whom an order belongs to: what may come back, how a return stands, and what they say of it. */
import qrcode from 'qrcode';
import { money } from '#base/money';
import { refuse } from '#base/refusal';
import { clock } from '#base/time';
import { qrPath } from '#kit/qr';
import type { Order } from '#orders';
import {
  askReturn,
  cancelReturn,
  returnable,
  returnById,
  returnsOf,
  sendReturn,
  withdrawalOf,
  type ReturnBrief,
} from '#returns';
import type { Ask } from '../../web/store/api.ts';
import type { ReturnForm, ReturnRequestView, ReturnView, ServiceApi } from '../../web/store/service-api.ts';
import { lineView, ownOrder } from './order.ts';
import type { Shop } from './scene.ts';

type Returns = Pick<ServiceApi, 'returns' | 'askReturn' | 'changeReturn'>;

export const returnsApi = (shop: Shop): Returns => ({
  returns: (ask, code, token) => returns(shop, ask, code, token),
  askReturn: (ask, code, token, form) => giveBack(shop, ask, code, { token, form }),
  changeReturn: (ask, code, token, change) => changeReturn(shop, ask, code, { token, change }),
});

const waits = ({ state }: ReturnBrief): boolean =>
  state === 'requested' || state === 'approved' || state === 'in_transit';
const mayReturn = ({ state }: Order): boolean => state === 'placed';

async function returns(shop: Shop, ask: Ask, code: string, token?: string): Promise<ReturnView | undefined> {
  const { database } = shop;
  const found = await ownOrder(database, ask, code, token);
  if (!found) return undefined;
  const [requests, period] = await Promise.all([
    returnsOf(database, found.orderId),
    withdrawalOf(database, database, found, clock()),
  ]);
  const { until, assumed } = period;
  const { name, email } = found.contact;
  return {
    code: found.number,
    lines: requests.some(waits) || !mayReturn(found) ? [] : linesBack(found, ask),
    requests: requests.map((request) => requestView(found, request, ask)),
    ...(period.open && mayReturn(found) ? { withdrawal: { ...(until === null ? {} : { until }), assumed } } : {}),
    buyer: name,
    ...(email === undefined ? {} : { email }),
  };
}

function requestView(found: Order, request: ReturnBrief, { lang }: Ask): ReturnRequestView {
  const { returnId, number, state, reason, askedAt, answer, tracking, owedMinor, paidMinor, payBy } = request;
  const { currency } = found.total;
  const open = waits(request);
  const { size, data } = qrcode.create(number, { errorCorrectionLevel: 'M' }).modules;
  return {
    ...{ returnId, number, state, reason, askedAt, answer, tracking, open },
    ...(open && state !== 'requested' ? { qr: qrPath(size, data) } : {}),
    ...(owedMinor > 0 ? { owed: money(owedMinor, currency), paid: money(paidMinor, currency) } : {}),
    ...(payBy === null ? {} : { payBy }),
    lines: request.lines.map(({ lineNo, quantity }) => {
      const line = found.lines.find((one) => one.lineNo === lineNo);
      return { name: line ? lineView(line, line.ordered, lang).name : '', quantity };
    }),
  };
}

const linesBack = (found: Order, { lang }: Ask): ReturnView['lines'] =>
  found.lines.flatMap((line) => {
    const most = returnable(line);
    return most > 0 ? [{ ...lineView(line, line.ordered, lang), most }] : [];
  });

const actorOf = (ask: Ask): string => ask.who.customerId ?? 'visitor';

async function giveBack(
  { database }: Shop,
  ask: Ask,
  code: string,
  { token, form }: { token: string | undefined; form: ReturnForm },
): Promise<void> {
  const found = (await ownOrder(database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
  if (!/^rtn_[0-9a-hjkmnp-tv-z]{26}$/.test(form.requestId))
    refuse('request.invalid', { fields: [{ field: 'requestId', rule: 'a return id' }] });
  const { requestId: returnId, reason, note, lines } = form;
  const asked = { returnId, orderId: found.orderId, source: 'shopper' as const, reason, note, lines };
  await database.transaction({ actor: actorOf(ask) }, (tx) => askReturn(tx, asked));
}

async function changeReturn(
  { database }: Shop,
  ask: Ask,
  code: string,
  { token, change }: { token: string | undefined; change: Parameters<Returns['changeReturn']>[3] },
): Promise<void> {
  const { returnId, step, tracking } = change;
  const found = await ownOrder(database, ask, code, token);
  const mine = found && /^rtn_[0-9a-z]{26}$/.test(returnId) ? await returnById(database, returnId) : undefined;
  if (!found || mine?.orderId !== found.orderId) refuse('returns.unknown', { detail: code });
  await database.transaction({ actor: actorOf(ask) }, (tx) =>
    step === 'sent' ? sendReturn(tx, { returnId, tracking: tracking.trim() }) : cancelReturn(tx, { returnId }),
  );
}
