/** The frame of every screen: navigation on the left, the bar above, the screen below. */
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { common } from '../words/common.ts';
import { Keys } from './keys.tsx';
import { useWords } from './lang.tsx';
import { Nav } from './nav.tsx';
import { Palette } from './palette.tsx';
import { TopBar } from './topbar.tsx';

export function Frame({ children }: { children: ReactNode }) {
  const t = useWords(common);
  const [open, menu] = useDisclosure(false);
  const [location] = useLocation();
  const { close } = menu;
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    close();
    window.scrollTo(0, 0);
  }, [location, close]);
  return (
    <div className="frame" data-menu={open || undefined}>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <Nav onClose={close} />
      {open && <button type="button" className="veil" aria-label={t('nav.close')} onClick={close} />}
      <div className="stage">
        <TopBar onMenu={menu.toggle} menuOpen={open} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Palette />
      <Keys />
    </div>
  );
}
