/** The journeys one can play, as data: what each step says and which act it runs. Names are those of the mission. */

export type Lang = 'fr' | 'en';
export type Act =
  | 'signIn'
  | 'till'
  | 'fillPhone'
  | 'shelf'
  | 'showCode'
  | 'lookOnTill'
  | 'bring'
  | 'lastUnit'
  | 'race'
  | 'phoneAdd'
  | 'computer'
  | 'finish'
  | 'market'
  | 'marketBuy'
  | 'marketCancel'
  | 'sentHome'
  | 'withdraw'
  | 'backAtTill'
  | 'moneyBack';
export type Step = { readonly act: Act; readonly says: Readonly<Record<Lang, string>> };
export type Journey = {
  readonly id: string;
  readonly title: Readonly<Record<Lang, string>>;
  readonly windows: readonly [string, string];
  readonly steps: readonly Step[];
};

export const journeys: readonly Journey[] = [
  {
    id: 'J2',
    title: {
      fr: 'La robe : le panier du téléphone arrive à la caisse',
      en: 'The dress: the phone’s cart comes to the till',
    },
    windows: ['phone', 'till'],
    steps: [
      {
        act: 'signIn',
        says: { fr: 'Camille ouvre la boutique sur son téléphone.', en: 'Camille opens the shop on her phone.' },
      },
      {
        act: 'fillPhone',
        says: { fr: 'Elle met la robe Bellecour dans son panier.', en: 'She puts the Bellecour dress in her cart.' },
      },
      { act: 'till', says: { fr: 'À Lyon, Inès ouvre sa caisse.', en: 'In Lyon, Inès opens her till.' } },
      {
        act: 'lookOnTill',
        says: {
          fr: 'Inès cherche « Camille Rey » et trouve son panier.',
          en: 'Inès looks for “Camille Rey” and finds her cart.',
        },
      },
      {
        act: 'bring',
        says: {
          fr: 'Elle le reprend à la caisse ; à droite, il ne reste qu’à encaisser.',
          en: 'She brings it to the till; on the right, only the payment is left.',
        },
      },
    ],
  },
  {
    id: 'J6',
    title: {
      fr: 'La dernière pièce : caisse et web au même instant',
      en: 'The last unit: till and web at the same moment',
    },
    windows: ['phone', 'till'],
    steps: [
      {
        act: 'till',
        says: {
          fr: 'La caisse de Paris et le téléphone voient la même dernière pièce.',
          en: 'The Paris till and the phone see the same last unit.',
        },
      },
      {
        act: 'lastUnit',
        says: { fr: 'Voici la pièce, et où elle se trouve.', en: 'Here is the unit, and where it is.' },
      },
      {
        act: 'race',
        says: {
          fr: 'Les deux paient en même temps : une vente, un refus net.',
          en: 'Both pay at the same time: one sale, one clean refusal.',
        },
      },
    ],
  },
  {
    id: 'J7',
    title: {
      fr: 'Le téléphone en boutique : scanner, comparer, payer',
      en: 'The phone in the store: scan, compare, pay',
    },
    windows: ['phone', 'till'],
    steps: [
      {
        act: 'signIn',
        says: { fr: 'Camille est à Lyon, devant le rayon.', en: 'Camille is in Lyon, before the shelf.' },
      },
      {
        act: 'shelf',
        says: {
          fr: 'Son téléphone lit l’étiquette : prix, stock de cette boutique, et ailleurs.',
          en: 'Her phone reads the label: price, this store’s stock, and elsewhere.',
        },
      },
      {
        act: 'showCode',
        says: {
          fr: 'Elle pourrait payer sur le téléphone ; elle passe en caisse et montre son code.',
          en: 'She could pay on the phone; she goes to the till and shows her code.',
        },
      },
      { act: 'till', says: { fr: 'Inès ouvre sa caisse.', en: 'Inès opens her till.' } },
      {
        act: 'bring',
        says: {
          fr: 'Le panier est là ; il ne reste qu’à encaisser.',
          en: 'The cart is there; only the payment is left.',
        },
      },
    ],
  },
  {
    id: 'J9',
    title: {
      fr: 'Commandé sur le web, rendu en boutique',
      en: 'Ordered on the web, given back in a store',
    },
    windows: ['phone', 'till'],
    steps: [
      {
        act: 'sentHome',
        says: {
          fr: 'Camille a payé la robe par carte ; elle est partie chez elle.',
          en: 'Camille paid the dress by card; it has left for her home.',
        },
      },
      {
        act: 'withdraw',
        says: {
          fr: 'Elle renonce au contrat depuis la commande : un code, aucun motif à donner.',
          en: 'She withdraws from the order’s page: a code, and no reason to give.',
        },
      },
      {
        act: 'till',
        says: {
          fr: 'Elle passe à la boutique de Lyon, où Inès est en caisse.',
          en: 'She comes to the Lyon store, where Inès is at the till.',
        },
      },
      {
        act: 'backAtTill',
        says: {
          fr: 'Inès lit le code, regarde la robe et la remet en rayon.',
          en: 'Inès reads the code, looks at the dress and puts it back on its shelf.',
        },
      },
      {
        act: 'moneyBack',
        says: {
          fr: 'L’argent revient sur la carte, frais de livraison compris ; la commande le dit.',
          en: 'The money goes back to the card, delivery included; the order says so.',
        },
      },
    ],
  },
  {
    id: 'J11',
    title: {
      fr: 'Commencé sur le téléphone, fini sur l’ordinateur',
      en: 'Begun on the phone, finished on the computer',
    },
    windows: ['phone', 'computer'],
    steps: [
      { act: 'signIn', says: { fr: 'Camille se connecte sur les deux.', en: 'Camille signs in on both.' } },
      { act: 'phoneAdd', says: { fr: 'Sur le téléphone, elle ajoute une tasse.', en: 'On the phone she adds a mug.' } },
      { act: 'computer', says: { fr: 'L’ordinateur montre le même panier.', en: 'The computer shows the same cart.' } },
      {
        act: 'finish',
        says: {
          fr: 'Elle commande sur l’ordinateur ; le téléphone le sait aussitôt.',
          en: 'She orders on the computer; the phone knows at once.',
        },
      },
    ],
  },
  {
    id: 'J12',
    title: {
      fr: 'Une commande de la place de marché passe par le même guichet',
      en: 'A marketplace order passes the same gate',
    },
    windows: ['phone', 'market'],
    steps: [
      {
        act: 'market',
        says: {
          fr: 'À droite, Grand Marché vend nos articles ; à gauche, notre boutique.',
          en: 'On the right, Grand Marché sells our articles; on the left, our shop.',
        },
      },
      {
        act: 'marketBuy',
        says: {
          fr: 'Quelqu’un achète là-bas ; la commande arrive ici, le stock baisse partout.',
          en: 'Somebody buys there; the order comes here, stock falls everywhere.',
        },
      },
      {
        act: 'marketCancel',
        says: {
          fr: 'Il change d’avis : la commande est annulée, le stock revient.',
          en: 'They change their mind: the order is cancelled, the stock is back.',
        },
      },
    ],
  },
];
