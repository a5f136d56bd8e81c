/** The bar above: search, live state, language, appearance, who I am. */
import { ActionIcon, Menu } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLiveState } from '../parts/live.tsx';
import { useLocation } from 'wouter';
import { useRoleName } from '../people/names.ts';
import { common } from '../words/common.ts';
import { shell } from '../words/shell.ts';
import { useWords } from './lang.tsx';
import { useSession } from './session.tsx';
import { Bell } from './bell.tsx';
import { openKeys } from './keys.tsx';
import { palette } from './palette-store.ts';
import { LangSwitch, ThemeSwitch } from './switches.tsx';

export function TopBar({ onMenu, menuOpen }: { onMenu: () => void; menuOpen: boolean }) {
  const t = useWords(common);
  return (
    <section className="bar" aria-label={t('bar.label')}>
      <ActionIcon
        className="bar-menu"
        size={36}
        aria-label={t(menuOpen ? 'nav.close' : 'nav.open')}
        aria-expanded={menuOpen}
        onClick={onMenu}
      >
        <Icon name="filter" />
      </ActionIcon>
      <button type="button" className="bar-search" onClick={() => palette.open()}>
        <Icon name="search" size={16} />
        <span>{t('search.open')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div className="bar-end">
        <LiveState />
        <Bell />
        <LangSwitch />
        <ThemeSwitch />
        <Account />
      </div>
    </section>
  );
}

function LiveState() {
  const t = useWords(common);
  const { time } = useFormat();
  const { live, since } = useLiveState();
  if (live === undefined) return null;
  return (
    <output className="live" data-on={live || undefined}>
      <i />
      <span>
        {t(live ? 'live.on' : 'live.off')}
        {!live && since ? ` ${t('live.since', { time: time(since) })}` : ''}
      </span>
    </output>
  );
}

function Account() {
  const t = useWords(common);
  const s = useWords(shell);
  const { staff, signOut } = useSession();
  const initials = staff.name
    .split(/\s+/)
    .map((part) => part[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  const roleName = useRoleName();
  const [, go] = useLocation();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="avatar">
          <span aria-hidden="true">{initials}</span>
          <span className="unseen">{t('account.menu', { name: staff.name })}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {staff.name}, {roleName(staff.role)}
        </Menu.Label>
        <Menu.Item leftSection={<Icon name="keys" size={16} />} rightSection={<kbd>?</kbd>} onClick={openKeys}>
          {s('keys.open')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="user" size={16} />} onClick={() => go('/people/me')}>
          {t('account.me')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="back" size={16} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
