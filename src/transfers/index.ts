/** The face of `transfers`: goods between our sites. */
export { transfersModule } from './module.ts';
export { cancelTransfer, createTransfer, editTransfer, type Draft, type TransferReceipt } from './draft.ts';
export { pickTransfer, shipTransfer, unpickTransfer } from './send.ts';
export { closeTransfer, receiveTransfer, sendBack } from './receive.ts';
export { incoming, lostUnderWay, transferById, type Incoming, type Transfer } from './queries.ts';
export type { Arrival } from './model.ts';
