/** Words of the app and of the phone in the store, in French. */
export const frApp = {
  'app.scan': 'Scanner un article',
  'app.cart': 'Mon panier',
  'app.account': 'Mes commandes',
  'app.install': 'Installer l’application',
  'app.offline': 'Hors connexion.',
  'app.offlineText': 'Vous pouvez revoir ce que vous avez déjà ouvert. Prix et stock peuvent avoir changé.',
  'app.keptAt': 'Page gardée le',
  'app.waiting': ({ n }: { n: number | '#' }) =>
    n === 1 ? '1 changement du panier attend la connexion.' : `${n} changements du panier attendent la connexion.`,
  'app.queued': 'Hors connexion : noté ici, envoyé dès que la connexion revient.',
  'app.sent': 'Connexion revenue : votre panier est à jour.',
  'app.notSent': 'Connexion revenue. Un changement n’a pas pu être fait :',
  'app.reload': 'Actualiser',
} as const;
