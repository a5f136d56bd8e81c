/** A page of the provider's own, on which a buyer pays: no card number reaches us. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { withDeadline } from './deadline.ts';
import { providerOf } from './providers/index.ts';
import type { PayPage } from './providers/provider.ts';
import { paymentById } from './queries.ts';

/**
 * Where a payment that was begun is paid; undefined where its provider has no page. Asked outside any transaction; the same payment again
 * is the same page. Refuses `payments.not_found`, `payments.closed`. Throws Unavailable when the provider does not answer.
 */
export async function openPage(
  database: Database,
  paymentId: string,
  page: PayPage,
): Promise<{ url: string } | undefined> {
  const payment = (await paymentById(database, paymentId)) ?? refuse('payments.not_found', { detail: paymentId });
  const open = providerOf(database, payment).page;
  if (!open) return undefined;
  if (payment.state !== 'intent' || payment.wish === 'void') refuse('payments.closed', { detail: payment.state });
  return withDeadline(open(payment, page));
}
