/** What the office knows without a database: cells of its files, facts that need a person, the steps of a new shop. */

/** A cell: text is told as text whatever it looks like, a number as a number, nothing as nothing. */
export type Cell = string | number | null;

/** Spreadsheets read these beginnings as a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A row of CSV by RFC 4180, CRLF at its end. Text that a spreadsheet would run as a formula gets an apostrophe before it, so that it
 * stays text; numbers are ours and stay numbers.
 */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]|^\s|\s$|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lists that have views of their own. */
export const viewLists = [
  'orders',
  'returns',
  'documents',
  'carts',
  'customers',
  'companies',
  'products',
  'stock',
  'breaches',
  'movements',
  'prices',
  'promotions',
  'payments',
  'statement-lines',
  'gift-cards',
  'order-approvals',
  'store-credits',
  'receivables',
  'statements',
  'payouts',
  'till-days',
  'disputes',
  'media',
  'transfers',
  'counts',
  'purchases',
  'suppliers',
  'proposals',
  'costs',
  'rules',
] as const;

/** Facts that need a person, with the right of those who are told. */
export const noticeKinds = {
  'orders.needs_decision': 'orders.read',
  'orders.vat_to_verify': 'orders.read',
  'orders.vat_refuted': 'orders.read',
  'inventory.breached': 'stock.read',
  'till.forked': 'staff.read',
  'payments.quarantined': 'payments.read',
  'payments.refund_failed': 'payments.read',
  'payments.dispute_due': 'payments.read',
  'bank.paid_twice': 'payments.read',
  'marketplaces.set_aside': 'channels.read',
  'marketplaces.late_cancellation': 'orders.read',
  'customers.erasure_asked': 'customers.read',
  'identity.approval_asked': 'audit.read',
  'returns.requested': 'returns.read',
  'returns.withdrawn': 'returns.read',
  'returns.refund_failed': 'returns.read',
  'webhooks.endpoint_disabled': 'developers.read',
} as const;
export type NoticeKind = keyof typeof noticeKinds;

/** Facts after which a notice of the same record waits for nobody any more. */
export const settlings: Readonly<Record<string, readonly NoticeKind[]>> = {
  'orders.placed': ['orders.needs_decision'],
  'orders.cancelled': ['orders.needs_decision', 'orders.vat_to_verify', 'orders.vat_refuted'],
  'orders.vat_verified': ['orders.vat_to_verify'],
  'orders.vat_refuted': ['orders.vat_to_verify'],
  'inventory.breach_settled': ['inventory.breached'],
  'till.fork_settled': ['till.forked'],
  'payments.settled': ['payments.quarantined'],
  'payments.refunded': ['payments.refund_failed'],
  'payments.dispute_closed': ['payments.dispute_due'],
  'bank.entry_decided': ['bank.paid_twice'],
  'webhooks.endpoint_changed': ['webhooks.endpoint_disabled'],
  'returns.approved': ['returns.requested'],
  'returns.refused': ['returns.requested'],
  'returns.cancelled': ['returns.requested', 'returns.withdrawn'],
  'returns.received': ['returns.requested', 'returns.withdrawn'],
  'returns.resolved': ['returns.requested', 'returns.withdrawn'],
  'returns.refunded': ['returns.withdrawn', 'returns.refund_failed'],
  'identity.approval_given': ['identity.approval_asked'],
  'identity.approval_refused': ['identity.approval_asked'],
  'customers.erasure_closed': ['customers.erasure_asked'],
  'customers.erasure_withdrawn': ['customers.erasure_asked'],
};

/** What a new shop does first, in this order. */
export const stepKeys = ['name', 'entity', 'site', 'product', 'till', 'sale'] as const;
export type StepKey = (typeof stepKeys)[number];
