/** What became of a code, in the shopper's words. */
import type { CodeView } from '#carts';
import type { Lang } from '../../web/store/views.ts';

type State = CodeView['state'];

const fr: Readonly<Record<State, string>> = {
  applied: 'Appliqué',
  unknown: 'N’est plus valable',
  not_here: 'Ne vaut pas sur cette boutique',
  not_now: 'Ne vaut pas en ce moment',
  not_for_you: 'Réservé à d’autres clients',
  needs_code: 'N’est plus valable',
  needs_buyer: 'Connectez-vous pour en profiter',
  below_minimum: 'Votre panier n’atteint pas encore le minimum',
  nothing_chosen: 'Aucun article concerné dans le panier',
  used_up: 'A déjà servi',
  excluded: 'Ne se cumule pas avec une autre offre',
  better_one: 'Une offre plus avantageuse est appliquée',
  no_gain: 'Ne change rien à ce panier',
};

const en: Readonly<Record<State, string>> = {
  applied: 'Applied',
  unknown: 'No longer valid',
  not_here: 'Not valid in this shop',
  not_now: 'Not valid at this time',
  not_for_you: 'For other customers',
  needs_code: 'No longer valid',
  needs_buyer: 'Sign in to use it',
  below_minimum: 'Your cart has not reached the minimum yet',
  nothing_chosen: 'No article in the cart is concerned',
  used_up: 'Has been used already',
  excluded: 'Cannot be combined with another offer',
  better_one: 'A better offer is applied',
  no_gain: 'Changes nothing for this cart',
};

export const codeWords = (state: State, lang: Lang): string => ({ fr, en })[lang][state];
