/**
 * Our French texts, version 0: what the law asks a shop to say, filled with the house's facts. A merchant reads them with a lawyer and
 * writes their own. Sources: LCEN, article 6 III (mentions légales); Code de la consommation, articles L221-5 and L221-18 to L221-28
 * with their annex (withdrawal and its model form), L217-3 (conformity); RGPD, articles 13 to 22; loi Informatique et Libertés, article
 * 82 (cookies); loi 2005-102, article 47 (accessibility).
 */
import type { TextSlug } from './model.ts';

export const defaultsFr: Readonly<Record<TextSlug, { readonly title: string; readonly body: string }>> = {
  notice: {
    title: 'Mentions légales',
    body: `## Éditeur
{shop} est édité par {company}, {address}.
SIREN {siren}. Numéro de TVA intracommunautaire {vat}.
Téléphone : {phone}. E-mail : {email}.

## Direction de la publication
Le représentant légal de {company}.

## Hébergement
Ce site est hébergé par {company} sur ses propres serveurs ou sur ceux d’un prestataire dont le nom et l’adresse sont donnés sur demande à {email}.

## Images et textes
Les dessins, textes et marques de ce site appartiennent à {company} ou à leurs auteurs. Les reproduire demande leur accord.

## Médiation
Après une réclamation écrite restée sans réponse satisfaisante, un consommateur peut saisir gratuitement un médiateur de la consommation (Code de la consommation, article L612-1). Le nom du médiateur est donné sur demande à {email}.`,
  },
  terms: {
    title: 'Conditions générales de vente',
    body: `## À qui elles s’appliquent
Aux ventes conclues entre {company} et un consommateur, sur ce site, dans l’application ou en boutique pour une commande à distance. La version en vigueur est celle de la date affichée ; celle de votre commande reste consultable sur demande.

## Produits et prix
Chaque fiche décrit le produit et ses caractéristiques essentielles. Les prix sont en euros, toutes taxes comprises, hors livraison. Le prix payé est celui affiché à la validation : si un prix ou un stock change avant, la boutique vous le dit et rien n’est débité sans votre accord.

## Commande
Le panier ne réserve rien. La commande est conclue quand vous cliquez sur le bouton de paiement après avoir vu le total ; un e-mail la récapitule. Si un article manque malgré tout, une personne vous écrit et ce qui a été payé vous est rendu.

## Paiement
Par carte au moment de la commande, ou en boutique au retrait quand ce choix est proposé. La carte est débitée quand la commande est acceptée.

## Livraison et retrait
La boutique dit quand elle expédie et, pour un retrait, quand votre commande est prête et quand le lieu est ouvert. À défaut de date convenue, la livraison a lieu au plus tard trente jours après la commande (article L216-1). Passé ce délai, vous pouvez annuler et être remboursé.

## Rétractation
Vous avez quatorze jours après la réception pour changer d’avis, sans motif. La page « Rétractation » dit comment et donne le formulaire type.

## Garanties
Vous bénéficiez de la garantie légale de conformité pendant deux ans à compter de la livraison (articles L217-3 et suivants) et de la garantie des vices cachés (articles 1641 et suivants du Code civil). Réparation ou remplacement sans frais ; à défaut, réduction du prix ou remboursement.

## Réclamations et litiges
Écrivez à {email} ou appelez le {phone}. Le droit français s’applique, sans priver un consommateur des protections de son pays. Vous pouvez saisir un médiateur de la consommation.`,
  },
  privacy: {
    title: 'Confidentialité',
    body: `## Qui est responsable
{company}, {address}. Pour toute question ou demande : {email}.

## Ce que nous gardons, pourquoi, combien de temps
- Compte (nom, e-mail, téléphone, adresses) : pour vous reconnaître et livrer, tant que le compte existe. Base : le contrat.
- Commandes, tickets et paiements : pour les exécuter et pour la comptabilité, dix ans (Code de commerce, article L123-22). Le numéro de carte ne passe pas par nos serveurs.
- Panier et listes : pour que vous les retrouviez d’un appareil à l’autre, quatre-vingt-dix jours après le dernier usage.
- Lettre, suggestions, messages de l’application : seulement si vous avez dit oui dans votre compte, jusqu’à ce que vous disiez non.

## À qui nous les transmettons
Au transporteur et à la banque, pour ce qu’il leur faut. À personne d’autre, et rien n’est vendu. Rien n’est chargé depuis un autre site pendant votre visite.

## Vos droits
Accès, rectification, effacement, limitation, opposition et portabilité : depuis votre compte ou par écrit à {email}. Une personne répond sous un mois. Vos accords se retirent aussi simplement qu’ils se donnent. Vous pouvez saisir la CNIL (cnil.fr).`,
  },
  cookies: {
    title: 'Cookies',
    body: `## Ce qui est nécessaire
Sans votre accord, ce site ne garde que ce sans quoi il ne marcherait pas : votre panier, votre session quand vous vous connectez, les listes et comparaisons que vous demandez, la boutique que vous dites vôtre, et votre réponse à cette question. Aucun de ces cookies ne sert à vous suivre. Pour marcher sans réseau, votre navigateur garde aussi, comme dans son propre cache, les dernières pages et images ouvertes ; elles ne quittent pas cet appareil.

## Ce que vous pouvez permettre
- Produits vus récemment : gardés sur cet appareil seulement, pour vous les remontrer. Effacés dès que vous dites non.

## Ce que nous ne faisons pas
Ni publicité, ni mesure par un tiers, ni traceur d’un autre site.

## Changer d’avis
Votre réponse est gardée six mois, avec sa date et la version de cette page. Vous la changez ici à tout moment ; refuser est aussi simple qu’accepter.`,
  },
  withdrawal: {
    title: 'Rétractation',
    body: `## Quatorze jours pour changer d’avis
Vous pouvez vous rétracter d’un achat à distance, sans donner de motif, dans les quatorze jours qui suivent celui où vous, ou un tiers désigné par vous, recevez le dernier bien de la commande (Code de la consommation, article L221-18).

## Comment
Ouvrez votre commande, depuis votre compte ou avec son numéro et votre e-mail, et choisissez « Retourner ou me rétracter ». Un accusé de réception reste sur la page de la commande. Vous pouvez aussi envoyer le formulaire ci-dessous, ou toute déclaration sans ambiguïté, à {email} ou à {company}, {address}.

## Retour et remboursement
Renvoyez ou rapportez les biens au plus tard quatorze jours après votre rétractation. Nous remboursons tous les paiements reçus, livraison standard comprise, au plus tard quatorze jours après elle, par le moyen que vous aviez utilisé ; nous pouvons attendre d’avoir reçu les biens ou la preuve de leur envoi. Les frais directs de renvoi sont à votre charge ; un retour en boutique est gratuit. Votre responsabilité n’est engagée que pour la dépréciation née de manipulations autres que celles nécessaires pour juger le bien.

## Exceptions
Biens sur mesure, biens périssables, et biens descellés qui ne peuvent être renvoyés pour des raisons d’hygiène (article L221-28).

## Modèle de formulaire de rétractation
(Veuillez compléter et renvoyer le présent formulaire uniquement si vous souhaitez vous rétracter du contrat.)

À l’attention de {company}, {address}, {email} :

Je/nous (*) vous notifie/notifions (*) par la présente ma/notre (*) rétractation du contrat portant sur la vente du bien (*)/pour la prestation de services (*) ci-dessous :

- Commandé le (*)/reçu le (*) :
- Nom du (des) consommateur(s) :
- Adresse du (des) consommateur(s) :
- Signature du (des) consommateur(s) (uniquement en cas de notification du présent formulaire sur papier) :
- Date :

(*) Rayez la mention inutile.`,
  },
  accessibility: {
    title: 'Accessibilité',
    body: `## Notre engagement
{company} veut que chacun puisse acheter ici : au clavier, avec un lecteur d’écran, à 200 % de zoom, sans JavaScript, avec peu de mouvement.

## État
Ce site vise les Règles pour l’accessibilité des contenus Web (WCAG) 2.2, niveau AA, et le RGAA. Ses pages sont contrôlées par un outil automatique à chaque changement. Un tel outil ne voit pas tout : aucun audit complet par un tiers n’a encore été fait, et nous déclarons donc une conformité partielle.

## Si quelque chose vous arrête
Dites-le à {email} ou au {phone} : nous corrigeons, ou nous vous servons par un autre moyen. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits (defenseurdesdroits.fr).`,
  },
};
