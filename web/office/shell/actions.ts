/** What can be done from anywhere, as far as this person may. */
import { useMantineColorScheme } from '@mantine/core';
import { useLocation } from 'wouter';
import type { IconName } from '#kit/icons';
import { exportAddress } from '../products/data.ts';
import { shell } from '../words/shell.ts';
import { openKeys } from './keys.tsx';
import { useLang, useWords } from './lang.tsx';
import { useSession } from './session.tsx';

export type Action = {
  readonly key: string;
  readonly icon: IconName;
  readonly label: string;
  /** Where it leads, or what it does. */
  readonly href: string | (() => void);
};

export function useActions(): readonly Action[] {
  const t = useWords(shell);
  const { staff, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const { lang, setLang } = useLang();
  const [, go] = useLocation();
  const leave = (address: string) => () => window.location.assign(address);
  const all = [
    ['act.newProduct', 'plus', 'catalog.write', '/products/simple'],
    ['act.newOptions', 'plus', 'catalog.write', '/products/new'],
    ['act.import', 'inbox', 'catalog.write', '/products/import'],
    ['act.categories', 'tag', 'catalog.read', '/products/categories'],
    ['act.exportProducts', 'download', 'catalog.read', leave(exportAddress('halle'))],
    ['act.toPrepare', 'box', 'orders.read', '/orders?sort=oldest&state=placed'],
    ['act.decide', 'alert', 'orders.read', '/orders?state=needs_decision'],
    ['act.breaches', 'alert', 'stock.read', '/stock/breaches'],
    ['act.lowStock', 'box', 'stock.read', '/stock?low=0'],
    ['act.till', 'scan', 'till.sell', leave('/till')],
    ['act.devices', 'phone', 'staff.read', '/settings/devices'],
    ['act.staff', 'users', 'staff.read', '/settings/staff'],
    ['act.start', 'check', 'settings.read', '/start'],
    ['act.keys', 'keys', 'self', openKeys],
    ['act.light', 'eye', 'self', () => setColorScheme('light')],
    ['act.dark', 'eye', 'self', () => setColorScheme('dark')],
    ['act.auto', 'eye', 'self', () => setColorScheme('auto')],
    ['act.language', 'book', 'self', () => setLang(lang === 'fr' ? 'en' : 'fr')],
    ['act.signOut', 'back', 'self', () => void signOut().then(() => go('/'))],
  ] as const satisfies readonly (readonly [string, IconName, string, string | (() => void)])[];
  return all
    .filter(([, , right]) => right === 'self' || staff.rights.includes(right))
    .map(([key, icon, , href]) => ({ key, icon, href, label: t(key) }));
}
