/** Words of return requests. */
import { words } from './words.ts';

export const returnWords = words(
  {
    title: 'Demandes de retour',
    open: 'À traiter',
    closed: 'Traitée',
    asked: ({ when }: { when: string }) => `demandée ${when}`,
    'reason.withdrawal': 'Rétractation',
    'reason.size': 'La taille ne va pas',
    'reason.different': 'Différent de la description',
    'reason.damaged': 'Abîmé ou défectueux',
    'reason.mistake': 'Ce n’est pas ce qui était commandé',
    'reason.other': 'Autre raison',
    answer: 'Réponse au client',
    answerHelp: 'Le client la lit sur la page de sa commande.',
    close: 'Marquer comme traitée',
    done: 'Demande traitée',
  },
  {
    title: 'Return requests',
    open: 'To be answered',
    closed: 'Answered',
    asked: ({ when }) => `asked ${when}`,
    'reason.withdrawal': 'Withdrawal',
    'reason.size': 'The size does not fit',
    'reason.different': 'Not as described',
    'reason.damaged': 'Damaged or defective',
    'reason.mistake': 'Not what was ordered',
    'reason.other': 'Another reason',
    answer: 'Answer to the customer',
    answerHelp: 'The customer reads it on the order’s page.',
    close: 'Mark as answered',
    done: 'Request answered',
  },
);
