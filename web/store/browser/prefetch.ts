/** Fetches a page when the pointer rests on its link, so that the click finds it there. Only pages that are the same for everybody. */

/** Listens on the whole page; each address is fetched once. */
export function prefetchOnHover(): void {
  const connection = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection;
  if (connection?.saveData) return;
  const done = new Set<string>([location.href]);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const consider = (event: Event): void => {
    clearTimeout(waiting);
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || done.has(link.href)) return;
    if (!/^(?:\/en)?\/(?:[cp]\/|stores|$)/.test(link.pathname) || link.hash) return;
    waiting = setTimeout(() => {
      done.add(link.href);
      const hint = document.createElement('link');
      hint.rel = 'prefetch';
      hint.href = link.href;
      document.head.append(hint);
    }, 65);
  };
  document.addEventListener('pointerover', consider, { passive: true });
  document.addEventListener('focusin', consider);
  document.addEventListener('touchstart', consider, { passive: true });
}
