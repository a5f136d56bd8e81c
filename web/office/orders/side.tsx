/** The narrow column of an order: who, where to, and the money by VAT rate. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { orders } from '../words/orders.ts';
import type { Order } from './data.ts';

const methods = ['delivery', 'pickup', 'handover', 'marketplace'] as const;

export function CustomerPanel({ order }: { order: Order }) {
  const t = useWords(orders);
  const { when, date } = useFormat();
  const sites = useSites();
  const { contact, delivery } = order;
  const method = methods.find((one) => one === delivery.method);
  return (
    <Panel
      title={order.customerName || contact.name || t('visitor')}
      aside={order.customerId && <Link href={`/customers/${order.customerId}`}>{t('record')}</Link>}
    >
      <Facts
        items={[
          order.buyer !== null && [
            t('buyer'),
            <Link key="buyer" className="link" href={`/companies/${order.buyer.companyId}`}>
              {order.buyer.name}
            </Link>,
          ],
          order.buyer?.vatNumber != null && [
            t('vatNumber'),
            <span key="vat" className="num">
              {order.buyer.vatNumber}
            </span>,
          ],
          order.buyer?.reference != null && [t('buyerReference'), order.buyer.reference],
          contact.name !== order.customerName && contact.name !== '' && [t('contact'), contact.name],
          contact.email !== undefined && [t('email'), contact.email],
          contact.phone !== undefined && [
            t('phone'),
            <span key="phone" className="num">
              {contact.phone}
            </span>,
          ],
          [t('delivery'), method ? t(`method.${method}`) : delivery.method],
          delivery.siteId !== undefined && [t('site'), sites.name(delivery.siteId)],
          delivery.address !== undefined && [t('deliverTo'), <AddressText key="to" address={delivery.address} />],
          [
            t('placed'),
            <span key="placed" className="num">
              {when(order.placedAt ?? order.openedAt)}
            </span>,
          ],
          order.promise !== null && [
            t('promised'),
            t('promisedText', { from: date(order.promise.earliest), to: date(order.promise.latest) }),
          ],
          order.expiresAt !== null && [
            t('expires'),
            <span key="expires" className="num">
              {when(order.expiresAt)}
            </span>,
          ],
          order.sourceRef !== null && [t('reference'), order.sourceRef],
          order.cartId !== null && [
            t('cart'),
            <Link key="cart" className="link" href={`/carts/${order.cartId}`}>
              {t('seeCart')}
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

/** An address over its lines, as on an envelope. */
export function AddressText({ address }: { address: Readonly<Record<string, string | undefined>> }) {
  const { country: nameOf } = useFormat();
  const { name, company, line1, line2, postcode, city, country = '' } = address;
  const lines = [name, company, line1, line2, [postcode, city].filter(Boolean).join(' '), nameOf(country)];
  return (
    <>
      {lines.filter(Boolean).map((line) => (
        <span key={line} className="address-line">
          {line}
        </span>
      ))}
    </>
  );
}

export function MoneyPanel({ order, foot }: { order: Order; foot?: ReactNode }) {
  const t = useWords(orders);
  const { money, rate } = useFormat();
  const { totals } = order;
  return (
    <Panel title={t('money')}>
      <div className="num">
        <Facts
          items={[
            [t('items'), money(totals.items)],
            totals.delivery.minor > 0 && [t('delivery'), money(totals.delivery)],
            [t('net'), money(totals.net)],
            ...order.taxGroups.map((group) => [t('vat', { rate: rate(group.rate) }), money(group.tax)] as const),
          ]}
        />
        <dl className="facts facts-total">
          <div>
            <dt>{t('total')}</dt>
            <dd>{money(totals.gross)}</dd>
          </div>
        </dl>
      </div>
      {foot}
    </Panel>
  );
}
