/** What a buyer needs to pay an order by transfer: where to, how much, under which reference, by when. */
import qrcode from 'qrcode';
import type { Database } from '#base/db';
import { money, toDecimal } from '#base/money';
import type { Order } from '#orders';
import { inFours, paymentSettings, referenceOf, type Payment } from '#payments';
import { qrPath, type QrPath } from '#kit/qr';
import type { TransferView } from '../../web/store/views.ts';

/** The transfer that an order awaits; undefined where it awaits none. */
export async function transferOf(
  database: Database,
  order: Pick<Order, 'state' | 'expiresAt'>,
  payments: readonly Payment[],
): Promise<TransferView | undefined> {
  const payment = payments.find((one) => one.method === 'transfer' && one.state === 'promised');
  if (!payment || order.state !== 'awaiting_payment' || order.expiresAt === null) return undefined;
  const { transferHolder, transferIban, transferBic } = await paymentSettings(database);
  if (transferIban === '') return undefined;
  const amount = money(payment.amountMinor, payment.currency);
  const reference = referenceOf(payment.paymentId);
  const account = { holder: transferHolder, iban: transferIban, bic: transferBic };
  return {
    amount,
    ...account,
    iban: inFours(transferIban),
    reference: inFours(reference),
    until: order.expiresAt,
    ...(payment.currency === 'EUR' ? { qr: codeOf(account, toDecimal(amount), reference) } : {}),
  };
}

/** The code that bank apps read (EPC069-12, version 002): account, amount and reference, so that nothing is typed. */
function codeOf(
  { holder, iban, bic }: { holder: string; iban: string; bic: string },
  amount: string,
  reference: string,
): QrPath {
  const text = ['BCD', '002', '1', 'SCT', bic, holder.slice(0, 70), iban, `EUR${amount}`, '', reference].join('\n');
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: 'M' }).modules;
  return qrPath(size, data);
}
