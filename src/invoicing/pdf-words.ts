/** Words of printed documents, in the language of each. */
import type { LocalText } from '#org/model';
import type { Content, Kind } from './model.ts';

const say = (fr: string, en: string): LocalText => ({ fr, en });

export const titles: Readonly<Record<Kind, LocalText>> = {
  invoice: say('Facture', 'Invoice'),
  credit_note: say('Avoir', 'Credit note'),
  deposit: say('Facture d’acompte', 'Deposit invoice'),
  delivery: say('Bon de livraison', 'Delivery note'),
};

export const printed = {
  number: say('Numéro', 'Number'),
  date: say('Date', 'Date'),
  supplied: say('Livraison', 'Supplied on'),
  due: say('Échéance', 'Due on'),
  paidOn: say('Payée le', 'Paid on'),
  order: say('Commande', 'Order'),
  reference: say('Votre référence', 'Your reference'),
  toSay: say('Référence à indiquer', 'Reference to give'),
  prior: say('Se rapporte à', 'Refers to'),
  of: say('du', 'of'),
  to: say('Adressée à', 'Billed to'),
  shipTo: say('Livrée à', 'Delivered to'),
  vat: say('TVA', 'VAT'),
  item: say('Désignation', 'Item'),
  quantity: say('Qté', 'Qty'),
  price: say('Prix unitaire HT', 'Unit price'),
  discount: say('Remise', 'Discount'),
  net: say('Total HT', 'Net total'),
  free: say('Offert', 'Free'),
  rate: say('Taux', 'Rate'),
  base: say('Base HT', 'Net amount'),
  amount: say('Montant', 'Amount'),
  lines: say('Total des lignes HT', 'Lines, net'),
  allowances: say('Remises HT', 'Discounts, net'),
  charges: say('Frais HT', 'Charges, net'),
  totalNet: say('Total HT', 'Total without VAT'),
  totalTax: say('TVA', 'VAT'),
  total: say('Total TTC', 'Total with VAT'),
  prepaid: say('Déjà payé', 'Already paid'),
  back: say('Déjà remboursé ou imputé', 'Already given back or set off'),
  setOff: say('Déjà déduit de ce que vous devez', 'Already credited against what you owe'),
  toSetOff: say('À déduire de ce que vous devez', 'Credited against what you owe'),
  left: say('Reste à payer', 'Amount due'),
  toBuyer: say('Reste à rembourser', 'Still to be given back'),
  inEuro: say('TVA en euros', 'VAT in euros'),
  rateUsed: say('pour 1 €', 'for €1'),
  debits: say(
    'Option pour le paiement de la taxe d’après les débits.',
    'VAT is payable on invoicing, by option (option pour les débits).',
  ),
  goods: say('Nature de l’opération\u00A0: livraison de biens.', 'Nature of the operation: supply of goods.'),
  services: say('Nature de l’opération\u00A0: prestation de services.', 'Nature of the operation: supply of services.'),
  mixed: say('Nature de l’opération\u00A0: biens et services.', 'Nature of the operation: goods and services.'),
  page: say('page', 'page'),
  transfer: say('Virement', 'Bank transfer'),
  pieces: say('Nombre d’articles', 'Number of items'),
} as const;

const methods: Readonly<Record<string, LocalText>> = {
  card: say('carte', 'card'),
  cash: say('espèces', 'cash'),
  transfer: say('virement', 'bank transfer'),
  given: say('place de marché', 'marketplace'),
  gift_card: say('carte cadeau', 'gift card'),
  exchange: say('échange', 'exchange'),
  account: say('en compte', 'on account'),
};
export const methodIn = (method: string, lang: Content['language']): string => methods[method]?.[lang] ?? method;

/** What a document must say beside its amounts, a sentence a line. */
export function mentionsOf(content: Content): string[] {
  const { language: lang, notes, groups, process } = content;
  if (content.kind === 'delivery') return notes.filter((note) => note.code === 'AAI').map((note) => note.text);
  const nature = process.startsWith('S') ? printed.services : process.startsWith('M') ? printed.mixed : printed.goods;
  return [
    ...groups.flatMap((group) => (group.reason ? [`${group.reason[lang]}.`] : [])),
    ...(content.onDebits ? [printed.debits[lang]] : []),
    nature[lang],
    ...notes.filter((note) => ['SUR', 'PMD', 'PMT', 'AAB', 'AAI'].includes(note.code)).map((note) => note.text),
  ];
}
