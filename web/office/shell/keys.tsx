/**
 * Keys of the whole office. They work on what the page shows: rows are links in a table, the search is a field of that class. Single
 * keys can be turned off (WCAG 2.1.4) and are never heard in a field, a menu or a dialog.
 */
import { Modal, Switch } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { useEffect, useEffectEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { common } from '../words/common.ts';
import { shell } from '../words/shell.ts';
import { chord } from './chord.ts';
import { useWords } from './lang.tsx';
import { places } from './nav.tsx';
import { useSession } from './session.tsx';

/** `g` and then one of these goes to a place. */
const goKeys: Readonly<Record<string, string>> = {
  m: 'now',
  c: 'orders',
  p: 'products',
  s: 'stock',
  u: 'customers',
  b: 'carts',
  x: 'prices',
  o: 'promotions',
  l: 'channels',
  r: 'settings',
};
const OPEN = 'halle:keys';

/** Opens the overview from anywhere. */
export const openKeys = (): void => void window.dispatchEvent(new Event(OPEN));

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'checkbox');
/** Lists of choices stay in the page while they are closed; only one that is seen takes the keys. */
const isCovered = (): boolean =>
  [...document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]')].some((one) =>
    one.checkVisibility(),
  );

/** Moves along the rows; from nowhere to the first. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main .row-link')];
  const here = rows.findIndex((row) => row.closest('tr')?.contains(document.activeElement));
  const next = rows[here === -1 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function chooseRow(): void {
  document.activeElement?.closest('tr')?.querySelector<HTMLElement>('.choose input')?.click();
}

export function Keys() {
  const [opened, { open, close }] = useDisclosure(false);
  const [single, setSingle] = useLocalStorage({ key: 'halle.office.keys', defaultValue: true });
  const [, go] = useLocation();
  const { staff } = useSession();
  const [afterG] = useState(chord);
  const reachable = new Set(
    places
      .flat()
      .filter((place) => staff.rights.includes(place.right))
      .map((place) => place.key as string),
  );
  const act = (event: KeyboardEvent): boolean => {
    const { key } = event;
    const place = goKeys[key];
    if (afterG(key, event.timeStamp) && place !== undefined && reachable.has(place)) {
      go(`/${place}`);
      return true;
    }
    if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
    else if (key === 'x') chooseRow();
    else if (key === '/') document.querySelector<HTMLElement>('main .search input')?.focus();
    else if (key === '?') open();
    else if (key === 'u') document.querySelector<HTMLElement>('main .back-link')?.click();
    else return key === 'g';
    return true;
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && isTyping(event.target)) return (event.target as HTMLElement).blur();
    if (!single || isTyping(event.target) || isCovered()) return;
    if (act(event)) event.preventDefault();
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', hear);
    window.addEventListener(OPEN, open);
    return () => {
      window.removeEventListener('keydown', hear);
      window.removeEventListener(OPEN, open);
    };
  }, [open]);
  return <Overview opened={opened} onClose={close} single={single} onSingle={setSingle} reachable={reachable} />;
}

type OverviewProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly single: boolean;
  readonly onSingle: (on: boolean) => void;
  readonly reachable: ReadonlySet<string>;
};

function Overview({ opened, onClose, single, onSingle, reachable }: OverviewProps) {
  const t = useWords(shell);
  const c = useWords(common);
  const known = places.flat();
  const goes = Object.entries(goKeys).flatMap(([key, name]) => {
    const place = known.find((one) => one.key === name);
    return place && reachable.has(name) ? [[`g ${key}`, c(`nav.${place.key}`)] as const] : [];
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="lg">
      <div className="keys">
        <KeyGroup
          title={t('keys.everywhere')}
          keys={[
            ['Ctrl K', t('keys.palette')],
            ['/', t('keys.search')],
            ['?', t('keys.help')],
            ['Esc', t('keys.escape')],
            ['u', t('keys.back')],
          ]}
        />
        <KeyGroup
          title={t('keys.lists')}
          keys={[
            ['j', t('keys.down')],
            ['k', t('keys.up')],
            ['Enter', t('keys.enter')],
            ['x', t('keys.choose')],
          ]}
        />
        <KeyGroup title={t('keys.go')} keys={goes} />
      </div>
      <Switch
        mt="lg"
        label={t('keys.single')}
        description={t('keys.singleHint')}
        checked={single}
        onChange={(event) => onSingle(event.currentTarget.checked)}
      />
    </Modal>
  );
}

function KeyGroup({ title, keys }: { title: string; keys: readonly (readonly [key: string, what: string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
