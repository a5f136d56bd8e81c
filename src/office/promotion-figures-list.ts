/** What promotions came to by channel, as a file. */
import { money, toDecimal } from '#base/money';
import { ordersModule } from '#orders';
import { of, text, type List, type Row } from './export-cells.ts';

const amount =
  (field: string) =>
  (row: Row): number =>
    Number(toDecimal(money(row[field] as number, row['currency'] as string)));

export const promotionFiguresList: List = {
  name: 'promotion-figures',
  module: ordersModule,
  path: '/api/promotions/figures',
  columns: [
    ['Promotion', 'Promotion', text('name')],
    ['Canal', 'Channel', (row, names) => names.channel(row['channelId'])],
    ['Devise', 'Currency', of('currency')],
    ['Commandes concernées', 'Orders it lowered', of('uses')],
    ['Remise donnée', 'Taken off', amount('givenMinor')],
    ['Leur total', 'What they came to', amount('worthMinor')],
    ['Commandes du canal', 'Orders of the channel', of('orders')],
    ['Ventes du canal', 'Sales of the channel', amount('turnoverMinor')],
    ['Part des ventes (%)', 'Share of sales (%)', (row) => (row['share'] as number) / 10_000],
    ['Identifiant', 'Id', of('promotionId')],
  ],
};
