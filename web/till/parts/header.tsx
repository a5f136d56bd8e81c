/** The roof of the till: where, who, whether it is in touch, and what is parked. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { clock, type Instant } from '#base/time';
import { time, type Lang } from '#kit/format';
import type { Device, Staff } from '../api.ts';
import { hotkeys } from '../hotkeys.ts';
import { keepTheme, theme, type Theme } from '../store.ts';
import { useWords } from '../words.ts';
import { Hint } from './hint.tsx';
import { Icon, Initials, Mark } from './icon.tsx';

type Props = {
  device: Device;
  staff: Staff;
  live: boolean;
  parked: number;
  menu: boolean;
  onMenu: (open: boolean) => void;
  onHelp: () => void;
  onParked: () => void;
  onLeave: () => void;
  onLanguage: (lang: Lang) => void;
};

export function Header({ device, staff, live, parked, menu, onMenu, onHelp, onParked, onLeave, onLanguage }: Props) {
  const { w } = useWords();
  return (
    <header className="roof">
      <Mark />
      <h1>{device.site.name}</h1>
      <span className="roof-muted">{device.name}</span>
      <span className="space" />
      {live && (
        <span className="in-touch">
          <Icon name="check" size={18} /> {w('live.on')}
        </span>
      )}
      <button
        type="button"
        className="roof-button"
        onClick={onParked}
        aria-label={w('act.recall_n', { n: parked })}
        aria-keyshortcuts={hotkeys.parked}
      >
        <Icon name="park" size={18} /> {w('parked')} <b className="num">{parked}</b> <Hint of="parked" />
      </button>
      <button
        type="button"
        className="roof-button keys"
        onClick={onHelp}
        aria-label={w('help.title')}
        aria-keyshortcuts={hotkeys.help}
      >
        <kbd aria-hidden="true">?</kbd>
      </button>
      <Clock />
      <Menu {...{ staff, onLeave, onLanguage }} open={menu} onOpen={onMenu} />
    </header>
  );
}

function Clock() {
  const { lang } = useWords();
  const [now, setNow] = useState<Instant>(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <time className="num">{time(lang, now)}</time>;
}

type MenuProps = Pick<Props, 'staff' | 'onLeave' | 'onLanguage'> & { open: boolean; onOpen: (open: boolean) => void };

function Menu({ staff, onLeave, onLanguage, open, onOpen }: MenuProps) {
  const { w, lang } = useWords();
  const [chosen, setChosen] = useState<Theme>(theme);
  const box = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(() => onOpen(false));
  useEffect(() => {
    if (!open) return;
    // Opened by its key, it is gone through by keys.
    box.current?.querySelector<HTMLElement>('.menu-box button')?.focus();
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    addEventListener('pointerdown', outside);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('keydown', escape);
    };
  }, [open]);
  const themes: readonly Theme[] = ['light', 'dark', 'auto'];
  return (
    <div className="menu" ref={box}>
      <button
        type="button"
        className="who"
        aria-expanded={open}
        aria-label={w('menu.label', { name: staff.name })}
        aria-keyshortcuts={hotkeys.menu}
        onClick={() => onOpen(!open)}
      >
        <Initials name={staff.name} />
      </button>
      {open && (
        <div className="menu-box">
          <b>{staff.name}</b>
          <div className="menu-row" role="group" aria-label={w('menu.theme')}>
            {themes.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={chosen === one}
                onClick={() => {
                  setChosen(one);
                  keepTheme(one);
                }}
              >
                {w(`menu.${one}`)}
              </button>
            ))}
          </div>
          <div className="menu-row" role="group" aria-label={w('menu.lang')}>
            <button type="button" lang="fr" aria-pressed={lang === 'fr'} onClick={() => onLanguage('fr')}>
              Français
            </button>
            <button type="button" lang="en" aria-pressed={lang === 'en'} onClick={() => onLanguage('en')}>
              English
            </button>
          </div>
          <button type="button" className="menu-leave" onClick={onLeave}>
            {w('menu.leave')}
          </button>
        </div>
      )}
    </div>
  );
}

/** A lost connection is a state, not a failure: said in one line, never in the way. */
export function LostBanner({ lostAt }: { lostAt: string | undefined }) {
  const { w, lang } = useWords();
  return (
    <div role="status">
      {lostAt !== undefined && (
        <div className="lost">
          <Icon name="offline" size={22} />
          <span>
            <b>{w('live.off', { at: time(lang, lostAt as Instant) })}</b> {w('live.off_help')}
          </span>
        </div>
      )}
    </div>
  );
}
