/** Why a price is what it is, in words: each rule of its waterfall, applied or passed over. The same on every face that tells it. */
import type { TraceReason } from '#pricing/model';
import type { Lang } from './format.ts';

const fr: Readonly<Record<TraceReason, string>> = {
  base_list: 'Retenu\u00a0: le prix de base',
  channel_list: 'Retenu\u00a0: le prix propre au canal',
  group_list: 'Retenu\u00a0: le prix de son groupe',
  company_list: 'Retenu\u00a0: le prix négocié de la société',
  overridden: 'Écarté\u00a0: une liste plus précise l’emporte',
  isolated: 'Écarté\u00a0: le canal est isolé, seule sa propre liste compte',
  below_step: 'Écarté\u00a0: vaut à partir de plus d’unités',
  other_step: 'Écarté\u00a0: un autre palier de la même liste vaut pour cette quantité',
  lower_priority: 'Écarté\u00a0: une liste de plus haute priorité l’emporte',
  dearer: 'Écarté\u00a0: une liste de même rang est moins chère',
  no_price: 'Aucune liste de ce canal ne connaît cet article',
  promotion: 'Appliquée',
  not_here: 'Écartée\u00a0: ne vaut pas sur ce canal, dans ce magasin ou dans cette monnaie',
  not_now: 'Écartée\u00a0: pas en ce moment',
  not_for_you: 'Écartée\u00a0: réservée à d’autres clients',
  needs_code: 'Écartée\u00a0: demande un code',
  needs_buyer: 'Écartée\u00a0: demande de savoir qui achète',
  cannot_ask: 'Écartée\u00a0: limitée, et sans connexion personne ne dit ce qu’il en reste',
  below_minimum: 'Écartée\u00a0: le minimum n’est pas atteint',
  nothing_chosen: 'Écartée\u00a0: aucun article concerné',
  used_up: 'Écartée\u00a0: épuisée',
  excluded: 'Écartée\u00a0: ne se cumule pas avec une autre',
  better_one: 'Écartée\u00a0: une autre du même groupe donne plus',
  no_gain: 'Écartée\u00a0: ne change rien ici',
  flat_fee: 'Forfait',
  free_from: 'Offerte au-delà du seuil',
  by_value: 'Selon la valeur des articles à ce taux',
  in_price: 'Comprise dans le prix',
  in_price_rounded: 'Comprise dans le prix, arrondie au centime',
  on_top: 'Ajoutée au prix hors taxes',
  net_stays: 'Même prix hors taxes qu’à domicile, sous la taxe d’ici',
};

const en: Readonly<Record<TraceReason, string>> = {
  base_list: 'Chosen: the base price',
  channel_list: 'Chosen: the channel’s own price',
  group_list: 'Chosen: the price of their group',
  company_list: 'Chosen: the company’s negotiated price',
  overridden: 'Passed over: a more precise list wins',
  isolated: 'Passed over: the channel is isolated, only its own list counts',
  below_step: 'Passed over: holds from more units on',
  other_step: 'Passed over: another step of the same list holds for this quantity',
  lower_priority: 'Passed over: a list of higher priority wins',
  dearer: 'Passed over: a list of the same rank is cheaper',
  no_price: 'No list of this channel knows this article',
  promotion: 'Applied',
  not_here: 'Passed over: not on this channel, in this store or in this currency',
  not_now: 'Passed over: not at this time',
  not_for_you: 'Passed over: for other customers',
  needs_code: 'Passed over: asks for a code',
  needs_buyer: 'Passed over: asks who buys',
  cannot_ask: 'Passed over: limited, and offline nobody can say what is left',
  below_minimum: 'Passed over: the minimum is not reached',
  nothing_chosen: 'Passed over: no article concerned',
  used_up: 'Passed over: used up',
  excluded: 'Passed over: does not combine with another',
  better_one: 'Passed over: another of its set gives more',
  no_gain: 'Passed over: changes nothing here',
  flat_fee: 'Flat fee',
  free_from: 'Free above the threshold',
  by_value: 'By the value of the articles at this rate',
  in_price: 'Within the price',
  in_price_rounded: 'Within the price, rounded to the cent',
  on_top: 'Added to the price without tax',
  net_stays: 'The same price without tax as at home, under the tax of this place',
};

const words: Readonly<Record<Lang, Readonly<Record<string, string>>>> = { fr, en };

/** The reason of a step; a reason of a later version is said as it is. */
export const reasonWords = (lang: Lang, reason: string): string => words[lang][reason] ?? reason;

/** Names of what a rule is about, where somebody knows them. */
export type RuleNames = {
  readonly list?: (code: string) => string | undefined;
  readonly promotion?: (promotionId: string) => string | undefined;
};

/** The rule of a step: `list:base`, `list:base:10` from ten units on, `promotion:prm_…`, `vat:20`, `delivery`. */
export function ruleWords(lang: Lang, rule: string, names: RuleNames = {}): string {
  const [kind, detail, units] = rule.split(':');
  const say = (french: string, english: string): string => (lang === 'fr' ? french : english);
  switch (kind) {
    case 'list': {
      if (detail === undefined) return say('Aucune liste de prix', 'No price list');
      if (detail === 'chosen') return say('Montant choisi', 'Amount chosen');
      if (detail === 'given') return say('Prix donné avec la commande', 'Price given with the order');
      const list = names.list?.(detail) ?? say(`Liste de prix «\u00a0${detail}\u00a0»`, `Price list “${detail}”`);
      return units === undefined ? list : say(`${list}, dès ${units}`, `${list}, from ${units}`);
    }
    case 'promotion':
      return names.promotion?.(detail ?? '') ?? 'Promotion';
    case 'vat':
      return detail === 'net'
        ? say('Prix hors taxes', 'Price without tax')
        : say(`TVA ${(detail ?? '').replace('.', ',')}\u00a0%`, `VAT ${detail}%`);
    case 'delivery':
      if (detail === undefined) return say('Frais de livraison', 'Delivery fee');
      return say(`Livraison, part au taux de ${detail}\u00a0%`, `Delivery, share at ${detail}%`);
    default:
      return rule;
  }
}
