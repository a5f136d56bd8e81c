import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { longDate, money } from '#kit/format';
import { cardArticles, cardTold, readableCode, secretOfCard } from '#payments';
import { soldOverCounter } from '#orders';
import { tellBuyer } from './letter.ts';
import { queue, type Queued } from './queue.ts';

/**
 * Hears of cards that an order sold. Those that a person gives are told by that person; those sold over a counter there, but for who
 * wishes for a mail.
 */
export async function onCardsIssued(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const orderOf = (event: JournalEvent): string | undefined => event.mentions.find((id) => id.startsWith('ord_'));
  const counter = await soldOverCounter(
    tx,
    events.flatMap((event) => orderOf(event) ?? []),
  );
  const wanted = events.filter((event) => {
    const orderId = orderOf(event);
    return orderId !== undefined && (event.type === 'till.card_by_mail' || !counter.has(orderId));
  });
  await queue(
    tx,
    'gift_card',
    wanted.flatMap(({ subjectId, mentions }) => [subjectId, ...mentions].filter((id) => id.startsWith('gft_'))),
  );
}

const words = {
  fr: {
    subject: 'Votre carte cadeau',
    holds: (sum: string) =>
      `Elle vaut ${sum}. Elle se dépense en une ou plusieurs fois, en ligne, dans l’application et en magasin.`,
    until: (day: string) => `Elle est valable jusqu’au ${day} inclus.`,
    pin: (pin: string) => `En magasin, son code PIN est demandé : ${pin}.`,
    keep: 'Ce code vaut de l’argent : nous ne l’écrirons plus. Qui l’a peut dépenser la carte.',
    code: 'Code',
  },
  en: {
    subject: 'Your gift card',
    holds: (sum: string) =>
      `It is worth ${sum}. Spend it at once or little by little, online, in the app and in our stores.`,
    until: (day: string) => `It is good until ${day}, that day included.`,
    pin: (pin: string) => `In a store its PIN is asked for: ${pin}.`,
    keep: 'This code is worth money, and we shall not write it again. Whoever has it can spend the card.',
    code: 'Code',
  },
} as const;

/** The code of a card, once, to who bought it. What was sold over a counter is told there; one of paper comes with its parcel. */
export async function sendGiftCardMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId: cardId }: Queued,
): Promise<'sent' | 'skipped'> {
  const secret = await secretOfCard(database, cardId);
  const orderId = secret?.card.orderId;
  if (!secret || orderId === null || orderId === undefined) return 'skipped';
  const { code, pin, card } = secret;
  const state = await tellBuyer({ database, transport }, { messageId, orderId }, async ({ order, lang, zone }) => {
    const skuId = order.lines.find(({ lineNo }) => lineNo === card.lineNo)?.skuId ?? '';
    const [article] = await cardArticles(database, [skuId]);
    if (article?.byMail === false) return undefined;
    const w = words[lang];
    const sum = money(lang, amount(card.valueMinor, card.currency));
    const until = card.expiresOn === null ? [] : [w.until(longDate(lang, card.expiresOn, { zone, year: true }))];
    return {
      subject: w.subject,
      before: [w.holds(sum), ...until, w.pin(pin)],
      code: { words: w.code, code: readableCode(code) },
      after: [w.keep],
    };
  });
  if (state === 'sent') await database.transaction({ actor: 'notifications.gift_card' }, (tx) => cardTold(tx, cardId));
  return state;
}
