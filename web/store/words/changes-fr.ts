/** Changes of an order and its cancellation by its buyer, in French. */
export const changesFr = {
  'change.title': 'Modifications',
  'change.first': 'Achetée',
  'change.byShop': 'Modifiée par la boutique',
  'change.byYou': 'Annulée en partie par vous',
  'change.total': ({ total }: { total: string }) => `Total : ${total}`,
  'change.none': 'Adresse, contact ou livraison',
  'change.due': ({ amount }: { amount: string }) => `Il reste ${amount} à payer`,
  'change.dueText':
    'Votre commande a été modifiée à votre demande. Elle est gardée telle quelle ; payez la différence ici.',
  'change.pay': ({ amount }: { amount: string }) => `Payer ${amount}`,
  'payLink.title': ({ code }: { code: string }) => `Paiement de la commande ${code}`,
  'payLink.text':
    'Vous réglez par carte ce qui est dû à ce jour. Qui a l’adresse de cette page peut payer : gardez-la.',
  'payLink.elsewhere': 'Vous réglez sur la page sécurisée de notre prestataire de paiement, puis vous revenez ici.',
  'payLink.go': 'Continuer vers le paiement',
  'payLink.wait': 'Votre paiement est en cours de confirmation. Revenez dans un instant : rien n’est débité deux fois.',
  'payLink.done': 'Il ne reste rien à payer. Merci !',
  'payLink.over': 'Ce lien n’est plus valable. Demandez-en un autre à la boutique.',
  'change.hold': 'Votre commande est suspendue',
  'change.holdText': 'La boutique vérifie quelque chose avant de la préparer. Vos articles restent réservés.',
  'change.note': 'Un mot de la boutique',
  'change.cancel': 'Annuler',
  'change.cancelText':
    'Tant que personne n’a commencé à préparer votre commande, vous pouvez l’annuler, ou seulement une partie. Ce que vous avez payé pour ces articles vous est rendu par le même moyen.',
  'change.cancelFee':
    'Les frais de livraison sont rendus si vous annulez tout ; sinon ils restent, puisqu’un colis part.',
  'change.cancelSome': 'Annuler ces pièces',
  'change.cancelAll': 'Annuler toute la commande',
  'change.many': ({ name }: { name: string }) => `Pièces à annuler : ${name}`,
  'refused.picking': 'Votre commande est déjà en préparation : écrivez à la boutique, elle peut encore la modifier.',
  'refused.nothingDue': 'Il n’y a plus rien à payer pour cette commande.',
  'refused.gone': 'Ces articles sont déjà partis.',
} as const;
