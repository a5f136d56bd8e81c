/** What became of a promotion or of its code, in the words of whoever buys: on the storefront and at the till. */
import type { PassedOver } from '#pricing/model';
import type { Lang } from './format.ts';

/** `applied`: it takes something off now. `unknown`: the code opens nothing (any more). Else why not. */
export type CodeState = 'applied' | 'unknown' | PassedOver;

const fr: Readonly<Record<CodeState, string>> = {
  applied: 'Appliqué',
  unknown: 'N’est plus valable',
  not_here: 'Ne vaut pas sur cette boutique',
  not_now: 'Ne vaut pas en ce moment',
  not_for_you: 'Réservé à d’autres clients',
  needs_code: 'N’est plus valable',
  needs_buyer: 'Connectez-vous pour en profiter',
  cannot_ask: 'Ne peut pas être vérifié sans connexion',
  below_minimum: 'Votre panier n’atteint pas encore le minimum',
  nothing_chosen: 'Aucun article concerné dans le panier',
  used_up: 'A déjà servi',
  excluded: 'Ne se cumule pas avec une autre offre',
  better_one: 'Une offre plus avantageuse est appliquée',
  no_gain: 'Ne change rien à ce panier',
};

const en: Readonly<Record<CodeState, string>> = {
  applied: 'Applied',
  unknown: 'No longer valid',
  not_here: 'Not valid in this shop',
  not_now: 'Not valid at this time',
  not_for_you: 'For other customers',
  needs_code: 'No longer valid',
  needs_buyer: 'Sign in to use it',
  cannot_ask: 'Cannot be checked while offline',
  below_minimum: 'Your cart has not reached the minimum yet',
  nothing_chosen: 'No article in the cart is concerned',
  used_up: 'Has been used already',
  excluded: 'Cannot be combined with another offer',
  better_one: 'A better offer is applied',
  no_gain: 'Changes nothing for this cart',
};

export const codeWords = (state: CodeState, lang: Lang): string => ({ fr, en })[lang][state];
