/** Words of consents and of the wish to be forgotten. */
import { words } from './words.ts';

export const consentWords = words(
  {
    title: 'Accords',
    none: 'N’a accepté aucun envoi.',
    newsletter: 'Lettre par e-mail',
    suggestions: 'Suggestions d’après les achats',
    messages: 'Messages de l’application',
    yes: ({ when }: { when: string }) => `oui, ${when}`,
    no: ({ when }: { when: string }) => `non, ${when}`,
    erasure: ({ when }: { when: string }) => `A demandé la suppression de son compte : ${when}. Répondre sous un mois.`,
    answer: 'Marquer comme traitée',
    answered: 'Demande traitée',
  },
  {
    title: 'Consents',
    none: 'Has agreed to no messages.',
    newsletter: 'Newsletter by e-mail',
    suggestions: 'Suggestions from purchases',
    messages: 'Messages of the app',
    yes: ({ when }) => `yes, ${when}`,
    no: ({ when }) => `no, ${when}`,
    erasure: ({ when }) => `Asked for their account to be deleted: ${when}. Answer within a month.`,
    answer: 'Mark as answered',
    answered: 'Request answered',
  },
);
