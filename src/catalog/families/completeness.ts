/** What is said of a product and what is still missing, channel by channel and language by language: pure. */
import type { Language, Text } from '../model.ts';
import type { Definitions } from '../attributes/definitions.ts';
import type { Attribute, ProductContent, Required } from '../attributes/model.ts';

export type Completeness = {
  readonly channelId: string;
  readonly language: Language;
  readonly required: number;
  readonly present: number;
  /** Codes of attributes, or `name`, `description`, `picture`. */
  readonly missing: readonly string[];
};

/** What every product says on every channel, whatever its family. */
export type Basics = {
  readonly name: Text;
  readonly description: Text;
  readonly pictures: number;
  readonly activeSkuIds: readonly string[];
};

const asked = (required: Required, channelId: string): boolean =>
  required === 'everywhere' || (required !== 'no' && required.includes(channelId));

/** True when the attribute is said on the channel in the language: of the product, or of each of its active variants. */
function isSaid(
  content: ProductContent,
  attribute: Attribute,
  channelId: string,
  language: Language,
  skuIds: readonly string[],
): boolean {
  const here = content.values.filter(
    (value) =>
      value.attribute === attribute.code &&
      (value.channelId === null || value.channelId === channelId) &&
      (value.language === null || value.language === language),
  );
  if (here.some((value) => value.skuId === null)) return true;
  return skuIds.length > 0 && skuIds.every((skuId) => here.some((value) => value.skuId === skuId));
}

/** One line for each channel and language, in the order given. */
export function completeness(
  content: ProductContent,
  basics: Basics,
  definitions: Definitions,
  channelIds: readonly string[],
  languages: readonly Language[],
): Completeness[] {
  const family = content.family === null ? undefined : definitions.families.get(content.family);
  return channelIds.flatMap((channelId) => {
    const needed = (family?.attributes ?? []).flatMap(({ code, required }) =>
      asked(required, channelId) ? (definitions.attributes.get(code) ?? []) : [],
    );
    return languages.map((language) => {
      const missing = [
        ...(basics.name[language].trim() === '' ? ['name'] : []),
        ...(basics.description[language].trim() === '' ? ['description'] : []),
        ...(basics.pictures === 0 ? ['picture'] : []),
        ...needed.flatMap((attribute) =>
          isSaid(content, attribute, channelId, language, basics.activeSkuIds) ? [] : [attribute.code],
        ),
      ];
      const required = 3 + needed.length;
      return { channelId, language, required, present: required - missing.length, missing };
    });
  });
}

/** Hundredths of what is required that are there on a channel, in the language with the least; whole numbers, downwards. */
export function percentOn(lines: readonly Completeness[], channelId: string): number {
  const here = lines.filter((line) => line.channelId === channelId);
  return here.length === 0 ? 0 : Math.min(...here.map((line) => Math.floor((line.present * 100) / line.required)));
}
