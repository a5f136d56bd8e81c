import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { longDate, money } from '#kit/format';
import { cardArticles, cardTold, readableCode, secretOfCard } from '#payments';
import { customerById } from '#customers';
import type { Lang } from '#kit/format';
import { settings } from '#org';
import { cardGiftsOf, findOrder, soldOverCounter, type CardGift } from '#orders';
import { frame, tellBuyer, type Letter } from './letter.ts';
import { houseUrl, queueAll, type Queued } from './queue.ts';

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
  const { timeZone } = await settings(tx.database);
  const gifts = await cardGiftsOf(
    tx,
    wanted.flatMap((event) => orderOf(event) ?? []),
    timeZone,
  );
  const tellAt = new Map(gifts.map((gift) => [`${gift.orderId} ${gift.lineNo}`, gift.tellAt]));
  await queueAll(
    tx,
    wanted.flatMap(({ subjectId, mentions, body }) =>
      [subjectId, ...mentions]
        .filter((id) => id.startsWith('gft_'))
        .map((cardId) => {
          const orderId = mentions.find((id) => id.startsWith('ord_')) ?? '';
          const dueAt = tellAt.get(`${orderId} ${String(body['lineNo'])}`) ?? undefined;
          return { kind: 'gift_card', subjectId: cardId, dueAt };
        }),
    ),
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
    gift: (who: string) => `${who} vous offre une carte cadeau`,
    hello: (name: string) => `Bonjour ${name},`,
    shop: 'Visiter la boutique',
  },
  en: {
    subject: 'Your gift card',
    holds: (sum: string) =>
      `It is worth ${sum}. Spend it at once or little by little, online, in the app and in our stores.`,
    until: (day: string) => `It is good until ${day}, that day included.`,
    pin: (pin: string) => `In a store its PIN is asked for: ${pin}.`,
    keep: 'This code is worth money, and we shall not write it again. Whoever has it can spend the card.',
    code: 'Code',
    gift: (who: string) => `${who} gives you a gift card`,
    hello: (name: string) => `Dear ${name},`,
    shop: 'Visit the shop',
  },
} as const;

type Secret = NonNullable<Awaited<ReturnType<typeof secretOfCard>>>;

/** What a card is worth, until when, and its codes, as a letter says it. */
function tellCard({ card, pin, code }: Secret, lang: Lang, zone: string): Pick<Letter, 'before' | 'code' | 'after'> {
  const w = words[lang];
  const until = card.expiresOn === null ? [] : [w.until(longDate(lang, card.expiresOn, { zone, year: true }))];
  return {
    before: [w.holds(money(lang, amount(card.valueMinor, card.currency))), ...until, w.pin(pin)],
    code: { words: w.code, code: readableCode(code) },
    after: [w.keep],
  };
}

/** The card as a gift: to who gets it, with the words of who gives it. */
async function sendGift(
  { database, transport }: { readonly database: Database; readonly transport: Transporter },
  { messageId, secret, gift }: { readonly messageId: string; readonly secret: Secret; readonly gift: CardGift },
): Promise<'sent' | 'skipped'> {
  const [order, shop] = await Promise.all([findOrder(database, gift.orderId), settings(database)]);
  if (!order) return 'skipped';
  const customer = order.customerId === null ? undefined : await customerById(database, order.customerId);
  const lang = customer?.language ?? shop.defaultLanguage;
  const w = words[lang];
  const told = tellCard(secret, lang, shop.timeZone);
  const letter = {
    ...{ ...told, subject: w.gift(order.contact.name), follow: w.shop },
    before: [w.hello(gift.name), ...(gift.words === '' ? [] : [gift.words]), ...told.before],
  };
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: gift.email,
    subject: letter.subject,
    html: frame(letter, lang, `${houseUrl()}${lang === 'en' ? '/en' : ''}/`),
  });
  return 'sent';
}

/** The code of a card, once, to who gets it: its buyer, or whom they give it to. What was sold over a counter is told there; one of paper comes with its parcel. */
export async function sendGiftCardMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId: cardId }: Queued,
): Promise<'sent' | 'skipped'> {
  const secret = await secretOfCard(database, cardId);
  const orderId = secret?.card.orderId;
  if (!secret || orderId === null || orderId === undefined) return 'skipped';
  const { card } = secret;
  const gift = (await cardGiftsOf(database, [orderId], (await settings(database)).timeZone)).find(
    ({ lineNo }) => lineNo === card.lineNo,
  );
  const state = gift
    ? await sendGift({ database, transport }, { messageId, secret, gift })
    : await tellBuyer({ database, transport }, { messageId, orderId }, async ({ order, lang, zone }) => {
        const skuId = order.lines.find(({ lineNo }) => lineNo === card.lineNo)?.skuId ?? '';
        const [article] = await cardArticles(database, [skuId]);
        if (article?.byMail === false) return undefined;
        return { subject: words[lang].subject, ...tellCard(secret, lang, zone) };
      });
  if (state === 'sent') await database.transaction({ actor: 'notifications.gift_card' }, (tx) => cardTold(tx, cardId));
  return state;
}
