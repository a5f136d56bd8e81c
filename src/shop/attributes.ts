/** Attributes of families as facets: named by the merchant, counted by their codes. */
import type { Database } from '#base/db';
import { facetableAttributes, facetValues, plainText, type Attribute, type Text } from '#catalog';
import type { Trait } from './facets.ts';
import type { Offer } from './offers.ts';

const answers: Readonly<Record<string, Text>> = { yes: { fr: 'Oui', en: 'Yes' }, no: { fr: 'Non', en: 'No' } };

/** Traits of products by their attributes; made once and shared, so that counting compares few objects. */
export async function attributeTraits(
  database: Database,
  channelId: string,
  offers: readonly Offer[],
): Promise<ReadonlyMap<string, readonly Trait[]>> {
  const attributes = await facetableAttributes(database);
  if (attributes.length === 0) return new Map();
  const byCode = new Map(attributes.map((attribute) => [attribute.code, attribute]));
  const values = await facetValues(
    database,
    offers.map(({ product }) => product.productId),
    channelId,
  );
  const made = new Map<string, Trait>();
  const traitOf = (code: string, value: string): Trait[] => {
    const known = made.get(`${code}=${value}`);
    const attribute = byCode.get(code);
    if (known || !attribute) return known ? [known] : [];
    const trait = { facet: `f.${code}`, value, name: attribute.name, label: labelOf(attribute, value) };
    made.set(`${code}=${value}`, trait);
    return [trait];
  };
  return new Map(
    [...values].map(([productId, all]) => [
      productId,
      all.flatMap(({ attribute, values: codes }) => codes.flatMap((code) => traitOf(attribute, code))),
    ]),
  );
}

function labelOf({ kind, choices, unit }: Attribute, value: string): Text {
  if (kind === 'yes_no') return answers[value] ?? plainText(value);
  if (kind === 'number' || kind === 'measure') {
    const after = unit === null ? '' : `\u00a0${unit}`;
    return { fr: `${value.replace('.', ',')}${after}`, en: `${value}${after}` };
  }
  return choices.find(({ code }) => code === value)?.name ?? plainText(value);
}
