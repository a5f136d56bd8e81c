/** Prices of articles at an instant as a file. */
import { toDecimal, type Money } from '#base/money';
import { pricingModule } from '#pricing';
import { of, text, type List, type Row } from './export-cells.ts';

const amount =
  (field: string) =>
  (row: Row): number | null => {
    const money = row[field] as Money | null;
    return money === null ? null : Number(toDecimal(money));
  };

export const articlePriceList: List = {
  name: 'article-prices',
  module: pricingModule,
  path: '/api/prices/articles',
  cursor: 'after',
  columns: [
    ['Référence', 'SKU', of('sku')],
    ['Article', 'Article', text('name')],
    ['Variante', 'Variant', text('optionText')],
    ['Liste', 'List', (row) => (row['list'] as Row)['name'] as string],
    ['Prix de la liste', 'List price', amount('price')],
    ['Prix barré', 'Struck price', amount('compareAt')],
    ['Prix demandé', 'Price asked', amount('asked')],
    ['Devise', 'Currency', (row) => (row['price'] as Money).currency],
    ['Paliers', 'Steps', of('steps')],
    ['Depuis', 'From', of('from')],
    ['Jusqu’à', 'Until', of('until')],
    ['Identifiant', 'Id', of('skuId')],
  ],
};
