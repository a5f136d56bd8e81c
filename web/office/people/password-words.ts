/** Words of who forgot their password. */
import { words } from '../words/words.ts';

export const passwordWords = words(
  {
    forgotten: 'Mot de passe oublié ?',
    askTitle: 'Mot de passe oublié',
    askText: 'Donnez votre adresse e-mail de l’équipe : un lien y arrive pour en choisir un nouveau.',
    email: 'E-mail',
    ask: 'Recevoir le lien',
    often: 'Trop de demandes. Attendez un peu.',
    sentTitle: 'Regardez vos e-mails',
    sentText: ({ email }: { email: string }) =>
      `Si quelqu’un de l’équipe a l’adresse ${email}, un lien y arrive dans la minute. Il sert une seule fois, pendant une heure.`,
    nobody: 'Rien reçu ? Regardez dans les indésirables, ou demandez à qui gère l’équipe quelle est votre adresse.',
    newTitle: 'Nouveau mot de passe',
    newText: ({ email }: { email: string }) =>
      `Pour ${email}. Toutes vos sessions seront fermées ; votre second facteur reste en place.`,
    password: 'Nouveau mot de passe',
    hint: '8 caractères au moins',
    save: 'Enregistrer',
    over: 'Ce lien a servi, ou il a plus d’une heure. Votre mot de passe est resté le même.',
    askAgain: 'Recevoir un nouveau lien',
    doneTitle: 'C’est enregistré',
    doneText: 'Votre nouveau mot de passe est en place. Connectez-vous.',
    toSignIn: 'Se connecter',
  },
  {
    forgotten: 'Forgotten your password?',
    askTitle: 'Forgotten password',
    askText: 'Give your e-mail address of the team: a link will be there to choose a new one.',
    email: 'E-mail',
    ask: 'Send me the link',
    often: 'Asked too often. Wait a little.',
    sentTitle: 'Look at your e-mails',
    sentText: ({ email }) =>
      `If somebody of the team has the address ${email}, a link will be there within a minute. It works once, for an hour.`,
    nobody: 'Nothing there? Look among the unwanted mails, or ask who manages the team what your address is.',
    newTitle: 'New password',
    newText: ({ email }) => `For ${email}. All your sessions will be closed; your second factor stays.`,
    password: 'New password',
    hint: 'at least 8 characters',
    save: 'Save',
    over: 'This link was used, or is more than an hour old. Your password has stayed the same.',
    askAgain: 'Send me a new link',
    doneTitle: 'It is saved',
    doneText: 'Your new password is in place. Sign in.',
    toSignIn: 'Sign in',
  },
);
