/** How roles and rights are called. */
import type { Lang } from '#kit/format';
import { useLang } from '../shell/lang.tsx';
import { useRoles } from './data.ts';
import { rightsFr } from './rights-fr.ts';

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
