/** The face of `invoicing`: documents of the accounts, and what is told of them. */
export { invoicingModule } from './module.ts';
export { askInvoice, previewOf, reverseInvoice, settleOrderDocuments, workTasks, type AskInvoice } from './work.ts';
export type { Receipt } from './issue.ts';
export { changeProfile } from './profile-change.ts';
export { profileOf } from './read.ts';
export { documentLetter, mailedAtOnce, pdfFile } from './mail.ts';
export { documentById, listDocuments, type DocumentHead } from './queries.ts';
export { setRate } from './rates.ts';
export { documentsOfShopper, mailOfShopper } from './shopper-routes.ts';
