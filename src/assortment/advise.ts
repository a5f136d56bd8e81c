/** Which channel suits a product, and why: points for facts we have, a plain word for those we have not. Pure. */
import type { ChannelKind } from '#channels/model';

type Words = { readonly fr: string; readonly en: string };

export type AdviceFacts = {
  readonly onSale: boolean;
  readonly completeness: number;
  readonly pictures: number;
  /** Minor units, of its active articles that have one on the channel. */
  readonly prices: readonly number[];
  /** Articles that are sold, and how many of them have a GTIN. */
  readonly articles: number;
  readonly withGtin: number;
  /** Units free to promise where the channel takes them from. */
  readonly stock: number;
  /** Of the heaviest article; null: not known. */
  readonly grams: number | null;
};

export type AdviceReason = {
  readonly code: string;
  /** Points got, of `of`. */
  readonly points: number;
  readonly of: number;
  readonly text: Words;
};
export type Advice = {
  /** 0 to 100. */
  readonly score: number;
  readonly verdict: 'suits' | 'possible' | 'not_yet';
  readonly reasons: readonly AdviceReason[];
  /** What would count and is not known. */
  readonly unknown: readonly { readonly code: string; readonly text: Words }[];
};

/** How much each fact counts for a kind of channel: what its visitors look at, and what the channel itself asks for. */
const weights: Readonly<Record<ChannelKind, Readonly<Record<string, number>>>> = {
  web: { complete: 30, pictures: 25, stock: 25, price: 5, options: 10, weight: 5 },
  app: { complete: 20, pictures: 30, stock: 25, price: 10, options: 10, weight: 5 },
  till: { complete: 5, pictures: 0, stock: 60, price: 5, options: 15, weight: 15 },
  marketplace: { complete: 25, pictures: 15, gtin: 25, stock: 20, price: 10, weight: 5 },
  social: { complete: 10, pictures: 40, stock: 15, price: 25, options: 10 },
  feed: { complete: 25, pictures: 15, gtin: 30, stock: 20, price: 10 },
  b2b: { complete: 30, pictures: 10, stock: 35, price: 10, weight: 15 },
};
/** Pictures from which a product is well shown there. */
const pictured: Readonly<Partial<Record<ChannelKind, number>>> = { social: 3, app: 3, web: 3 };
/** Where a price sells well, in minor units: spontaneous buying has a ceiling, carriage and commission have a floor. */
const bands: Readonly<Partial<Record<ChannelKind, readonly [number, number]>>> = {
  social: [500, 15_000],
  app: [0, 30_000],
  marketplace: [1_500, 50_000],
  feed: [2_000, 500_000],
};
/** Units of each article from which stock is ample: who sells with a delay, and who buys by the dozen, needs more. */
const ample: Readonly<Partial<Record<ChannelKind, number>>> = { marketplace: 4, feed: 4, b2b: 25 };
const HEAVY = 20_000;

const euros = (minor: number): string => `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, '0')}`;

type Part = { readonly share: number; readonly text: Words };

function parts(kind: ChannelKind, facts: AdviceFacts): Readonly<Record<string, Part>> {
  const wanted = pictured[kind] ?? 1;
  const [least, most] = bands[kind] ?? [0, Infinity];
  const [cheapest, dearest] = [Math.min(...facts.prices), Math.max(...facts.prices)];
  const inBand = facts.prices.length > 0 && cheapest >= least && dearest <= most;
  const perArticle = facts.articles === 0 ? 0 : facts.stock / facts.articles;
  const many = facts.articles > 12;
  return {
    complete: {
      share: facts.completeness / 100,
      text: {
        fr: `Fiche complète à ${facts.completeness} % pour ce canal.`,
        en: `Its content is ${facts.completeness}% complete for this channel.`,
      },
    },
    pictures: {
      share: Math.min(1, facts.pictures / wanted),
      text: {
        fr: `Images : ${facts.pictures}, et il en faut ${wanted} ici.`,
        en: `Pictures: ${facts.pictures}, and ${wanted} needed here.`,
      },
    },
    gtin: {
      share: facts.articles === 0 ? 0 : facts.withGtin / facts.articles,
      text: {
        fr: `${facts.withGtin} article(s) sur ${facts.articles} ont un GTIN, que ce canal demande.`,
        en: `${facts.withGtin} of ${facts.articles} article(s) have a GTIN, which this channel asks for.`,
      },
    },
    stock: {
      share: Math.min(1, perArticle / (ample[kind] ?? 2)),
      text: {
        fr: `${facts.stock} unité(s) disponibles pour ${facts.articles} article(s).`,
        en: `${facts.stock} unit(s) available for ${facts.articles} article(s).`,
      },
    },
    price: {
      share: inBand ? 1 : facts.prices.length > 0 ? 0.3 : 0,
      text:
        facts.prices.length === 0
          ? { fr: 'Aucun prix sur ce canal.', en: 'No price on this channel.' }
          : {
              fr: `Prix de ${euros(cheapest)} à ${euros(dearest)}${inBand ? '' : ', hors de ce qui s’achète bien ici'}.`,
              en: `Prices from ${euros(cheapest)} to ${euros(dearest)}${inBand ? '' : ', outside what sells well here'}.`,
            },
    },
    options: {
      share: kind === 'till' ? (many ? 1 : 0.7) : many ? 0.4 : 1,
      text:
        kind === 'till'
          ? {
              fr: `${facts.articles} variante(s) : on essaie en boutique.`,
              en: `${facts.articles} variant(s): people try them on in the shop.`,
            }
          : {
              fr: `${facts.articles} variante(s) à choisir à l’écran.`,
              en: `${facts.articles} variant(s) to choose from on a screen.`,
            },
    },
    weight: weightPart(kind, facts.grams),
  };
}

function weightPart(kind: ChannelKind, grams: number | null): Part {
  if (grams === null) return { share: 0.5, text: { fr: 'Poids inconnu.', en: 'Weight not known.' } };
  const kg = Math.ceil(grams / 1_000);
  return {
    share: grams <= HEAVY ? 1 : 0,
    text: {
      fr: `${kg} kg ${kind === 'till' ? 'à emporter' : 'à expédier'}.`,
      en: `${kg} kg to ${kind === 'till' ? 'carry home' : 'send'}.`,
    },
  };
}

const unknown: Advice['unknown'] = [
  {
    code: 'margin',
    text: {
      fr: 'Marge inconnue : aucun prix d’achat n’est enregistré.',
      en: 'Margin not known: no purchase price is recorded.',
    },
  },
  {
    code: 'returns',
    text: {
      fr: 'Retours inconnus : ils ne sont pas encore suivis par produit.',
      en: 'Returns not known: they are not followed by product yet.',
    },
  },
];

/** The advice for one product on a channel of this kind. Without a price, or not on sale, it suits nowhere yet. */
export function advise(kind: ChannelKind, facts: AdviceFacts): Advice {
  const known = parts(kind, facts);
  const reasons = Object.entries(weights[kind]).flatMap(([code, of]): AdviceReason[] => {
    const part = known[code];
    return part && of > 0 ? [{ code, points: Math.round(part.share * of), of, text: part.text }] : [];
  });
  const most = reasons.reduce((sum, reason) => sum + reason.of, 0);
  const got = reasons.reduce((sum, reason) => sum + reason.points, 0);
  const score = Math.round((100 * got) / most);
  const stopped = !facts.onSale || facts.prices.length === 0;
  const draft: AdviceReason = {
    code: 'status',
    points: 0,
    of: 0,
    text: { fr: 'Le produit n’est pas en vente.', en: 'The product is not on sale.' },
  };
  return {
    score,
    verdict: stopped || score < 40 ? 'not_yet' : score < 70 ? 'possible' : 'suits',
    reasons: [...(facts.onSale ? [] : [draft]), ...reasons.toSorted((a, b) => b.of - b.points - (a.of - a.points))],
    unknown,
  };
}
