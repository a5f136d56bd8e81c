/** What levels mean and what changing one does, in sentences. */
import type { Domain, Level, Preset } from '#channels/model';

type Both = { readonly fr: string; readonly en: string };
const both = (french: string, english: string): Both => ({ fr: french, en: english });

/** What each level of each domain lets a channel do: the table of integration levels, as sentences. */
export const meanings: Readonly<Record<Domain, Readonly<Record<Level, Both>>>> = {
  catalogue: {
    isolated: both(
      'Le canal garde sa propre copie ; des fichiers entrent et sortent.',
      'The channel keeps its own copy; files go in and out.',
    ),
    bridged: both(
      'Publié à la demande ; les changements du canal l’emportent.',
      'Published on demand; the channel’s own changes win.',
    ),
    synchronised: both(
      'Publié à chaque changement ; les écarts sont visibles et réversibles.',
      'Published at each change; what differs is visible and can be undone.',
    ),
    unified: both('Le catalogue unique est lu directement.', 'The one catalogue is read directly.'),
  },
  prices: {
    isolated: both('Sa propre liste de prix, et elle seule.', 'Its own price list, and only that.'),
    bridged: both(
      'Prix de base partagés ; une promotion ne vaut que là où elle est née.',
      'Shared base prices; a promotion is valid only where it was made.',
    ),
    synchronised: both(
      'Mêmes prix partout, au délai du canal près.',
      'The same prices everywhere, within the channel’s lag.',
    ),
    unified: both(
      'Un seul calcul de prix au moment de la vente.',
      'One engine prices every sale at the moment of sale.',
    ),
  },
  stock: {
    isolated: both(
      'Ne vend que son contingent, que nul autre ne voit.',
      'Sells only from its own allotment, which nobody else sees.',
    ),
    bridged: both(
      'Voit le stock des autres lieux, ne vend que son contingent.',
      'Sees the stock of other places, sells only from its allotment.',
    ),
    synchronised: both(
      'Vend sur le stock commun, par un bail à la mesure de son délai.',
      'Sells from the common stock through a lease sized to its lag.',
    ),
    unified: both(
      'Réserve dans le registre unique, à l’instant ; tout lieu peut servir.',
      'Reserves in the one ledger in real time; any place may serve.',
    ),
  },
  carts: {
    isolated: both('Le panier vit sur un appareil et un canal.', 'The cart lives on one device and channel.'),
    bridged: both(
      'Il peut être envoyé ailleurs en copie (lien, QR).',
      'It can be sent elsewhere as a copy (link, QR).',
    ),
    synchronised: both(
      'Un panier par client connu, sur tous ses canaux.',
      'One cart for a known shopper, on all their channels.',
    ),
    unified: both(
      'Un panier par client, où l’équipe peut travailler : l’ouvrir en caisse, y ajouter.',
      'One cart for a shopper, in which staff may work: open it at the till, add to it.',
    ),
  },
  customers: {
    isolated: both(
      'Une fiche par canal : la caisse ne trouve pas les clients du web, le compte ne montre que les achats du canal.',
      'A profile per channel: the till finds no web customers, the account shows only the channel’s own purchases.',
    ),
    bridged: both(
      'Rapprochée à la demande, par l’e-mail, le téléphone ou la carte entiers ; chaque canal garde son historique.',
      'Matched on demand, by the whole e-mail, telephone or card; each channel keeps its own history.',
    ),
    synchronised: both('Une fiche et un historique de tous les canaux.', 'One profile and history of all channels.'),
    unified: both(
      'Une seule fiche et un seul historique, lus à l’instant même.',
      'One profile and one history, read at the very moment.',
    ),
  },
  orders: {
    isolated: both(
      'Servie du lieu du canal, avec ses pièces.',
      'Served from the channel’s own place, with its documents.',
    ),
    bridged: both(
      'Retirée en boutique par une commande pont ; deux pièces.',
      'Collected in a store as a bridge order; two documents.',
    ),
    synchronised: both('Visible et servie sur tous les canaux.', 'Visible and serviceable on every channel.'),
    unified: both(
      'Tout lieu sert toute commande ; un suivi, une facture.',
      'Any place serves any order; one tracking page, one invoice.',
    ),
  },
  returns: {
    isolated: both('Seulement là où ce fut acheté.', 'Only where it was bought.'),
    bridged: both(
      'Repris partout, remboursé plus tard par le canal vendeur.',
      'Taken anywhere, refunded later by the selling channel.',
    ),
    synchronised: both('Repris et remboursé partout.', 'Taken and refunded anywhere.'),
    unified: both(
      'Repris, remboursé ou échangé entre canaux en une fois.',
      'Taken, refunded or exchanged across channels in one go.',
    ),
  },
  payments: {
    isolated: both('Son prestataire et ses versements.', 'Its own provider and settlement.'),
    bridged: both('Payer en boutique une réservation du web.', 'Pay in store for a web reservation.'),
    synchronised: both('Cartes cadeaux et avoirs valent partout.', 'Gift cards and store credit are valid everywhere.'),
    unified: both('Un seul registre d’argent, tous canaux.', 'One money ledger for all channels.'),
  },
};

/** Domains whose levels change what the house does today. */
export const inForce: readonly Domain[] = ['stock', 'carts', 'prices', 'customers'];

/** What a change from one level to another does, for the confirmation. */
export function consequence(domain: Domain, from: Level, to: Level): Both | undefined {
  const allotted = (level: Level): boolean => level === 'isolated' || level === 'bridged';
  if (domain === 'stock') {
    if (allotted(to) && !allotted(from))
      return both(
        'Ce canal ne vendra plus que ce qui lui est contingenté. Sans contingent, tout y paraît épuisé : donnez-lui-en un depuis la fiche de stock.',
        'This channel will sell only what is set apart for it. Without an allotment all is sold out there: grant one from the stock record.',
      );
    if (allotted(from) && !allotted(to))
      return both(
        'Ce canal vendra sur le stock commun. Ses contingents restent jusqu’à ce que vous les rendiez.',
        'This channel will sell from the common stock. Its allotments stay until you give them back.',
      );
    if (to === 'unified')
      return both(
        'Chaque vente réserve dans le registre à l’instant, sans bail.',
        'Each sale reserves in the ledger at once, without a lease.',
      );
    return to === 'isolated'
      ? both(
          'Ce canal ne verra plus le stock des autres lieux.',
          'This channel will no longer see the stock of other places.',
        )
      : both(
          'Ce canal vendra par un bail à la mesure de son délai.',
          'This channel will sell through a lease sized to its lag.',
        );
  }
  if (domain === 'carts') {
    const reach: Readonly<Record<Level, Both>> = {
      isolated: both(
        'Les paniers de ce canal ne seront plus vus ailleurs ; ceux déjà ouverts restent sur leur appareil.',
        'Carts of this channel will no longer be seen elsewhere; those open now stay on their device.',
      ),
      bridged: both(
        'Un panier ne passera ailleurs qu’en copie, par lien ou QR ; les deux vivent ensuite chacun leur vie.',
        'A cart will reach another channel only as a copy, by link or QR; the two then live apart.',
      ),
      synchronised: both(
        'Un client connu retrouve le même panier sur tous les canaux de ce niveau ; l’équipe ne peut pas y travailler.',
        'A known shopper finds the same cart on all channels of this level; staff cannot work in it.',
      ),
      unified: both(
        'L’équipe pourra trouver un panier ouvert, y ajouter et l’encaisser en caisse.',
        'Staff can find an open cart, add to it and take it to the till.',
      ),
    };
    return reach[to];
  }
  if (domain === 'customers') return ofCustomers(from, to);
  if (domain === 'prices' && to === 'isolated')
    return both(
      'Seule la liste de prix du canal vaudra : un article qui n’y est pas ne s’y vend plus.',
      'Only the channel’s own price list will count: an article that is not in it no longer sells there.',
    );
  if (domain === 'prices' && from === 'isolated')
    return both(
      'Les prix publics vaudront partout où la liste du canal n’en dit pas d’autre.',
      'Base prices will count wherever the channel’s own list says no other.',
    );
  return undefined;
}

function ofCustomers(from: Level, to: Level): Both | undefined {
  const shares = (level: Level): boolean => level === 'synchronised' || level === 'unified';
  if (shares(from) && shares(to)) return undefined;
  if (shares(to))
    return both(
      'Les fiches de ce canal et celles des canaux de ce niveau se trouvent partout ; le compte montre tous leurs achats.',
      'Profiles of this channel and of the channels of this level are found everywhere; the account shows all their purchases.',
    );
  return to === 'isolated'
    ? both(
        'Les fiches faites sur ce canal ne seront plus trouvées ailleurs ; rien n’est effacé, remonter le niveau les rend.',
        'Profiles made on this channel will no longer be found elsewhere; nothing is erased, raising the level brings them back.',
      )
    : both(
        'Une fiche d’un autre canal ne se trouve que par l’e-mail, le téléphone ou la carte entiers ; chaque canal ne montre que ses achats.',
        'A profile of another channel is found only by the whole e-mail, telephone or card; each channel shows only its own purchases.',
      );
}

export const presetKey = {
  multichannel: 'multichannel',
  'cross-channel': 'crossChannel',
  omnichannel: 'omnichannel',
  unified: 'unifiedPreset',
} as const satisfies Record<Preset, string>;

/** The number of a level's glyph. */
export const levelNumber = (level: Level): 1 | 2 | 3 | 4 => numbers[level];
const numbers = { isolated: 1, bridged: 2, synchronised: 3, unified: 4 } as const;
