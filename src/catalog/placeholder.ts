/** Which of our drawings stands in for a picture that can't be had: chosen from the product's own words, the same each time. */
import { kindNames, parseDrawingName, type DrawingSpec as KitSpec } from '#kit/drawings/illustrate';
import { paletteNames, patterns } from '#kit/drawings/palettes';
import { foldText, type DrawingSpec } from './model.ts';

/** Words that begin like this mean this drawing; French and English, folded. The first hit wins. */
const kindWords: readonly (readonly [kind: string, words: string])[] = [
  ['giftcard', 'gift cadeau'],
  ['sneaker', 'shoe sneaker trainer boot sandal chaussure basket botte sandale tops mocassin'],
  ['dress', 'dress robe skirt jupe gown'],
  ['coat', 'jacket coat manteau veste blouson parka tuxedo blazer anorak'],
  ['sweater', 'jumper sweater pull gilet cardigan hoodie tricot knit sweat'],
  ['trousers', 'trouser pant jean pantalon short legging chino'],
  ['scarf', 'scarf echarpe foulard shawl'],
  ['bag', 'bag sac backpack wallet purse pochette cabas valise'],
  ['hat', 'hat cap chapeau bonnet casquette beanie'],
  ['shirt', 'shirt blouse top tee chemise haut tshirt tunique polo'],
  ['lipstick', 'lipstick levres makeup maquillage mascara'],
  ['perfume', 'perfume parfum fragrance cologne eau'],
  ['nailpolish', 'nail vernis'],
  ['cream', 'cream creme lotion soap savon serum soin skin shampoo beauty beaute'],
  ['candle', 'candle bougie'],
  ['lamp', 'lamp lampe light lumiere luminaire'],
  ['vase', 'vase pot'],
  ['mug', 'mug cup tasse bowl bol plate assiette glass verre'],
  ['cushion', 'cushion coussin pillow plaid linge towel'],
  ['sofa', 'sofa canape couch'],
  ['armchair', 'armchair fauteuil'],
  ['chair', 'chair chaise stool tabouret'],
  ['desk', 'desk bureau table'],
  ['shelf', 'shelf etagere bookcase'],
  ['plant', 'plant plante flower fleur garden jardin tree'],
  ['notebook', 'notebook cahier carnet book livre'],
  ['pens', 'pen stylo pencil crayon'],
  ['ink', 'ink encre'],
  ['paper', 'paper papier card carte'],
  ['monitorstand', 'monitor screen ecran'],
];

const colourWords: readonly (readonly [palette: string, words: string])[] = [
  ['nuit', 'navy marine midnight nuit'],
  ['bleu', 'blue bleu denim ocean'],
  ['groseille', 'red rouge cherry cerise'],
  ['figue', 'purple violet prune figue'],
  ['mirabelle', 'yellow jaune gold or mustard moutarde'],
  ['brique', 'orange brick brique rust terracotta'],
  ['cresson', 'green vert emerald'],
  ['sauge', 'olive sage sauge khaki kaki'],
  ['lin', 'beige linen lin sand sable camel'],
  ['craie', 'white blanc ivory ivoire cream'],
  ['rose', 'pink rose'],
  ['zinc', 'grey gray gris silver argent'],
  ['encre', 'black noir dark charcoal'],
  ['chene', 'brown marron oak chene leather cuir wood bois'],
];

const index = (table: typeof kindWords): ReadonlyMap<string, string> =>
  new Map(table.flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)));
const kindOf = index(kindWords.filter(([kind]) => kindNames.some((known) => known === kind)));
const paletteOf = index(colourWords);

/** A drawing for these words, the most telling first (type, title, tags). Without a hit: a parcel in a colour of the text's own. */
export function placeholderFor(texts: readonly string[]): DrawingSpec {
  const words = texts.flatMap((text) => foldText(text).split(/[^a-z0-9]+/)).filter((word) => word.length > 1);
  const find = (known: ReadonlyMap<string, string>): string | undefined => {
    // The last word of an English title names the thing ("Silk Summer Top"), so read backwards.
    for (let i = words.length - 1; i >= 0; i--) {
      const word = words[i] ?? '';
      const hit = known.get(word) ?? known.get(word.replace(/(es|s|x)$/, '')) ?? known.get(word.replace(/s$/, ''));
      if (hit !== undefined) return hit;
    }
    return undefined;
  };
  let hash = 7;
  for (const character of texts.join(' ')) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  const pattern = /check|plaid|chequer/.test(words.join(' '))
    ? 'check'
    : /strip|rayu/.test(words.join(' '))
      ? 'stripe'
      : 'plain';
  return {
    kind: find(kindOf) ?? 'parcel',
    palette: find(paletteOf) ?? paletteNames[hash % paletteNames.length] ?? 'lin',
    pattern,
    variant: hash % 4,
  };
}

/** A spec whose every part we know how to draw; undefined for anything else. */
export function drawable(spec: {
  kind: string;
  palette?: string | undefined;
  pattern?: string | undefined;
  variant?: number | undefined;
}): Required<KitSpec> | undefined {
  const { kind, palette = 'bleu', pattern = 'plain', variant = 0 } = spec;
  return parseDrawingName(`${kind}-${palette}-${pattern}-${variant}.svg`);
}

export { paletteNames, patterns, kindNames };
