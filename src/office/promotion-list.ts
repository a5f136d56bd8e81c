/** Promotions as a file: what the list shows, with what it shows in words. */
import { money, toDecimal } from '#base/money';
import { pricingModule } from '#pricing';
import { of, text, type List, type Row } from './export-cells.ts';

const rule = (row: Row): Row => row['rule'] as Row;
const decimal = (minor: unknown, row: Row): number | null =>
  typeof minor === 'number' ? Number(toDecimal(money(minor, rule(row)['currency'] as string))) : null;

export const promotionList: List = {
  name: 'promotions',
  module: pricingModule,
  path: '/api/promotions',
  columns: [
    ['Promotion', 'Promotion', (row, names) => text('name')(rule(row), names)],
    ['Ce qu’elle fait', 'What it does', text('says')],
    ['État', 'State', of('standing')],
    ['À partir de', 'From', (row, names) => of('from')(rule(row), names)],
    ['Jusqu’à', 'Until', (row, names) => of('until')(rule(row), names)],
    ['Ordre', 'Order', (row, names) => of('priority')(rule(row), names)],
    ['Codes', 'Codes', of('codes')],
    ['Utilisations', 'Uses', of('uses')],
    ['Au plus', 'At most', of('maxUses')],
    ['Remise donnée', 'Taken off', (row) => decimal(row['spentMinor'], row)],
    ['Budget', 'Budget', (row) => decimal(row['budgetMinor'], row)],
    ['Devise', 'Currency', (row, names) => of('currency')(rule(row), names)],
    ['Modifiée', 'Changed', of('madeAt')],
    ['Identifiant', 'Id', of('promotionId')],
  ],
};
