/** Gift cards that a ticket sells: made in its transaction, so that none is worth anything before it stands, and told once at the counter. */
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { money, type Money } from '#base/money';
import { refuse } from '#base/refusal';
import { cardsOfOrders, findOrder } from '#orders';
import { cardArticlesNow, cardTold, listCards, printCode, readableCode, secretOfCard } from '#payments';
import type { Device, TicketDraft } from './model.ts';
import { ticketsById } from './queries.ts';

/**
 * Makes the cards of these tickets; a blank one that was scanned becomes the card of its unit. The rows are new, so nobody waits for
 * them. Refuses as `printCode`, whole.
 */
export async function sellCards(tx: Tx, drafts: readonly TicketDraft[]): Promise<void> {
  const articles = await cardArticlesNow(tx.database);
  const selling = drafts.filter(({ lines }) => lines.some(({ skuId }) => articles.has(skuId)));
  if (selling.length === 0) return;
  const rank = tx.lockRank;
  tx.lockRank = -1;
  await cardsOfOrders(
    tx,
    selling.map(({ orderId }) => orderId),
  );
  for (const { orderId, lines } of selling)
    for (const [i, { blanks = [] }] of lines.entries()) {
      if (blanks.length === 0) continue;
      const made = await cardsOfLine(tx, orderId, i + 1);
      if (made.length < blanks.length) refuse('payments.card_unknown');
      for (const [k, code] of blanks.entries()) {
        tx.lockRank = -1; // each card begins again
        await printCode(tx, { cardId: made[k] ?? '', code });
      }
    }
  tx.lockRank = Math.max(rank, tx.lockRank);
}

async function cardsOfLine(db: Db, orderId: string, lineNo: number): Promise<string[]> {
  const rows = await db.query<{ cardId: string }>(sql`
    SELECT card_id AS "cardId" FROM payments.card WHERE order_id = ${orderId} AND line_no = ${lineNo} ORDER BY unit_no`);
  return rows.map(({ cardId }) => cardId);
}

export type SoldCard = {
  readonly cardId: string;
  readonly lineNo: number | null;
  readonly value: Money;
  readonly last4: string;
  readonly expiresOn: string | null;
  /** Its code can still be told, once: on paper or by mail. */
  readonly untold: boolean;
};

/** The cards that an order sold. */
export async function cardsSoldBy(database: Database, orderId: string): Promise<SoldCard[]> {
  const cards = await listCards(database, { orderId, limit: 100 });
  return cards
    .map(({ cardId, lineNo, valueMinor, currency, last4, expiresOn, toldAt, state }) => ({
      ...{ cardId, lineNo, last4, expiresOn, untold: toldAt === null && state === 'active' },
      value: money(valueMinor, currency),
    }))
    .toSorted((a, b) => (a.lineNo ?? 0) - (b.lineNo ?? 0));
}

/** The card, if this till's store sold it by this ticket. Refuses `till.unknown_ticket`, `payments.card_unknown`. */
async function soldHere(database: Database, ticketId: string, cardId: string, { siteId }: Device): Promise<string> {
  const ticket = (await ticketsById(database, [ticketId])).get(ticketId);
  if (!ticket || ticket.body.siteId !== siteId) refuse('till.unknown_ticket', { detail: ticketId });
  const known = (await cardsSoldBy(database, ticket.orderId)).some((card) => card.cardId === cardId);
  if (!known) refuse('payments.card_unknown', { detail: cardId });
  return ticket.orderId;
}

type Asked = { readonly ticketId: string; readonly cardId: string };

/** Code and PIN of a card that was just sold, to be printed: this once. Refuses as `soldHere`, `payments.card_told`. */
export async function tellSoldCard(
  database: Database,
  { ticketId, cardId }: Asked,
  device: Device,
  staffId: string,
): Promise<{ readonly code: string; readonly pin: string }> {
  await soldHere(database, ticketId, cardId, device);
  const secret = await secretOfCard(database, cardId);
  if (!secret) refuse('payments.card_told', { detail: cardId });
  await database.transaction({ actor: staffId, channelId: device.channelId }, (tx) => cardTold(tx, cardId));
  return { code: readableCode(secret.code), pin: secret.pin };
}

/** The code of a blank card for one that was sold without. Refuses as `soldHere` and `printCode`. */
export async function printSoldCard(
  database: Database,
  { ticketId, cardId, code, pin }: Asked & { readonly code: string; readonly pin?: string | undefined },
  device: Device,
  staffId: string,
): Promise<void> {
  await soldHere(database, ticketId, cardId, device);
  await database.transaction({ actor: staffId, channelId: device.channelId }, (tx) =>
    printCode(tx, { cardId, code, pin }),
  );
}

/** Its code goes to the buyer by mail; who sends mail hears of it. Refuses as `soldHere`, `payments.card_told`, `till.no_address`. */
export async function mailSoldCard(
  database: Database,
  { ticketId, cardId }: Asked,
  device: Device,
  staffId: string,
): Promise<void> {
  const orderId = await soldHere(database, ticketId, cardId, device);
  if (!(await secretOfCard(database, cardId))) refuse('payments.card_told', { detail: cardId });
  const order = await findOrder(database, orderId);
  if (!order?.contact.email) refuse('till.no_address');
  await database.transaction({ actor: staffId, channelId: device.channelId }, async (tx) =>
    announce(tx, {
      ...{ type: 'till.card_by_mail', subjectKind: 'card_mail', subjectId: newId('cml'), version: 1 },
      ...{ mentions: [orderId, cardId], body: {} },
    }),
  );
}
