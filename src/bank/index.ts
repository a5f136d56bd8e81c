/** The face of `bank`: what the world outside says of our money, beside our ledger. */
export { bankModule } from './module.ts';
export { importStatements, type Imported } from './import.ts';
export { setOwner } from './owners.ts';
export { decideEntry } from './decide.ts';
export { readCamt } from './camt.ts';
export { waitingEntries } from './queries.ts';
export { importPayouts } from './payouts/import.ts';
export { readPayouts, type PayoutFile } from './payouts/model.ts';
