/** Giving back and withdrawing, for whom an order belongs to: what may come back, how a return stands, and what they say of it. */
import qrcode from 'qrcode';
import { money } from '#base/money';
import { Refusal, refuse } from '#base/refusal';
import { clock } from '#base/time';
import { qrPath } from '#kit/qr';
import { skuFacts, type SkuFacts } from '#catalog';
import { findOrder, type Order } from '#orders';
import {
  askExchange,
  askReturn,
  cancelReturn,
  exchangeChoices,
  exchangeFor,
  exchangesOfOrder,
  prepareHold,
  returnable,
  returnById,
  returnsOf,
  sendReturn,
  withdrawalOf,
  type ExchangeRow,
  type ReturnBrief,
} from '#returns';
import type { Ask } from '../../web/store/api.ts';
import type {
  InsteadView,
  ReturnForm,
  ReturnRequestView,
  ReturnView,
  ServiceApi,
} from '../../web/store/service-api.ts';
import { optionText } from './cards.ts';
import { levelOf } from './model.ts';
import { lineView, ownOrder } from './order.ts';
import type { Shop } from './scene.ts';

type Returns = Pick<ServiceApi, 'returns' | 'insteads' | 'askReturn' | 'changeReturn'>;

export const returnsApi = (shop: Shop): Returns => ({
  returns: (ask, code, token) => returns(shop, ask, code, token),
  insteads: (ask, code, token) => insteads(shop, ask, code, token),
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
  const [requests, period, exchanges] = await Promise.all([
    returnsOf(database, found.orderId),
    withdrawalOf(database, database, found, clock()),
    exchangesOfOrder(database, found.orderId),
  ]);
  const told = new Map(
    await Promise.all(
      requests.map(async ({ returnId }) => {
        const last = exchanges.find((one) => one.returnId === returnId);
        return [returnId, last && (await exchangeView(shop, last, ask))] as const;
      }),
    ),
  );
  const { until, assumed } = period;
  const { name, email } = found.contact;
  return {
    code: found.number,
    lines: requests.some(waits) || !mayReturn(found) ? [] : linesBack(found, ask),
    requests: requests.map((request) => {
      const exchange = told.get(request.returnId);
      return { ...requestView(found, request, goodsFor(exchanges, request), ask), ...(exchange ? { exchange } : {}) };
    }),
    ...(period.open && mayReturn(found) ? { withdrawal: { ...(until === null ? {} : { until }), assumed } } : {}),
    buyer: name,
    ...(email === undefined ? {} : { email }),
  };
}

/** What of the money of a return paid for other goods, minor units. */
const goodsFor = (exchanges: readonly ExchangeRow[], { returnId }: ReturnBrief): number =>
  exchanges
    .filter((one) => one.returnId === returnId && one.state === 'done')
    .reduce((sum, one) => sum + (one.tenderMinor ?? 0), 0);

function requestView(found: Order, request: ReturnBrief, goodsMinor: number, { lang }: Ask): ReturnRequestView {
  const { returnId, number, state, reason, askedAt, answer, tracking, payBy } = request;
  const [owedMinor, paidMinor] = [request.owedMinor - goodsMinor, Math.max(0, request.paidMinor - goodsMinor)];
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

async function exchangeView(
  { database }: Shop,
  { state, wants, expiresAt, newOrderId }: ExchangeRow,
  { lang }: Ask,
): Promise<ReturnRequestView['exchange']> {
  const facts = await skuFacts(
    database,
    wants.map((want) => want.skuId),
  );
  const made = state === 'done' ? await findOrder(database, newOrderId) : undefined;
  return {
    state,
    lines: wants.map(({ skuId, quantity }) => ({ name: nameOf(facts.get(skuId), lang), quantity })),
    ...(state === 'held' && expiresAt !== null ? { until: expiresAt } : {}),
    ...(made ? { code: made.number } : {}),
  };
}

const nameOf = (fact: SkuFacts | undefined, lang: Ask['lang']): string =>
  fact ? [fact.name[lang], optionText(fact.optionText[lang])].filter(Boolean).join(', ') : '';

/** What costs no more than the article it takes the place of: what is dearer is paid for, which a store or an agent does. */
async function insteads(
  { database }: Shop,
  ask: Ask,
  code: string,
  token?: string,
): Promise<ReadonlyMap<number, readonly InsteadView[]>> {
  const found = await ownOrder(database, ask, code, token);
  if (!found) return new Map();
  try {
    const choices = await exchangeChoices(database, found.orderId);
    return new Map(
      choices.map(({ lineNo, articles }) => {
        const line = found.lines.find((one) => one.lineNo === lineNo);
        const own = articles.find((one) => one.skuId === line?.skuId);
        const most = own?.minor ?? (line ? Math.floor(line.total.minor / line.ordered) : 0);
        const views = articles
          .filter((one) => one.minor <= most)
          .map((one) => ({
            skuId: one.skuId,
            name: optionText(one.optionText[ask.lang]),
            available: levelOf(one.free),
            same: one === own,
          }));
        return [lineNo, views];
      }),
    );
  } catch (error) {
    if (error instanceof Refusal && error.code === 'returns.exchange_channel') return new Map();
    throw error;
  }
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
  const { requestId: returnId, reason, note } = form;
  const lines = form.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity }));
  const asked = { returnId, orderId: found.orderId, source: 'shopper' as const, reason, note, lines };
  const actor = actorOf(ask);
  const wanted = wantedOf(form);
  if (wanted.length === 0) {
    await database.transaction({ actor }, (tx) => askReturn(tx, asked));
    return;
  }
  // Its ids follow from the return's, so that the form sent again is the same exchange.
  const own = returnId.slice('rtn'.length);
  const wish = exchangeFor(asked, { exchangeId: `exc${own}`, orderId: `ord${own}`, wanted });
  const prepared = await prepareHold(database, wish, actor);
  await database.transaction({ actor }, (tx) => askExchange(tx, asked, prepared));
}

/** The articles wanted in place of others, each once. */
function wantedOf({ lines }: ReturnForm): { skuId: string; quantity: number }[] {
  const units = new Map<string, number>();
  for (const { quantity, instead } of lines)
    if (instead !== undefined) units.set(instead, (units.get(instead) ?? 0) + quantity);
  return [...units].map(([skuId, quantity]) => ({ skuId, quantity }));
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
