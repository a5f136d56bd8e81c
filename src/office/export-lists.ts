/** Which lists can be had as files, and the columns of each: what the list shows, named in both languages. */
import { money, toDecimal } from '#base/money';
import type { Manifest } from '#base/module';
import { cartsModule } from '#carts';
import { catalogModule } from '#catalog';
import { channelsModule } from '#channels';
import { customersModule } from '#customers';
import { identityModule } from '#identity';
import { inventoryModule, siteOfPlace } from '#inventory';
import { ordersModule } from '#orders';
import { orgModule } from '#org';
import { paymentsModule } from '#payments';
import { pricingModule } from '#pricing';
import { purchasingModule } from '#purchasing';
import { returnsModule } from '#returns';
import { webhooksModule } from '#webhooks';
import type { Cell } from './model.ts';
import { stockLists } from './stock-lists.ts';

export type Lang = 'fr' | 'en';
export type Row = Readonly<Record<string, unknown>>;
/** Names that rows mention by id only. */
export type Names = {
  readonly lang: Lang;
  readonly channel: (id: unknown) => Cell;
  readonly site: (id: unknown) => Cell;
};
type Column = readonly [fr: string, en: string, cell: (row: Row, names: Names) => Cell];
export type List = {
  readonly name: string;
  readonly module: Manifest;
  readonly path: string;
  /** Absent where the route gives the list whole. */
  readonly cursor?: 'after' | 'before';
  readonly columns: readonly Column[];
};

const of =
  (name: string) =>
  (row: Row): Cell => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    return typeof value === 'number' ? value : typeof value === 'boolean' ? (value ? 1 : 0) : String(value);
  };
const text =
  (name: string) =>
  (row: Row, { lang }: Names): Cell => {
    const value = row[name] as Readonly<Record<string, string>> | null | undefined;
    return value?.[lang] ?? value?.fr ?? value?.en ?? null;
  };
type Amount = { readonly minor: number; readonly currency: string };
/** An amount as a decimal number with a point; its currency has a column of its own. */
const amount =
  (name: string) =>
  (row: Row): Cell => {
    const value = row[name] as Amount | null | undefined;
    return value ? Number(toDecimal(money(value.minor, value.currency))) : null;
  };
const currency =
  (name: string) =>
  (row: Row): Cell =>
    (row[name] as Amount | null | undefined)?.currency ?? null;
const inside =
  (outer: string, name: string) =>
  (row: Row): Cell =>
    of(name)((row[outer] as Row | null | undefined) ?? {});
const channel: Column = ['Canal', 'Channel', (row, names) => names.channel(row.channelId)];

const listed =
  (name: string) =>
  (row: Row): Cell =>
    ((row[name] as readonly string[] | undefined) ?? []).join(', ');
const atSite =
  (name: string) =>
  (row: Row, names: Names): Cell =>
    names.site(row[name]);

export const lists: readonly List[] = [
  ...stockLists,
  {
    name: 'orders',
    module: ordersModule,
    path: '/api/orders',
    cursor: 'after',
    columns: [
      ['Numéro', 'Number', of('number')],
      ['Client', 'Customer', of('customerName')],
      channel,
      ['Lieu', 'Site', (row, names) => names.site(row.siteId)],
      ['Référence', 'Reference', of('sourceRef')],
      ['Ouverte', 'Opened', of('openedAt')],
      ['Passée', 'Placed', of('placedAt')],
      ['État', 'State', of('state')],
      ['Exécution', 'Fulfilment', of('fulfilment')],
      ['Pièces', 'Units', of('units')],
      ['Total', 'Total', amount('total')],
      ['Devise', 'Currency', currency('total')],
      ['Identifiant', 'Id', of('orderId')],
    ],
  },
  {
    name: 'returns',
    module: returnsModule,
    path: '/api/returns',
    cursor: 'after',
    columns: [
      ['Retour', 'Return', of('number')],
      ['Commande', 'Order', of('orderNumber')],
      ['Client', 'Customer', of('customerName')],
      channel,
      ['Raison', 'Reason', of('reason')],
      ['État', 'State', of('state')],
      ['Demandé', 'Asked', of('askedAt')],
      ['À rembourser avant', 'Pay back before', of('payBy')],
      ['Annoncées', 'Announced', of('announced')],
      ['Reçues', 'Received', of('came')],
      ['Dû', 'Owed', amount('owed')],
      ['Remboursé', 'Paid back', amount('paid')],
      ['Devise', 'Currency', currency('owed')],
      ['Identifiant', 'Id', of('returnId')],
    ],
  },
  {
    name: 'carts',
    module: cartsModule,
    path: '/api/carts',
    cursor: 'after',
    columns: [
      ['Client', 'Customer', inside('customer', 'name')],
      channel,
      ['Niveau', 'Level', of('level')],
      ['État', 'Status', of('status')],
      ['Lignes', 'Lines', of('lines')],
      ['Pièces', 'Units', of('units')],
      ['Ouvert', 'Opened', of('createdAt')],
      ['Modifié', 'Changed', of('updatedAt')],
      ['Identifiant', 'Id', of('cartId')],
    ],
  },
  {
    name: 'customers',
    module: customersModule,
    path: '/api/customers',
    cursor: 'after',
    columns: [
      ['Nom', 'Name', of('name')],
      ['E-mail', 'E-mail', of('email')],
      ['Téléphone', 'Telephone', of('phone')],
      ['Langue', 'Language', of('language')],
      ['Code', 'Code', of('code')],
      ['Compte', 'Account', of('hasPassword')],
      ['Depuis', 'Since', of('createdAt')],
      ['Identifiant', 'Id', of('customerId')],
    ],
  },
  {
    name: 'products',
    module: catalogModule,
    path: '/api/products',
    cursor: 'after',
    columns: [
      ['Produit', 'Product', text('name')],
      ['Adresse', 'Handle', of('handle')],
      ['Marque', 'Brand', of('brand')],
      ['Statut', 'Status', of('status')],
      ['Articles', 'Articles', of('variants')],
      [
        'Canaux',
        'Channels',
        (row, names) => ((row.channels as readonly string[] | undefined) ?? []).map(names.channel).join(', '),
      ],
      ['Identifiant', 'Id', of('productId')],
    ],
  },
  {
    name: 'stock',
    module: inventoryModule,
    path: '/api/stock',
    cursor: 'after',
    columns: [
      ['SKU', 'SKU', of('sku')],
      ['Article', 'Article', text('name')],
      ['Variante', 'Variant', text('optionText')],
      ['En stock', 'On hand', of('onHand')],
      ['Réservé', 'Reserved', of('reserved')],
      ['En bail', 'Leased', of('leased')],
      ['Libre', 'Free', of('free')],
      ['Identifiant', 'Id', of('skuId')],
    ],
  },
  {
    name: 'movements',
    module: inventoryModule,
    path: '/api/stock/movements',
    cursor: 'before',
    columns: [
      ['Le', 'At', of('at')],
      ['Article', 'Article', of('skuId')],
      ['Quantité', 'Quantity', of('quantity')],
      ['De', 'From', (row, names) => names.site(row.fromSite) ?? of('from')(row)],
      ['Vers', 'To', (row, names) => names.site(row.toSite) ?? of('to')(row)],
      ['Raison', 'Reason', of('reason')],
      ['Document', 'Document', of('document')],
      ['Par', 'By', of('actor')],
      ['Identifiant', 'Id', of('movementId')],
    ],
  },
  {
    name: 'payments',
    module: paymentsModule,
    path: '/api/payments',
    cursor: 'after',
    columns: [
      ['Commande', 'Order', of('orderId')],
      ['Moyen', 'Method', of('method')],
      ['État', 'State', of('state')],
      ['Montant', 'Amount', amount('amount')],
      ['Encaissé', 'Captured', amount('captured')],
      ['Remboursé', 'Refunded', amount('refunded')],
      ['Devise', 'Currency', currency('amount')],
      ['Le', 'At', of('createdAt')],
      ['Identifiant', 'Id', of('paymentId')],
    ],
  },
  {
    name: 'breaches',
    module: inventoryModule,
    path: '/api/stock/breaches',
    columns: [
      ['Le', 'At', of('at')],
      ['Article', 'Article', of('skuId')],
      ['Lieu', 'Site', (row, names) => names.site(siteOfPlace(String(row.placeId))?.siteId)],
      ['Quantité', 'Quantity', of('quantity')],
      ['Cause', 'Cause', of('cause')],
      ['Document', 'Document', of('document')],
      ['Identifiant', 'Id', of('breachId')],
    ],
  },
  {
    name: 'media',
    module: catalogModule,
    path: '/api/media',
    cursor: 'after',
    columns: [
      ['Fichier', 'File', of('fileName')],
      ['Adresse', 'Address', of('url')],
      ['Sorte', 'Kind', of('kind')],
      ['État', 'State', of('state')],
      ['Texte (fr)', 'Text (fr)', inside('alt', 'fr')],
      ['Texte (en)', 'Text (en)', inside('alt', 'en')],
      ['Étiquettes', 'Tags', listed('tags')],
      ['Largeur', 'Width', of('width')],
      ['Hauteur', 'Height', of('height')],
      ['Octets', 'Bytes', of('bytes')],
      ['Produit', 'Product', inside('use', 'handle')],
      ['Ajoutée', 'Added', of('createdAt')],
      ['Identifiant', 'Id', of('mediaId')],
    ],
  },
  {
    name: 'price-lists',
    module: pricingModule,
    path: '/api/price-lists',
    columns: [
      ['Liste', 'List', of('name')],
      ['Code', 'Code', of('code')],
      ['Devise', 'Currency', of('currency')],
      channel,
      ['Identifiant', 'Id', of('listId')],
    ],
  },
  {
    name: 'channels',
    module: channelsModule,
    path: '/api/channels',
    columns: [
      ['Canal', 'Channel', text('name')],
      ['Code', 'Code', of('code')],
      ['Sorte', 'Kind', of('kind')],
      ['État', 'Status', of('status')],
      ['Lieu', 'Site', atSite('siteId')],
      ['Catalogue', 'Catalogue', inside('levels', 'catalogue')],
      ['Prix', 'Prices', inside('levels', 'prices')],
      ['Stock', 'Stock', inside('levels', 'stock')],
      ['Paniers', 'Carts', inside('levels', 'carts')],
      ['Clients', 'Customers', inside('levels', 'customers')],
      ['Commandes', 'Orders', inside('levels', 'orders')],
      ['Retours', 'Returns', inside('levels', 'returns')],
      ['Paiements', 'Payments', inside('levels', 'payments')],
      ['Identifiant', 'Id', of('channelId')],
    ],
  },
  {
    name: 'sites',
    module: orgModule,
    path: '/api/sites',
    columns: [
      ['Lieu', 'Site', of('name')],
      ['Code', 'Code', of('code')],
      ['Sorte', 'Kind', of('kind')],
      ['Ville', 'City', inside('address', 'city')],
      ['Téléphone', 'Telephone', of('phone')],
      ['Retrait', 'Pick-up', of('pickup')],
      ['Priorité', 'Priority', of('priority')],
      ['Ouvert', 'Open', of('open')],
      ['Identifiant', 'Id', of('siteId')],
    ],
  },
  {
    name: 'staff',
    module: identityModule,
    path: '/api/staff',
    cursor: 'after',
    columns: [
      ['Nom', 'Name', of('name')],
      ['E-mail', 'E-mail', of('email')],
      ['Rôle', 'Role', of('role')],
      ['Lieu', 'Site', atSite('siteId')],
      ['Second facteur', 'Second factor', of('secondFactor')],
      ['Travaille ici', 'Works here', of('active')],
      ['Identifiant', 'Id', of('staffId')],
    ],
  },
  {
    name: 'devices',
    module: identityModule,
    path: '/api/devices',
    columns: [
      ['Appareil', 'Device', of('name')],
      ['Lieu', 'Site', atSite('siteId')],
      ['Reconnu par', 'Trusted by', of('enrolledBy')],
      ['Reconnu le', 'Trusted at', of('enrolledAt')],
      ['Révoqué', 'Revoked', of('revoked')],
      ['Identifiant', 'Id', of('deviceId')],
    ],
  },
  {
    name: 'keys',
    module: identityModule,
    path: '/api/keys',
    columns: [
      ['Clé', 'Key', of('name')],
      ['Début', 'Prefix', of('prefix')],
      ['Droits', 'Rights', listed('rights')],
      ['Lieu', 'Site', atSite('siteId')],
      ['Faite par', 'Made by', of('madeBy')],
      ['Faite le', 'Made at', of('madeAt')],
      ['Utilisée', 'Used', of('usedAt')],
      ['Expire', 'Expires', of('expiresAt')],
      ['Révoquée', 'Revoked', of('revokedAt')],
      ['Identifiant', 'Id', of('keyId')],
    ],
  },
  {
    name: 'purchases',
    module: purchasingModule,
    path: '/api/purchases',
    cursor: 'after',
    columns: [
      ['Numéro', 'Number', of('number')],
      ['Fournisseur', 'Supplier', of('supplierName')],
      ['Lieu', 'Site', atSite('siteId')],
      ['État', 'State', of('status')],
      ['Attendue', 'Expected', of('expectedOn')],
      ['Commandé', 'Ordered', of('ordered')],
      ['Reçu', 'Received', of('arrived')],
      ['Montant', 'Amount', amount('total')],
      ['Devise', 'Currency', currency('total')],
      ['Référence', 'Reference', of('reference')],
      ['Envoyée', 'Sent', of('sentAt')],
      ['Identifiant', 'Id', of('purchaseId')],
    ],
  },
  {
    name: 'suppliers',
    module: purchasingModule,
    path: '/api/suppliers',
    cursor: 'after',
    columns: [
      ['Nom', 'Name', of('name')],
      ['E-mail', 'E-mail', of('email')],
      ['Monnaie', 'Currency', of('currency')],
      ['Délai (jours)', 'Lead time (days)', of('leadDays')],
      ['Tolérance (%)', 'Tolerance (%)', of('tolerancePercent')],
      ['Articles', 'Articles', of('articles')],
      ['Identifiant', 'Id', of('supplierId')],
    ],
  },
  {
    name: 'purchase-proposals',
    module: purchasingModule,
    path: '/api/purchase-proposals',
    cursor: 'after',
    columns: [
      ['SKU', 'SKU', of('sku')],
      ['Article', 'Article', text('name')],
      ['Option', 'Option', text('optionText')],
      ['Lieu', 'Site', atSite('siteId')],
      ['Fournisseur', 'Supplier', of('supplierName')],
      ['Vendu', 'Sold', inside('why', 'sold')],
      ['Libre', 'Free', inside('why', 'free')],
      ['En route', 'On its way', inside('why', 'incoming')],
      ['À acheter', 'To buy', of('quantity')],
      ['Colis', 'Packs', of('packs')],
      ['Coût', 'Cost', amount('cost')],
      ['Devise', 'Currency', currency('cost')],
    ],
  },
  {
    name: 'stock-value',
    module: purchasingModule,
    path: '/api/stock-value',
    cursor: 'after',
    columns: [
      ['SKU', 'SKU', of('sku')],
      ['Article', 'Article', text('name')],
      ['Option', 'Option', text('optionText')],
      ['En stock', 'On hand', of('onHand')],
      ['Coût moyen (millièmes)', 'Average cost (thousandths)', of('averageMilli')],
      ['Valeur', 'Value', amount('value')],
      ['Devise', 'Currency', currency('value')],
    ],
  },
  {
    name: 'audit',
    module: identityModule,
    path: '/api/audit',
    cursor: 'before',
    columns: [
      ['Le', 'At', of('at')],
      ['Fait', 'Fact', of('type')],
      ['Sur', 'About', of('subjectId')],
      ['Par', 'By', of('actorName')],
      ['Identifiant de qui', 'Id of who', of('actor')],
    ],
  },
  {
    name: 'webhook-endpoints',
    module: webhooksModule,
    path: '/api/webhook-endpoints',
    columns: [
      ['Point d’accès', 'Endpoint', of('name')],
      ['Adresse', 'Address', of('url')],
      ['Faits', 'Facts', listed('eventTypes')],
      ['État', 'State', of('state')],
      ['Ajouté', 'Added', of('createdAt')],
      ['Identifiant', 'Id', of('endpointId')],
    ],
  },
];
