/** What is written to a buyer of a return: asked for, answered, come, paid back. A withdrawal has its own acknowledgement. */
import { money as amountOf } from '#base/money';
import { date, money } from '#kit/format';
import { skuFacts } from '#catalog';
import { announcedLines, duesOf, exchangesOf, itemsOf, returnById } from '#returns';
import { siteById } from '#org';
import { itemText, type About } from './letter.ts';
import { letterWords } from './letter-words.ts';
import type { Write } from './order-letters.ts';

const announced = async ({ database, order, lang }: About, returnId: string): Promise<string[]> =>
  (await announcedLines(database, returnId)).map((line) => itemText(order, lang, line));

/** What is set aside in exchange, in one sentence; nothing where money is wanted. */
async function setAside({ database, lang }: About, returnId: string): Promise<string[]> {
  const held = (await exchangesOf(database, returnId)).find((one) => one.state === 'held');
  if (!held) return [];
  const facts = await skuFacts(
    database,
    held.wants.map((want) => want.skuId),
  );
  const goods = held.wants.map(({ skuId, quantity }) => {
    const fact = facts.get(skuId);
    return `${quantity} × ${[fact?.name[lang], fact?.optionText[lang]].filter(Boolean).join(', ')}`;
  });
  return [letterWords[lang].setAside(goods.join(' ; '))];
}

/** A return was asked for: it waits for our answer, or may be sent at once. */
const returnAsked: Write = async (about, { recordId }) => {
  const request = await returnById(about.database, recordId);
  if (request?.state !== 'requested' && request?.state !== 'approved') return undefined;
  const words = letterWords[about.lang];
  return {
    subject: words.returnAsked(request.number),
    before: [words.returnAskedText(about.order.number)],
    items: await announced(about, recordId),
    after: [...(await setAside(about, recordId)), request.state === 'requested' ? words.returnWaits : words.returnSend],
    ...(request.state === 'approved' ? { code: { words: words.returnCode, code: request.number } } : {}),
    follow: words.returnFollow,
  };
};

const returnApproved: Write = async (about, { recordId }) => {
  const request = await returnById(about.database, recordId);
  if (request?.state !== 'approved') return undefined;
  const words = letterWords[about.lang];
  return {
    subject: words.returnApproved(request.number),
    before: [words.returnSend, ...(request.answer === '' ? [] : [words.weWrite(request.answer)])],
    items: await announced(about, recordId),
    code: { words: words.returnCode, code: request.number },
    follow: words.returnFollow,
  };
};

const returnRefused: Write = async (about, { recordId }) => {
  const request = await returnById(about.database, recordId);
  if (request?.state !== 'refused') return undefined;
  const words = letterWords[about.lang];
  return {
    subject: words.returnRefused(request.number),
    before: [words.returnRefusedText, ...(request.answer === '' ? [] : [words.weWrite(request.answer)])],
    items: await announced(about, recordId),
    follow: words.returnFollow,
  };
};

/** Goods came. Over a counter one was given a receipt: no word of ours is needed. */
const returnReceived: Write = async (about, { recordId }) => {
  const request = await returnById(about.database, recordId);
  if (!request || request.source === 'counter' || request.source === 'kindness') return undefined;
  const words = letterWords[about.lang];
  const came = await itemsOf(about.database, [recordId]);
  const site = await siteById(about.database, came.at(-1)?.siteId ?? '');
  return {
    subject: words.returnCame(request.number),
    before: [words.returnCameText(site?.name ?? '')],
    items: came.map(({ lineNo, quantity, label }) =>
      lineNo === null ? `${quantity} × ${label}` : itemText(about.order, about.lang, { lineNo, quantity }),
    ),
    after: [words.returnLook],
    follow: words.returnFollow,
  };
};

/** All of what was owed is back; of what a counter gave back the receipt tells. */
const returnRefunded: Write = async (about, { recordId, rest: dueId }) => {
  const { database, order, lang } = about;
  const request = await returnById(database, recordId);
  const due = (await duesOf(database, [order.orderId])).find((one) => one.dueId === dueId);
  // What pays for other goods is no money that comes back: of those their order writes.
  const backMinor = (due?.minor ?? 0) - (due?.exchangedMinor ?? 0);
  if (!request || request.source === 'counter' || !due?.paidAt || backMinor === 0) return undefined;
  const words = letterWords[lang];
  const amount = money(lang, amountOf(backMinor, due.currency));
  const why = due.why
    .filter((one) => one.minor !== 0)
    .map((one) => `${words.why[one.rule]} : ${money(lang, amountOf(one.minor, due.currency))}`);
  if (due.exchangedMinor > 0)
    why.push(`${words.exchanged} : ${money(lang, amountOf(-due.exchangedMinor, due.currency))}`);
  return {
    subject: words.refunded(amount, order.number),
    before: [words.refundedText(amount, date(lang, due.paidAt, about.zone), due.way === 'cash')],
    items: why,
    after: due.way === 'cash' ? [] : [words.bankDays],
    follow: words.returnFollow,
  };
};

/** Of each kind, how it is written. */
export const returnLetters: Readonly<Record<string, Write>> = {
  return_asked: returnAsked,
  return_approved: returnApproved,
  return_refused: returnRefused,
  return_received: returnReceived,
  return_refunded: returnRefunded,
};
