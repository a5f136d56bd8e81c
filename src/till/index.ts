/** The face of `till`: sales over the counter as chained tickets. */
export { tillModule } from './module.ts';
export { enrolTill, type EnrolTill } from './enrol.ts';
export { postTicket, postTickets, type TicketReceipt } from './post.ts';
export { counterOrder, prepareTicket, type PreparedTicket } from './prepare.ts';
export { askCard, dropCard, type CardAnswer } from './card.ts';
export { receiptView, type ReceiptView } from './receipt.ts';
export { lockTills, ticketsById, ticketsOf, tillById, tillOf, type Ticket } from './queries.ts';
export { firstHash, ticketHash, type Device, type Tender, type TicketBody, type TicketDraft } from './model.ts';
export type { TillCatalogue, TillItem } from './catalogue.ts';
export type { Found, TillCart, TillCustomer } from './find.ts';
export { openForks, settleFork } from './forks.ts';
export { exchangeAtTill, planAtTill, type ExchangeDraft } from './exchange.ts';
export { settleAtTill } from './money.ts';
export { takeBack } from './take-back.ts';
