/** WooCommerce's columns in the order of its own export, and the names that French and German shops give them. */
export const wooColumns: readonly string[] = (
  'ID;Type;SKU;GTIN, UPC, EAN, or ISBN;Name;Published;Is featured?;Visibility in catalog;Short description;Description;' +
  'Date sale price starts;Date sale price ends;Tax status;Tax class;In stock?;Stock;Low stock amount;Backorders allowed?;' +
  'Sold individually?;Weight (kg);Length (cm);Width (cm);Height (cm);Allow customer reviews?;Purchase note;Sale price;Regular price;' +
  'Categories;Tags;Shipping class;Images;Download limit;Download expiry days;Parent;Grouped products;Upsells;Cross-sells;External URL;' +
  'Button text;Position;Brands'
).split(';');

const french: readonly (readonly [french: string, name: string])[] = [
  ['UGS', 'SKU'],
  ['GTIN, UPC, EAN ou ISBN', 'GTIN, UPC, EAN, or ISBN'],
  ['Nom', 'Name'],
  ['Publié', 'Published'],
  ['Mis en avant ?', 'Is featured?'],
  ['Visibilité dans le catalogue', 'Visibility in catalog'],
  ['Description courte', 'Short description'],
  ['Date de début de promo', 'Date sale price starts'],
  ['Date de fin de promo', 'Date sale price ends'],
  ['État de la TVA', 'Tax status'],
  ['Classe de TVA', 'Tax class'],
  ['En stock ?', 'In stock?'],
  ['Montant de stock faible', 'Low stock amount'],
  ['Autoriser les commandes de produits en rupture ?', 'Backorders allowed?'],
  ['Vendu individuellement ?', 'Sold individually?'],
  ['Autoriser les avis clients ?', 'Allow customer reviews?'],
  ['Note de commande', 'Purchase note'],
  ['Tarif promo', 'Sale price'],
  ['Tarif régulier', 'Regular price'],
  ['Catégories', 'Categories'],
  ['Étiquettes', 'Tags'],
  ['Classe d’expédition', 'Shipping class'],
  ['Limite de téléchargement', 'Download limit'],
  ['Jours d’expiration du téléchargement', 'Download expiry days'],
  ['Groupes de produits', 'Grouped products'],
  ['Produits suggérés', 'Upsells'],
  ['Ventes croisées', 'Cross-sells'],
  ['URL externe', 'External URL'],
  ['Libellé du bouton', 'Button text'],
  ['Marques', 'Brands'],
  ['Méta : halle_handle', 'Meta: halle_handle'],
];

const german: readonly (readonly [german: string, name: string])[] = [
  ['Typ', 'Type'],
  ['Artikelnummer', 'SKU'],
  ['GTIN, UPC, EAN oder ISBN', 'GTIN, UPC, EAN, or ISBN'],
  ['Veröffentlicht', 'Published'],
  ['Ist hervorgehoben?', 'Is featured?'],
  ['Sichtbarkeit im Katalog', 'Visibility in catalog'],
  ['Kurzbeschreibung', 'Short description'],
  ['Beschreibung', 'Description'],
  ['Datum, an dem Angebotspreis beginnt', 'Date sale price starts'],
  ['Datum, an dem Angebotspreis endet', 'Date sale price ends'],
  ['Steuerstatus', 'Tax status'],
  ['Steuerklasse', 'Tax class'],
  ['Vorrätig?', 'In stock?'],
  ['Lager', 'Stock'],
  ['Lagerbestand', 'Stock'],
  ['Geringe Lagermenge', 'Low stock amount'],
  ['Lieferrückstande erlaubt?', 'Backorders allowed?'],
  ['Lieferrückstände erlaubt?', 'Backorders allowed?'],
  ['Nur einzeln verkaufen?', 'Sold individually?'],
  ['Kundenrezensionen erlauben?', 'Allow customer reviews?'],
  ['Hinweis zum Kauf', 'Purchase note'],
  ['Angebotspreis', 'Sale price'],
  ['Regulärer Preis', 'Regular price'],
  ['Kategorien', 'Categories'],
  ['Schlagwörter', 'Tags'],
  ['Versandklasse', 'Shipping class'],
  ['Bilder', 'Images'],
  ['Downloadlimit', 'Download limit'],
  ['Ablauftage des Downloads', 'Download expiry days'],
  ['Übergeordnetes Produkt', 'Parent'],
  ['Übergeordnet', 'Parent'],
  ['Gruppierte Produkte', 'Grouped products'],
  ['Zusatzverkäufe', 'Upsells'],
  ['Querverkäufe', 'Cross-sells'],
  ['Externe URL', 'External URL'],
  ['Button-Text', 'Button text'],
  ['Marken', 'Brands'],
];

const fold = (name: string): string => name.trim().toLowerCase().replaceAll('\u2019', "'").replaceAll(/\s+/g, ' ');
const known = new Map([
  ...wooColumns.map((name) => [fold(name), name] as const),
  ...[...french, ...german].map(([own, name]) => [fold(own), name] as const),
]);

/** The English name of a column, numbered attributes and units included; another system's name stays. */
export function wooName(column: string): string {
  const name = known.get(fold(column));
  if (name !== undefined) return name;
  const own =
    /^(?:nom de l['’]attribut (\d+)|valeur\(s\) de l['’]attribut (\d+)|attribut (\d+) (visible|global))$/i.exec(
      column.trim(),
    );
  if (own?.[1]) return `Attribute ${own[1]} name`;
  if (own?.[2]) return `Attribute ${own[2]} value(s)`;
  if (own?.[3]) return `Attribute ${own[3]} ${(own[4] ?? '').toLowerCase()}`;
  const wort = /^attribut (\d+) (name|wert\(e\)|sichtbar|standard|par défaut)$/i.exec(column.trim());
  const part =
    { name: 'name', 'wert(e)': 'value(s)', sichtbar: 'visible' }[(wort?.[2] ?? '').toLowerCase()] ?? 'default';
  if (wort) return `Attribute ${wort[1]} ${part}`;
  const attribute = /^attribute (\d+) (name|value\(s\)|visible|global|default)$/i.exec(column.trim());
  if (attribute) return `Attribute ${attribute[1]} ${(attribute[2] ?? '').toLowerCase()}`;
  const measure =
    /^(?:weight|poids|gewicht|length|longueur|länge|width|largeur|breite|height|hauteur|höhe) \((\w+)\)$/i.exec(
      column.trim(),
    );
  if (!measure) return column;
  const measures = {
    weight: 'Weight',
    poids: 'Weight',
    gewicht: 'Weight',
    length: 'Length',
    longueur: 'Length',
    länge: 'Length',
    width: 'Width',
    largeur: 'Width',
    breite: 'Width',
  };
  const word = column.trim().split(' ')[0]?.toLowerCase() ?? '';
  return `${measures[word as keyof typeof measures] ?? 'Height'} (${(measure[1] ?? '').toLowerCase()})`;
}
