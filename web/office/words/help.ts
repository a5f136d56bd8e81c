/** A few sentences beside a title: what lives on this screen, what one does here. */
import { words } from './words.ts';

const french = {
  orders:
    'Toutes les commandes, de tous les canaux. Une commande « à décider » a été payée alors que son stock venait de partir : ouvrez-la pour dire la suite. Choisissez-en plusieurs pour les remettre d’un coup.',
  carts:
    'Ce que les clients sont en train de choisir. Un panier ne réserve rien. Ce que l’équipe peut en voir dépend du niveau d’intégration du canal.',
  companies:
    'Une société achète par ses acheteurs. Ses prix négociés, ses groupes et ses conditions de paiement valent pour ce qu’ils commandent en son nom.',
  customers: 'Une fiche par personne, tous canaux. On la trouve par nom, e-mail, téléphone ou code.',
  products:
    'Un produit est ce que le client regarde ; ses articles (SKU) sont ce qui se stocke et se vend. Un brouillon n’est en vente nulle part.',
  stock:
    'Le stock ne se corrige pas : il bouge. Recevez, déplacez ou comptez, et chaque mouvement garde sa raison. « Libre » est ce qui peut encore se vendre.',
  purchasing:
    'Ce que nous demandons aux fournisseurs, du brouillon à la dernière livraison. Une livraison peut venir en plusieurs fois ; ce qui est abîmé ou non commandé est mis à part.',
  proposals:
    'Ce qu’il faudrait acheter, et pourquoi. Rien ne part sans vous : choisissez des lignes pour en faire des brouillons. Ce qu’un autre lieu a de trop est proposé d’abord.',
  stockValue:
    'Le stock au coût moyen pondéré, par société. Chaque livraison, chaque frais et chaque écart est une écriture, jamais modifiée.',
  breaches:
    'Une vente qui avait déjà eu lieu a dépassé le stock. Dites ce qui a été fait ; le dépassement reste dans l’histoire.',
  prices:
    'Le prix d’un article vient de la liste du canal s’il y en a une, sinon de la liste de base. Un prix peut être fixé pour plus tard.',
  promotions:
    'Ce qui baisse un prix ou un panier, sous quelles conditions. Chaque enregistrement est une version qui reste : un prix du passé se recalcule tel qu’il était. L’aperçu dit ce qu’elle donne, le passé rejoué ce qu’elle coûterait.',
  channels:
    'Un canal est un endroit où l’on vend. Ses niveaux disent, domaine par domaine, ce qu’il partage avec les autres ; chacun montre d’avance ce que cela change.',
  media:
    'Toutes les images de la maison. Le texte dit ce qu’on y voit à qui ne la voit pas ; le point dit ce qui reste visible quand elle est rognée.',
  people:
    'Qui travaille ici, avec quels rôles et où. Une clé est pour un programme ; le journal dit qui a changé quoi.',
  developers:
    'Les points d’accès préviennent un autre système de ce qui arrive ; un point qui ne répond plus est arrêté, et cela se dit à la cloche.',
  now: 'La maison à cette minute : ce qui se vend, ce qui attend d’être préparé, ce qui va manquer, ce qui veut une personne.',
  content:
    'Un attribut est ce que les produits d’une famille disent d’eux ; la complétude dit ce qui manque à un canal avant de vendre.',
  settings: 'La maison : son nom, ses sociétés, ses lieux, son équipe et ses appareils.',
} as const;

export type HelpKey = keyof typeof french;

export const help = words({ ...french, help: 'Aide' } as Record<HelpKey | 'help', string>, {
  help: 'Help',
  orders:
    'All orders, from all channels. An order “to decide” was paid just as its stock had gone: open it to say what happens. Choose several to hand them over at once.',
  carts:
    'What shoppers are choosing. A cart reserves nothing. What the team may see of it depends on the integration level of the channel.',
  companies:
    'A company buys through its buyers. Its negotiated prices, its groups and its terms of payment hold for what they order in its name.',
  customers: 'One record a person, for all channels. Found by name, e-mail, telephone or code.',
  products:
    'A product is what the shopper looks at; its articles (SKUs) are what is stocked and sold. A draft is on sale nowhere.',
  stock:
    'Stock is never corrected: it moves. Receive, move or count, and every movement keeps its reason. “Free” is what can still be sold.',
  purchasing:
    'What we ask of suppliers, from the draft to the last delivery. A delivery may come in parts; what is damaged or was not ordered is put apart.',
  proposals:
    'What to buy, and why. Nothing leaves without you: choose lines to make drafts of them. What another site has too much of is proposed first.',
  stockValue:
    'The stock at its weighted average cost, by company. Each delivery, each landed cost and each difference is an entry, never changed.',
  breaches:
    'A sale that had already happened went beyond the stock. Say what was done about it; the breach stays in the history.',
  prices:
    'An article’s price comes from the channel’s own list where there is one, else from the base list. A price can be set for later.',
  promotions:
    'What lowers a price or a basket, and on what terms. Each saving is a version that stays, so that a past price can be computed again. The preview says what it gives, the past replayed what it would cost.',
  channels:
    'A channel is a place where you sell. Its levels say, domain by domain, what it shares with the others; each shows beforehand what it changes.',
  media:
    'All pictures of the house. The text says what is on it to those who cannot see it; the point says what stays in sight when it is cropped.',
  people: 'Who works here, with which roles and where. A key is for a program; the record says who changed what.',
  developers:
    'Endpoints tell another system what happens; one that answers no more is turned off, and the bell says so.',
  now: 'The house at this minute: what sells, what waits to be prepared, what runs out, what wants a person.',
  content:
    'An attribute is what products of a family say of themselves; completeness says what a channel lacks before it sells.',
  settings: 'The house: its name, its companies, its sites, its team and its devices.',
});
