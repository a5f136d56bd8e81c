/** What each level adds to what a channel shares, domain by domain: the table of integration levels, as what one gains by a step. */
import type { Domain, Level } from '#channels/model';

type Both = { readonly fr: string; readonly en: string };
type Step = Exclude<Level, 'isolated'>;
const gain = (french: string, english: string): Both => ({ fr: french, en: english });

export const gains: Readonly<Record<Domain, Readonly<Record<Step, Both>>>> = {
  catalogue: {
    bridged: gain('Les fiches, publiées à la demande', 'Product pages, published on demand'),
    synchronised: gain('Chaque changement, dès qu’il est fait', 'Each change, as soon as it is made'),
    unified: gain('Le catalogue lui-même, sans copie', 'The catalogue itself, without a copy'),
  },
  prices: {
    bridged: gain('Les prix de base', 'Base prices'),
    synchronised: gain(
      'Toutes les listes et promotions, au délai du canal près',
      'All lists and promotions, within its lag',
    ),
    unified: gain('Le calcul du prix, au moment de la vente', 'The pricing itself, at the moment of sale'),
  },
  stock: {
    bridged: gain('La vue du stock des autres lieux', 'The sight of other places’ stock'),
    synchronised: gain('La vente sur le stock commun, par un bail', 'Selling from the common stock, by a lease'),
    unified: gain('La réservation à l’instant, de tout lieu', 'Reserving at once, from any place'),
  },
  carts: {
    bridged: gain('Un panier en copie, par lien ou QR', 'A cart as a copy, by link or QR'),
    synchronised: gain('Un même panier pour un client connu', 'One cart for a known shopper'),
    unified: gain('Le travail de l’équipe dans ce panier', 'The team’s work in that cart'),
  },
  customers: {
    bridged: gain(
      'Le rapprochement par e-mail, téléphone ou carte entiers',
      'Matching by whole e-mail, telephone or card',
    ),
    synchronised: gain('Une fiche et l’historique de tous les canaux', 'One profile and the history of all channels'),
    unified: gain('Cette fiche, lue à l’instant même', 'That profile, read at the very moment'),
  },
  orders: {
    bridged: gain('Le retrait en boutique, par une commande pont', 'Collecting in a store, by a bridge order'),
    synchronised: gain(
      'Chaque commande, vue et servie sur tous les canaux',
      'Each order, seen and served on every channel',
    ),
    unified: gain(
      'Tout lieu pour toute commande, un suivi, une facture',
      'Any place for any order, one tracking, one invoice',
    ),
  },
  returns: {
    bridged: gain('La reprise partout, remboursée plus tard', 'Taking back anywhere, refunded later'),
    synchronised: gain('Le remboursement partout', 'The refund anywhere'),
    unified: gain('L’échange entre canaux, en une fois', 'The exchange across channels, in one go'),
  },
  payments: {
    bridged: gain('Le paiement en boutique d’une réservation du web', 'Paying in store for a web reservation'),
    synchronised: gain('Cartes cadeaux et avoirs', 'Gift cards and store credit'),
    unified: gain('Le registre d’argent, unique', 'The money ledger, a single one'),
  },
};
