/** The shop as an app: its service worker, the offer to install it, the channel it is, and what is said without a connection. */
import { flush, forget, waiting } from './outbox.ts';

type InstallOffer = Event & { prompt(): Promise<void> };

export function beApp(): void {
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  offerInstall();
  void tellChannel();
  attendConnection();
}

/** The button appears when the browser says that it can install; it asks, the browser does the rest. */
function offerInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    const button = document.querySelector<HTMLButtonElement>('#install');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => void (event as InstallOffer).prompt(), { once: true });
  });
  addEventListener('appinstalled', () => {
    const button = document.querySelector<HTMLButtonElement>('#install');
    if (button) button.hidden = true;
  });
}

/** A browser's tab and the app beside it share their cookies: the one that was answered as the other says so, once. */
async function tellChannel(): Promise<void> {
  const app =
    matchMedia('(display-mode: standalone), (display-mode: minimal-ui), (display-mode: window-controls-overlay)')
      .matches || (navigator as Navigator & { standalone?: boolean }).standalone === true;
  const served = document.documentElement.dataset['channel'] === 'app';
  if (app === served || !navigator.onLine || sessionStorage.getItem('halle-channel') === String(app)) return;
  sessionStorage.setItem('halle-channel', String(app));
  const answer = await fetch('/app', { method: 'POST', body: new URLSearchParams({ on: app ? '1' : '' }) }).catch(
    () => undefined,
  );
  if (answer?.ok) location.reload();
}

function attendConnection(): void {
  show();
  addEventListener('offline', show);
  addEventListener('online', () => void back());
  document.addEventListener('halle-outbox', show);
  document.addEventListener('submit', ({ target }) => {
    if (target instanceof HTMLFormElement && target.action.endsWith('/account/sign-out')) forget();
  });
  // A connection that comes back is not always told: each look at the page tries.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && navigator.onLine) void flush();
  });
  if (navigator.onLine) void flush();
}

async function back(): Promise<void> {
  await flush();
  show();
  const banner = document.querySelector<HTMLElement>('#offline');
  // What is shown is of before; nothing typed is lost, for such a page has waited for nobody's answer.
  if (banner?.dataset['kept'] !== undefined && !document.activeElement?.matches('input, select, textarea'))
    location.reload();
}

/** The banner: no connection, a page that was kept, or changes that wait. */
function show(): void {
  const banner = document.querySelector<HTMLElement>('#offline');
  if (!banner) return;
  const count = waiting().length;
  const { kept } = banner.dataset;
  banner.hidden = navigator.onLine && kept === undefined && count === 0;
  const time = banner.querySelector<HTMLElement>('.kept');
  if (time && kept) {
    const at = new Date(kept).toLocaleString(document.documentElement.lang, {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    time.textContent = `${banner.dataset['keptAt'] ?? ''} ${at}.`;
  }
  const queued = banner.querySelector<HTMLElement>('.queued');
  if (queued)
    queued.textContent =
      count === 0 ? '' : (banner.dataset[count === 1 ? 'one' : 'many'] ?? '').replace('#', String(count));
}
