/** How roles and rights are called. A right without a French name here is shown by its English title. */
import type { Lang } from '#kit/format';
import { useLang } from '../shell/lang.tsx';
import { useRoles } from './data.ts';

const roleNames: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  owner: { fr: 'Propriétaire', en: 'Owner' },
  manager: { fr: 'Responsable', en: 'Manager' },
  clerk: { fr: 'Vendeur', en: 'Clerk' },
  picker: { fr: 'Préparateur', en: 'Picker' },
  agent: { fr: 'Service client', en: 'Service agent' },
  rep: { fr: 'Commercial', en: 'Sales rep' },
  marketer: { fr: 'Marketing', en: 'Marketer' },
  accountant: { fr: 'Comptable', en: 'Accountant' },
  read_only: { fr: 'Lecture seule', en: 'Read only' },
  key: { fr: 'Clé d’API', en: 'API key' },
};

export const rightsFr: Readonly<Record<string, string>> = {
  'settings.read': 'Voir réglages, lieux et sociétés',
  'settings.write': 'Changer réglages, lieux et sociétés',
  self: 'Gérer son propre accès',
  'staff.read': 'Voir qui travaille ici',
  'staff.write': 'Inviter, modifier et faire partir',
  'roles.write': 'Faire des rôles, exiger un second facteur',
  'keys.write': 'Faire et révoquer des clés d’API',
  'audit.read': 'Voir le journal des droits',
  'till.sell': 'Vendre en caisse',
  'channels.read': 'Voir canaux et niveaux',
  'channels.write': 'Ouvrir des canaux, régler leurs niveaux',
  'customers.read': 'Trouver les clients, voir leur histoire',
  'customers.write': 'Ajouter et modifier des clients',
  'catalog.read': 'Voir produits et catégories',
  'catalog.write': 'Changer produits et catégories, importer, publier',
  'prices.write': 'Changer prix et listes',
  'stock.read': 'Voir le stock et ses mouvements',
  'stock.write': 'Recevoir, compter et déplacer le stock',
  'payments.read': 'Voir les paiements',
  'payments.write': 'Rembourser',
  'orders.read': 'Voir les commandes',
  'orders.write': 'Expédier et annuler des commandes',
  'carts.read': 'Voir les paniers, si le niveau du canal le permet',
  'carts.write': 'Travailler dans les paniers, les amener en caisse',
  'events.read': 'Suivre en direct ce que ses droits montrent',
  'developers.read': 'Voir webhooks et appels de l’API',
  'developers.write': 'Régler les webhooks, renvoyer des messages',
};

export type RoleNames = (role: string) => string;

/** The name of a role in the language chosen: of the house, or as the merchant called it. */
export function useRoleName(): RoleNames {
  const { lang } = useLang();
  const own = useRoles().data?.items;
  return (role) => roleNames[role]?.[lang] ?? own?.find((one) => one.role === role)?.name ?? role;
}

export function useRightName(): (right: { readonly right: string; readonly title: string }) => string {
  const { lang } = useLang();
  return ({ right, title }) => (lang === 'fr' ? (rightsFr[right] ?? title) : title);
}
