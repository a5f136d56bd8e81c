/** Lists of stock work that can be had as files; the cells are those of the other lists. */
import { money, toDecimal } from '#base/money';
import { countsModule } from '#counts';
import { inventoryModule } from '#inventory';
import { transfersModule } from '#transfers';
import type { Cell } from './model.ts';
import type { List, Names, Row } from './export-lists.ts';

const of =
  (name: string) =>
  (row: Row): Cell => {
    const value = row[name];
    return value === null || value === undefined ? null : typeof value === 'number' ? value : String(value);
  };
const text =
  (name: string) =>
  (row: Row, { lang }: Names): Cell => {
    const value = row[name] as Readonly<Record<string, string>> | null | undefined;
    return value?.[lang] ?? value?.fr ?? value?.en ?? null;
  };
const at =
  (name: string) =>
  (row: Row, names: Names): Cell =>
    names.site(row[name]);
const value =
  (name: string) =>
  (row: Row): Cell =>
    Number(toDecimal(money(row[name] as number, row.currency as string)));

/** `transfer −4 · sale −2`: what explains a difference. */
function reasons(row: Row): Cell {
  const all = row.reasons as readonly { reason: string; in: number; out: number }[] | undefined;
  return (all ?? []).map((one) => `${one.reason} ${one.in - one.out}`).join(' · ');
}

const article = [
  ['SKU', 'SKU', of('sku')],
  ['Article', 'Article', text('name')],
  ['Variante', 'Variant', text('optionText')],
] as const satisfies List['columns'];
const place = [
  ['Lieu', 'Site', at('siteId')],
  ['Emplacement', 'Spot', of('kind')],
] as const satisfies List['columns'];

export const stockLists: readonly List[] = [
  {
    name: 'stock-as-of',
    module: inventoryModule,
    path: '/api/stock/as-of',
    cursor: 'after',
    columns: [
      ...article,
      ...place,
      ['Alors', 'Then', of('onHand')],
      ['Maintenant', 'Now', of('now')],
      ['Identifiant', 'Id', of('skuId')],
    ],
  },
  {
    name: 'stock-difference',
    module: inventoryModule,
    path: '/api/stock/difference',
    cursor: 'after',
    columns: [
      ...article,
      ...place,
      ['Avant', 'Before', of('before')],
      ['Après', 'After', of('after')],
      ['Ce qui l’explique', 'What explains it', reasons],
      ['Identifiant', 'Id', of('skuId')],
    ],
  },
  {
    name: 'transfers',
    module: transfersModule,
    path: '/api/transfers',
    cursor: 'after',
    columns: [
      ['Numéro', 'Number', of('number')],
      ['De', 'From', at('fromSite')],
      ['Vers', 'To', at('toSite')],
      ['État', 'State', of('state')],
      ['Demandées', 'Asked', of('asked')],
      ['Expédiées', 'Shipped', of('shipped')],
      ['Reçues', 'Received', of('received')],
      ['En route', 'Under way', of('underWay')],
      ['Articles en écart', 'Articles that differ', of('discrepancies')],
      ['Attendu', 'Expected', of('expectedAt')],
      ['Demandé le', 'Asked at', of('madeAt')],
      ['Référence', 'Reference', of('reference')],
      ['Note', 'Note', of('note')],
      ['Identifiant', 'Id', of('transferId')],
    ],
  },
  {
    name: 'incoming',
    module: transfersModule,
    path: '/api/transfers/incoming',
    cursor: 'after',
    columns: [
      ...article,
      ['Vers', 'To', at('siteId')],
      ['Quantité', 'Quantity', of('quantity')],
      ['Attendu', 'Expected', of('expectedAt')],
      ['Transfert', 'Transfer', of('number')],
      ['Identifiant', 'Id', of('transferId')],
    ],
  },
  {
    name: 'counts',
    module: countsModule,
    path: '/api/counts',
    cursor: 'after',
    columns: [
      ['Numéro', 'Number', of('number')],
      ['Nom', 'Name', of('name')],
      ['Lieu', 'Site', at('siteId')],
      ['Étendue', 'Extent', of('scope')],
      ['État', 'State', of('state')],
      ['Articles', 'Articles', of('lines')],
      ['Comptés', 'Counted', of('scanned')],
      ['En plus', 'More', of('more')],
      ['En moins', 'Fewer', of('fewer')],
      ['Ouvert le', 'Begun at', of('madeAt')],
      ['Identifiant', 'Id', of('countId')],
    ],
  },
  {
    name: 'shrinkage',
    module: countsModule,
    path: '/api/counts/shrinkage',
    columns: [
      ['Lieu', 'Site', at('siteId')],
      ['Nom', 'Name', text('name')],
      ['Raison', 'Reason', of('reason')],
      ['Manquent', 'Missing', of('lost')],
      ['Retrouvées', 'Found', of('gained')],
      ['Valeur manquante', 'Value missing', value('lostMinor')],
      ['Valeur retrouvée', 'Value found', value('gainedMinor')],
      ['Devise', 'Currency', of('currency')],
      ['Valorisées au coût', 'Valued at cost', of('atCost')],
      ['Valorisées au prix', 'Valued at price', of('atPrice')],
      ['Sans valeur', 'Without value', of('unvalued')],
    ],
  },
];
